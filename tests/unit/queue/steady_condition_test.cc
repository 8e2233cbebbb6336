// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/queue/steady_condition.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace dateline::queue {
namespace {

using Clock = SteadyCondition::Clock;

TEST(SteadyConditionTest, AWaitEndsAtItsDeadlineAndNotBefore) {
  absl::Mutex mutex;
  SteadyCondition condition;
  const auto deadline = Clock::now() + std::chrono::milliseconds(20);
  const absl::MutexLock lock(&mutex);
  while (condition.WaitUntil(mutex, deadline)) {
  }
  EXPECT_GE(Clock::now(), deadline);
}

TEST(SteadyConditionTest, ADeadlineThatHasPassedEndsAWaitAtOnceWithTheLockHeld) {
  absl::Mutex mutex;
  SteadyCondition condition;
  const absl::MutexLock lock(&mutex);
  EXPECT_FALSE(condition.WaitUntil(mutex, Clock::now() - std::chrono::hours(1)));
  mutex.AssertHeld();
}

TEST(SteadyConditionTest, ANotificationEndsAWaitWithoutLimit) {
  absl::Mutex mutex;
  SteadyCondition condition;
  bool ready = false;
  std::thread notifier([&] {
    const absl::MutexLock lock(&mutex);
    ready = true;
    condition.NotifyOne();
  });
  {
    const absl::MutexLock lock(&mutex);
    while (!ready) EXPECT_TRUE(condition.WaitUntil(mutex, Clock::time_point::max()));
  }
  notifier.join();
}

TEST(SteadyConditionTest, AWaitThatIsTooLongForTheClockHasNoLimit) {
  EXPECT_EQ(SteadyCondition::After(Clock::duration::max()), Clock::time_point::max());
  const auto before = Clock::now();
  EXPECT_GE(SteadyCondition::After(std::chrono::hours(1)), before + std::chrono::hours(1));
  EXPECT_LT(SteadyCondition::After(std::chrono::hours(1)), Clock::time_point::max());
}

TEST(SteadyConditionTest, NotifyAllWakesEveryThread) {
  absl::Mutex mutex;
  SteadyCondition condition;
  int waiting = 0;
  bool ready = false;
  const auto deadline = Clock::now() + std::chrono::minutes(5);
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      const absl::MutexLock lock(&mutex);
      ++waiting;
      while (!ready && condition.WaitUntil(mutex, deadline)) {
      }
      EXPECT_LT(Clock::now(), deadline);
      --waiting;
    });
  }
  {
    const absl::MutexLock lock(&mutex);
    mutex.Await(absl::Condition(
        +[](int* count) { return *count == 4; }, &waiting));
    ready = true;
    condition.NotifyAll();
  }
  threads.clear();
  const absl::MutexLock lock(&mutex);
  EXPECT_EQ(waiting, 0);
}

}  // namespace
}  // namespace dateline::queue
