// SPDX-License-Identifier: GPL-3.0-or-later
// On a clock that the tests turn: nothing here waits.
#include "core/rpc/fair_queue.h"

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/limits.h"

namespace dateline::rpc {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Lane = FairQueue::Lane;
using Clock = FairQueue::Clock;

class Named : public FairQueue::Call {
 public:
  explicit Named(std::string caller) : caller_(std::move(caller)) {}
  const std::string& caller() const { return caller_; }

 private:
  std::string caller_;
};

// A queue, its clock, and calls by name.
class FairQueueTest : public testing::Test {
 protected:
  void Make(const FairQueueOptions& options) { queue_ = std::make_unique<FairQueue>(options); }

  FairQueue::Admission Add(const std::string& caller, Clock::duration deadline = seconds(10)) {
    calls_.push_back(std::make_unique<Named>(caller));
    return queue_->Add(*calls_.back(), caller, now_ + deadline, now_);
  }
  Named* Next(Lane lane = Lane::kAny) { return static_cast<Named*>(queue_->Next(lane, now_)); }
  // Runs the next call for `cost` of one thread; whose it was, "" if there was none.
  std::string RunNext(Clock::duration cost, Lane lane = Lane::kAny) {
    Named* call = Next(lane);
    if (call == nullptr) return "";
    now_ += cost;
    Finish(*call, cost);
    return call->caller();
  }
  void Finish(Named& call, Clock::duration cost, std::size_t answer_bytes = 0) {
    queue_->Charge(queue_->Finish(call, answer_bytes), cost, now_);
  }
  static std::string CallerOf(FairQueue::Call* call) {
    return call == nullptr ? "" : static_cast<Named*>(call)->caller();
  }

  Clock::time_point now_ = Clock::time_point(seconds(1000));
  std::unique_ptr<FairQueue> queue_;
  std::vector<std::unique_ptr<Named>> calls_;
};

TEST_F(FairQueueTest, OneCallerAloneHasAllThreadsAndPlacesInItsOrder) {
  Make({.threads = 4, .max_calls = 8});
  for (int i = 0; i < 8; ++i) EXPECT_TRUE(Add("a").taken);
  EXPECT_FALSE(Add("a").taken);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(Next(), calls_[static_cast<std::size_t>(i)].get());
  EXPECT_EQ(queue_->running(), 4U);
}

TEST_F(FairQueueTest, TheNextCallIsOfWhoeverHasUsedLeastHoweverManyOthersWait) {
  Make({.threads = 1, .max_calls = 256});
  for (int i = 0; i < 100; ++i) Add("heavy " + std::to_string(i));
  for (int i = 0; i < 100; ++i) EXPECT_NE(RunNext(milliseconds(100)), "");
  for (int i = 0; i < 100; ++i) Add("heavy " + std::to_string(i));
  Add("light");
  EXPECT_EQ(RunNext(milliseconds(1)), "light");
  for (int i = 0; i < 40; ++i) {  // its use stays below that of the others for a long time
    EXPECT_NE(RunNext(milliseconds(100)), "light");
    Add("light");
    EXPECT_EQ(RunNext(milliseconds(1)), "light") << i;
  }
}

TEST_F(FairQueueTest, ManyCallsOfOneCallerDoNotDelayAnother) {
  Make({.threads = 1, .max_calls = 256});
  for (int i = 0; i < 100; ++i) Add("heavy");
  EXPECT_EQ(RunNext(milliseconds(100)), "heavy");
  for (int i = 0; i < 50; ++i) {
    Add("light");
    EXPECT_EQ(RunNext(milliseconds(1)), "light") << i;
    EXPECT_EQ(RunNext(milliseconds(100)), "heavy") << i;
  }
}

TEST_F(FairQueueTest, CallersWhoAlwaysWantMoreGetTheSameTimeWhateverTheirCallsCost) {
  Make({.threads = 1, .max_calls = 64});
  const std::map<std::string, milliseconds> costs{
      {"a", milliseconds(1)}, {"b", milliseconds(10)}, {"c", milliseconds(50)}};
  std::map<std::string, milliseconds> used;
  for (const auto& [caller, cost] : costs) Add(caller);
  const auto end = now_ + seconds(60);
  while (now_ < end) {
    Named* call = Next();
    ASSERT_NE(call, nullptr);
    const milliseconds cost = costs.at(call->caller());
    now_ += cost;
    used[call->caller()] += cost;
    Finish(*call, cost);
    Add(call->caller());
  }
  for (const auto& [caller, time] : used) {
    EXPECT_NEAR(static_cast<double>(time.count()), 20'000, 400) << caller;
  }
}

TEST_F(FairQueueTest, UseIsForgottenWithTime) {
  Make({.threads = 1, .max_calls = 64});
  Add("old");
  RunNext(seconds(5));
  now_ += seconds(200);
  Add("new");
  RunNext(milliseconds(20));
  Add("new");
  Add("old");  // 5 s, twenty half-lives ago, are 5 microseconds
  EXPECT_EQ(RunNext(milliseconds(1)), "old");
}

TEST_F(FairQueueTest, UseIsWeighedAlikeAfterYears) {
  Make({.threads = 1, .max_calls = 64});
  Add("a");
  RunNext(milliseconds(10));
  for (int year = 0; year < 3; ++year) {
    now_ += std::chrono::hours(24 * 365);
    Add("a");
    RunNext(milliseconds(10));
    Add("b");
    Add("a");
    EXPECT_EQ(RunNext(milliseconds(20)), "b");
    EXPECT_EQ(RunNext(milliseconds(10)), "a");
  }
}

TEST_F(FairQueueTest, WhileAnotherWaitsACallerHasAQuarterOfTheThreads) {
  Make({.threads = 8, .max_calls = 64});
  for (int i = 0; i < 8; ++i) Add("a");
  Add("b");
  Add("b");
  Add("b");
  std::map<std::string, int> running;
  for (int i = 0; i < 4; ++i) ++running[Next()->caller()];
  EXPECT_EQ(running["a"], 2);
  EXPECT_EQ(running["b"], 2);
  // Nobody waits who has less than a quarter: then threads are not left idle.
  for (int i = 0; i < 4; ++i) ++running[Next()->caller()];
  EXPECT_EQ(running["a"] + running["b"], 8);
}

TEST_F(FairQueueTest, WhileAnotherWaitsACallerHasAQuarterOfThePlaces) {
  Make({.threads = 1, .max_calls = 16});
  Add("other");
  int taken = 0;
  for (int i = 0; i < 16; ++i) taken += Add("greedy").taken ? 1 : 0;
  EXPECT_EQ(taken, 4);
}

TEST_F(FairQueueTest, WhoHasFilledTheQueueMakesRoomAndLosesItsNewestCall) {
  Make({.threads = 1, .max_calls = 16});
  for (int i = 0; i < 16; ++i) EXPECT_TRUE(Add("greedy").taken);
  EXPECT_FALSE(Add("greedy").taken);
  for (int i = 0; i < 4; ++i) {
    const auto admission = Add("other");
    EXPECT_TRUE(admission.taken);
    EXPECT_EQ(admission.displaced, calls_[static_cast<std::size_t>(15 - i)].get());
  }
  EXPECT_FALSE(Add("other").taken) << "it has a quarter";
  EXPECT_EQ(queue_->waiting(), 16U);
}

TEST_F(FairQueueTest, OfAHundredCallersNoneIsRefusedWhoHasFewerCallsThanTheOthers) {
  Make({.threads = 2, .max_calls = 256});
  for (int i = 0; i < 100; ++i) {
    for (int j = 0; j < 10; ++j) Add("many " + std::to_string(i));
  }
  EXPECT_TRUE(Add("polite").taken);
  EXPECT_LE(queue_->waiting(), 256U);
}

TEST_F(FairQueueTest, IfAllHaveTheSameTheQueueIsFull) {
  Make({.threads = 1, .max_calls = 3});
  for (const char* caller : {"a", "b", "c"}) EXPECT_TRUE(Add(caller).taken);
  const auto admission = Add("d");
  EXPECT_FALSE(admission.taken);
  EXPECT_EQ(admission.displaced, nullptr);
}

TEST_F(FairQueueTest, OfAsManyCallsWhoeverHasUsedMostMakesRoom) {
  Make({.threads = 1, .max_calls = 3});
  for (const char* caller : {"a", "b", "c"}) {
    Add(caller);
    RunNext(milliseconds(caller == std::string("b") ? 900 : 300));
  }
  Add("polite");
  RunNext(milliseconds(1));
  for (const char* caller : {"a", "b", "c"}) EXPECT_TRUE(Add(caller).taken);
  const auto admission = Add("polite");
  EXPECT_TRUE(admission.taken);
  EXPECT_EQ(CallerOf(admission.displaced), "b");
  EXPECT_FALSE(Add("b").taken) << "it has used more than all that wait";
}

TEST_F(FairQueueTest, WhatACallCostsAfterItHasRunIsItsCallersToo) {
  Make({.threads = 4, .max_calls = 64});
  Add("a");
  Add("a");
  Add("b");
  Named* sends = Next();
  ASSERT_EQ(sends->caller(), "a");
  FairQueue::Account& account = queue_->Finish(*sends, 0);
  EXPECT_EQ(Next()->caller(), "b") << "a still has its thread";
  queue_->Charge(account, milliseconds(80), now_);
  EXPECT_EQ(Next(Lane::kShort), nullptr) << "its call was long";
}

TEST_F(FairQueueTest, TheShortLaneTakesCallersWhoseCallsWereShort) {
  Make({.threads = 1, .max_calls = 64});
  Add("unknown");
  EXPECT_EQ(Next(Lane::kShort), nullptr);
  EXPECT_FALSE(queue_->HasShort(now_));
  EXPECT_EQ(RunNext(milliseconds(2)), "unknown");  // known now
  Add("unknown");
  Add("unknown");
  EXPECT_TRUE(queue_->HasShort(now_));
  Named* running = Next(Lane::kShort);
  ASSERT_NE(running, nullptr);
  EXPECT_EQ(Next(Lane::kShort), nullptr) << "one at a time";
  Finish(*running, milliseconds(50));
  EXPECT_EQ(Next(Lane::kShort), nullptr) << "its last call was long";
}

TEST_F(FairQueueTest, TheShortLaneIsNotForWhoUsesAllOfIt) {
  Make({.threads = 1, .max_calls = 64});
  Add("flood");
  RunNext(milliseconds(5));
  int short_calls = 0;
  for (int i = 0; i < 10'000; ++i) {
    Add("flood");
    if (RunNext(milliseconds(5), Lane::kShort) == "flood") {
      ++short_calls;
    } else {
      EXPECT_EQ(RunNext(milliseconds(5)), "flood");
    }
  }
  EXPECT_GT(short_calls, 0);
  EXPECT_LT(short_calls, 10'000 * 2 / 3);
}

TEST_F(FairQueueTest, CallsLeaveAtTheirDeadlineInTheOrderOfDeadlines) {
  Make({.threads = 1, .max_calls = 64});
  EXPECT_EQ(queue_->NextDeadline(), Clock::time_point::max());
  Add("late", milliseconds(300));
  Add("early", milliseconds(100));
  EXPECT_EQ(queue_->NextDeadline(), now_ + milliseconds(100));
  EXPECT_EQ(queue_->TakeExpired(now_), nullptr);
  now_ += milliseconds(300);
  EXPECT_EQ(CallerOf(queue_->TakeExpired(now_)), "early");
  EXPECT_EQ(CallerOf(queue_->TakeExpired(now_)), "late");
  EXPECT_EQ(queue_->TakeExpired(now_), nullptr);
  EXPECT_EQ(Next(), nullptr);
  EXPECT_EQ(queue_->waiting(), 0U);
}

TEST_F(FairQueueTest, ACallIsTakenOutOnlyWhileItWaits) {
  Make({.threads = 1, .max_calls = 64});
  Add("a");
  Add("a");
  EXPECT_TRUE(queue_->Remove(*calls_[0]));
  EXPECT_FALSE(queue_->Remove(*calls_[0]));
  EXPECT_EQ(Next(), calls_[1].get());
  EXPECT_FALSE(queue_->Remove(*calls_[1]));
}

TEST_F(FairQueueTest, AnswersThatAreNotTakenHoldBackTheirCallerAndNobodyElse) {
  Make({.threads = 8, .max_calls = 64, .max_answer_bytes = 1000});
  for (int i = 0; i < 10; ++i) Add("deaf");
  std::vector<Named*> unread;
  while (Named* call = Next()) {
    Finish(*call, milliseconds(1), 100);
    unread.push_back(call);
  }
  EXPECT_EQ(unread.size(), 3U) << "a quarter, and the one that went over it";
  Add("reader");
  EXPECT_EQ(RunNext(milliseconds(1)), "reader");
  queue_->Release(*unread[0]);
  EXPECT_EQ(RunNext(milliseconds(1)), "deaf");
}

TEST_F(FairQueueTest, IfTheAnswersOfAllAreOverTheBoundWhoHasTakenHisMayStillStart) {
  Make({.threads = 8, .max_calls = 64, .max_answer_bytes = 1000});
  for (int i = 0; i < 20; ++i) {
    const std::string caller = "deaf " + std::to_string(i);
    Add(caller);
    Finish(*Next(), milliseconds(1), 100);
    Add(caller);
  }
  EXPECT_EQ(Next(), nullptr);
  Add("reader");
  EXPECT_EQ(RunNext(milliseconds(1)), "reader");
  queue_->IgnoreAnswers();
  EXPECT_NE(Next(), nullptr);
}

TEST_F(FairQueueTest, CallersAreForgottenIfThereAreTooMany) {
  Make({.threads = 1, .max_calls = 64});
  for (std::size_t i = 0; i < 3 * limits::kMaxCallersKept; ++i) {
    Add(std::to_string(i));
    EXPECT_NE(RunNext(milliseconds(20)), "");
    ASSERT_LE(queue_->callers(), limits::kMaxCallersKept);
    calls_.clear();
  }
}

TEST_F(FairQueueTest, WhoeverIsHeavyIsNotForgottenForManyWhoAreNot) {
  Make({.threads = 1, .max_calls = 64});
  Add("heavy");
  RunNext(seconds(2));
  for (std::size_t i = 0; i < 2 * limits::kMaxCallersKept; ++i) {
    Add(std::to_string(i));
    RunNext(std::chrono::microseconds(10));
    calls_.clear();
  }
  Add("heavy");
  Add("new");
  EXPECT_EQ(RunNext(milliseconds(1)), "new");
}

TEST_F(FairQueueTest, TheBacklogIsWhatWaitsTimesWhatCallsTake) {
  Make({.threads = 2, .max_calls = 64});
  EXPECT_EQ(queue_->Backlog(), Clock::duration(0));
  for (int i = 0; i < 40; ++i) {
    Add("a");
    RunNext(milliseconds(10));
  }
  for (int i = 0; i < 20; ++i) Add("a");
  EXPECT_NEAR(std::chrono::duration<double>(queue_->Backlog()).count(), 0.1, 0.01);
}

}  // namespace
}  // namespace dateline::rpc
