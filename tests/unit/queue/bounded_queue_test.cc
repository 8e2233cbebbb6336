// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/queue/bounded_queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace dateline::queue {
namespace {

TEST(BoundedQueueTest, GivesItemsInTheOrderTheyCame) {
  BoundedQueue<int> queue(Bounds{});
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(queue.Push(i));
  for (int i = 0; i < 100; ++i) EXPECT_EQ(queue.Pop(), i);
}

TEST(BoundedQueueTest, MovesItemsThatCannotBeCopied) {
  BoundedQueue<std::unique_ptr<int>> queue(Bounds{});
  ASSERT_TRUE(queue.Push(std::make_unique<int>(7), 4));
  const auto item = queue.Pop();
  ASSERT_TRUE(item.has_value());
  EXPECT_EQ(**item, 7);
}

TEST(BoundedQueueTest, AClosedQueueIsDrainedAndThenEndsEveryPop) {
  BoundedQueue<int> queue(Bounds{});
  ASSERT_TRUE(queue.Push(1));
  ASSERT_TRUE(queue.Push(2));
  queue.Close();
  queue.Close();
  EXPECT_FALSE(queue.Push(3));
  EXPECT_EQ(queue.Pop(), 1);
  EXPECT_EQ(queue.Pop(), 2);
  EXPECT_EQ(queue.Pop(), std::nullopt);
  EXPECT_EQ(queue.Pop(), std::nullopt);
}

TEST(BoundedQueueTest, ClosingWakesProducersAndConsumersThatWait) {
  BoundedQueue<int> full({.items = 1});
  BoundedQueue<int> empty(Bounds{});
  ASSERT_TRUE(full.Push(1));
  std::atomic<int> refused{0};
  std::atomic<int> ended{0};
  std::vector<std::jthread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] { refused += full.Push(2) ? 0 : 1; });
    threads.emplace_back([&] { ended += empty.Pop().has_value() ? 0 : 1; });
  }
  full.Close();
  empty.Close();
  threads.clear();
  EXPECT_EQ(refused, 3);
  EXPECT_EQ(ended, 3);
  EXPECT_EQ(full.Pop(), 1);
}

// What the queue holds never exceeds its bounds, whoever is faster; counted by both sides.
void ExpectWithinBounds(const Bounds& bounds, std::size_t item_bytes, int most_inside) {
  constexpr int kItems = 5000;
  BoundedQueue<int> queue(bounds);
  std::atomic<int> pushed{0};
  std::atomic<int> popped{0};
  std::jthread producer([&] {
    for (int i = 0; i < kItems; ++i) {
      queue.Push(i, item_bytes);
      ++pushed;
    }
    queue.Close();
  });
  while (queue.Pop()) {
    // Pushes are counted after the fact, and so is this pop: at most one item too many is seen.
    const int before = popped.load();
    const int inside = pushed.load() - before;
    EXPECT_LE(inside, most_inside + 1);  // and the one that was just taken
    ++popped;
  }
  EXPECT_EQ(popped, kItems);
}

TEST(BoundedQueueTest, HoldsNoMoreItemsThanItsBound) { ExpectWithinBounds({.items = 3}, 0, 3); }

TEST(BoundedQueueTest, HoldsNoMoreBytesThanItsBoundAndOneItem) {
  ExpectWithinBounds({.bytes = 100}, 40, 3);  // at 80 bytes a third one enters
}

TEST(BoundedQueueTest, APushThatWaitsForRoomGoesOnWhenAnItemIsPopped) {
  BoundedQueue<int> queue({.items = 10, .bytes = 8});
  ASSERT_TRUE(queue.Push(1, 100));  // larger than the bound: enters alone
  std::atomic<bool> entered{false};
  std::jthread producer([&] {
    EXPECT_TRUE(queue.Push(2, 1));
    entered = true;
  });
  EXPECT_FALSE(entered);
  EXPECT_EQ(queue.Pop(), 1);
  EXPECT_EQ(queue.Pop(), 2);
}

TEST(BoundedQueueTest, EveryItemArrivesOnceBetweenManyThreads) {
  constexpr int kProducers = 4;
  constexpr int kEach = 2000;
  BoundedQueue<int> queue({.items = 7});
  std::vector<std::atomic<int>> arrived(kProducers * kEach);
  std::vector<std::jthread> consumers;
  for (int i = 0; i < 3; ++i) {
    consumers.emplace_back([&] {
      while (const auto item = queue.Pop()) ++arrived[static_cast<std::size_t>(*item)];
    });
  }
  {
    std::vector<std::jthread> producers;
    for (int i = 0; i < kProducers; ++i) {
      producers.emplace_back([&queue, i] {
        for (int n = 0; n < kEach; ++n) queue.Push(i * kEach + n);
      });
    }
  }
  queue.Close();
  consumers.clear();
  for (const auto& count : arrived) ASSERT_EQ(count, 1);
}

}  // namespace
}  // namespace dateline::queue
