// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/answers_in_flight.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace dateline::rpc {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

class Answer final : public AnswersInFlight::Answer {
 public:
  void GiveUp() override { ++given_up_; }
  int given_up() const { return given_up_; }
  void WaitUntilGivenUp() const {
    while (given_up_ == 0) std::this_thread::yield();
  }

 private:
  std::atomic<int> given_up_{0};
};

TEST(AnswersInFlightTest, AnAnswerThatNobodyTakesIsGivenUpOnce) {
  AnswersInFlight answers({.patience = milliseconds(1)});
  Answer first;
  Answer second;
  answers.Add(first, 1, "a caller");
  answers.Add(second, 1, "a caller");
  first.WaitUntilGivenUp();
  second.WaitUntilGivenUp();
  answers.Remove(first);
  answers.Remove(second);
  EXPECT_EQ(first.given_up(), 1);
  EXPECT_EQ(second.given_up(), 1);
}

TEST(AnswersInFlightTest, AnAnswerThatWasTakenIsNotGivenUp) {
  AnswersInFlight answers({.patience = hours(1), .max_bytes = 10});
  Answer taken;
  answers.Add(taken, 10, "a caller");
  answers.Remove(taken);
  Answer next;
  answers.Add(next, 10, "a caller");  // there is room
  EXPECT_EQ(taken.given_up(), 0);
  EXPECT_EQ(next.given_up(), 0);
  answers.Remove(next);
}

TEST(AnswersInFlightTest, OverTheBoundTheOldestAreGivenUpUntilTheRestFits) {
  AnswersInFlight answers({.patience = hours(1), .max_bytes = 100});
  Answer a;
  Answer b;
  Answer c;
  Answer d;
  answers.Add(a, 40, "a caller");
  answers.Add(b, 40, "a caller");
  answers.Add(c, 20, "a caller");
  EXPECT_EQ(a.given_up() + b.given_up() + c.given_up(), 0);
  answers.Add(d, 70, "a caller");
  EXPECT_EQ(a.given_up(), 1);
  EXPECT_EQ(b.given_up(), 1);
  EXPECT_EQ(c.given_up(), 0);
  EXPECT_EQ(d.given_up(), 0);
  for (Answer* answer : {&a, &b, &c, &d}) answers.Remove(*answer);
}

TEST(AnswersInFlightTest, OverTheBoundWhoeverHasMostLosesItsOldest) {
  AnswersInFlight answers({.patience = hours(1), .max_bytes = 100});
  Answer small;
  Answer first;
  Answer second;
  Answer late;
  answers.Add(small, 10, "slow but honest");
  answers.Add(first, 40, "deaf");
  answers.Add(second, 40, "deaf");
  answers.Add(late, 40, "deaf");
  EXPECT_EQ(small.given_up(), 0);
  EXPECT_EQ(first.given_up(), 1);
  EXPECT_EQ(second.given_up() + late.given_up(), 0);
  for (Answer* answer : {&small, &first, &second, &late}) answers.Remove(*answer);
}

TEST(AnswersInFlightTest, AnAnswerOverTheBoundOfAllIsSentAlone) {
  AnswersInFlight answers({.patience = hours(1), .max_bytes = 100});
  Answer small;
  Answer large;
  answers.Add(small, 1, "a caller");
  answers.Add(large, 1000, "a caller");
  EXPECT_EQ(small.given_up(), 1);
  EXPECT_EQ(large.given_up(), 0);
  answers.Remove(large);
  answers.Remove(small);
}

}  // namespace
}  // namespace dateline::rpc
