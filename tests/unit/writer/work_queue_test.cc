// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/writer/work_queue.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace dateline::writer {
namespace {

class WorkQueueTest : public testing::Test {
 protected:
  explicit WorkQueueTest(std::size_t room = 1000) {
    options_.commit_articles = room;
    queue_.emplace(options_);
  }

  void Push(const std::string& caller, int number) {
    PendingArticle pending;
    pending.article.set_id(fmt::format("{} {}", caller, number));
    pending.article.set_body(std::string(1000, 'x'));
    EXPECT_TRUE(queue_->Push(pending, caller).ok());
  }

  PendingArticle Pop() {
    PendingArticle next;
    EXPECT_EQ(queue_->Pop(std::nullopt, next), WorkQueue::Next::kArticle);
    return next;
  }

  void Acknowledge(const PendingArticle& article) {
    std::vector<Notification> told(1);
    told[0].sequence = article.sequence;
    queue_->Acknowledge(told);
  }

  WriterOptions options_;
  std::optional<WorkQueue> queue_;
};

TEST_F(WorkQueueTest, AnArticleOfANewCallerComesBeforeTheBacklogOfOthers) {
  constexpr int kCallers = 20;
  for (int number = 0; number < 40; ++number) {
    for (int caller = 0; caller < kCallers; ++caller) {
      Push(fmt::format("greedy{}", caller), number);
    }
  }
  for (int i = 0; i < 10; ++i) Pop();
  Push("polite", 0);
  int before = 0;
  while (Pop().article.id() != "polite 0") ++before;
  EXPECT_LT(before, kCallers);
}

TEST_F(WorkQueueTest, CallersGetEqualBytesAndEachKeepsItsOrder) {
  for (int number = 0; number < 300; ++number) Push("many", number);
  for (int number = 0; number < 50; ++number) Push("few", number);
  int few = 0;
  int many = 0;
  for (int i = 0; i < 100; ++i) {
    const std::string id = Pop().article.id();
    int& next = id.starts_with("few") ? few : many;
    EXPECT_EQ(id, fmt::format("{} {}", id.starts_with("few") ? "few" : "many", next));
    ++next;
  }
  EXPECT_NEAR(few, many, 2);
}

TEST_F(WorkQueueTest, ADeleteWaitsForItsOwnIdsOnly) {
  Push("feeder", 1);
  Push("feeder", 2);
  Push("feeder", 3);
  EXPECT_TRUE(queue_->Flush(std::vector<std::string>{"another", "feeder 4"}).ok());
  std::atomic<bool> flushed{false};
  std::jthread deletes([&] {
    EXPECT_TRUE(queue_->Flush(std::vector<std::string>{"feeder 2", "another"}).ok());
    flushed = true;
  });
  Pop();
  const PendingArticle second = Pop();
  EXPECT_FALSE(flushed);
  Acknowledge(second);  // the first and the third are still on their way
  deletes.join();
  EXPECT_TRUE(flushed);
}

class FullWorkQueueTest : public WorkQueueTest {
 protected:
  FullWorkQueueTest() : WorkQueueTest(4) {}
};

TEST_F(FullWorkQueueTest, RoomThatGetsFreeIsForTheCallerThatHoldsTheLeast) {
  for (int number = 0; number < 4; ++number) Push("greedy", number);
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) threads.emplace_back([this, i] { Push("greedy", 4 + i); });
  while (queue_->pushing() < 8) std::this_thread::yield();
  threads.emplace_back([this] { Push("polite", 0); });
  while (queue_->pushing() < 9) std::this_thread::yield();
  // Its article enters with the first that leaves, and leaves next.
  EXPECT_EQ(Pop().article.id(), "greedy 0");
  while (queue_->pushing() != 8) std::this_thread::yield();
  EXPECT_EQ(Pop().article.id(), "polite 0");
  for (int i = 0; i < 11; ++i) Pop();
}

}  // namespace
}  // namespace dateline::writer
