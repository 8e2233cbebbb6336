// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/bounded_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>
#include <vector>

namespace dateline::rpc {
namespace {

TEST(BoundedPoolTest, RefusesWhatIsOverItsBoundAndTakesMoreWhenAJobHasEnded) {
  BoundedPool pool({.threads = 1, .max_jobs = 2});
  std::promise<void> open;
  std::promise<void> running;
  std::shared_future<void> gate(open.get_future());
  std::promise<void> both_done;
  ASSERT_TRUE(pool.TryPost([&] {
    running.set_value();
    gate.wait();
  }));
  running.get_future().wait();
  ASSERT_TRUE(pool.TryPost([&] { both_done.set_value(); }));
  EXPECT_FALSE(pool.TryPost([] { ADD_FAILURE() << "a refused job ran"; }));
  open.set_value();
  both_done.get_future().wait();
  while (!pool.TryPost([] {})) std::this_thread::yield();
}

TEST(BoundedPoolTest, WhatFollowsAJobFindsItsPlaceFree) {
  BoundedPool pool({.threads = 1, .max_jobs = 1});
  std::promise<bool> taken;
  ASSERT_TRUE(pool.TryPost([] {}, [&] { taken.set_value(pool.TryPost([] {})); }));
  EXPECT_TRUE(taken.get_future().get());
}

TEST(BoundedPoolTest, JoinFinishesWhatIsQueuedAndRefusesTheRest) {
  BoundedPool pool({.threads = 2, .max_jobs = 0});
  std::atomic<int> done{0};
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(pool.TryPost([&done] { ++done; }));
  pool.Join();
  EXPECT_EQ(done, 1000);
  EXPECT_FALSE(pool.TryPost([&done] { ++done; }));
  pool.Join();  // idempotent
  EXPECT_EQ(done, 1000);
}

TEST(BoundedPoolTest, DrainRefusesAtOnceAndWaitsForWhatRunsAndForWhatFollowsIt) {
  BoundedPool pool({.threads = 1, .max_jobs = 2});
  std::promise<void> open;
  std::atomic<bool> followed{false};
  ASSERT_TRUE(pool.TryPost([&] { open.get_future().wait(); }, [&] { followed = true; }));
  EXPECT_FALSE(pool.closed());
  EXPECT_FALSE(pool.Drain(std::chrono::milliseconds(1)));
  EXPECT_TRUE(pool.closed());
  EXPECT_FALSE(pool.TryPost([] { ADD_FAILURE() << "a refused job ran"; }));
  open.set_value();
  EXPECT_TRUE(pool.Drain(std::chrono::minutes(1)));
  EXPECT_TRUE(followed);
  pool.Join();
}

TEST(BoundedPoolTest, EveryJobThatWasTakenRunsEvenWhileThePoolIsJoined) {
  for (int round = 0; round < 200; ++round) {
    BoundedPool pool({.threads = 2, .max_jobs = 0});
    std::atomic<int> taken{0};
    std::atomic<int> done{0};
    std::thread poster([&] {
      while (pool.TryPost([&done] { ++done; })) ++taken;
    });
    while (taken < 10) std::this_thread::yield();
    pool.Join();
    poster.join();
    ASSERT_EQ(done, taken);
  }
}

TEST(BoundedPoolTest, ZeroThreadsAreAllCores) {
  EXPECT_EQ(BoundedPool({.threads = 0, .max_jobs = 0}).threads(),
            std::max(1U, std::thread::hardware_concurrency()));
}

}  // namespace
}  // namespace dateline::rpc
