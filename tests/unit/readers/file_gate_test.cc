// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/file_gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace dateline::readers {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

struct Fields {
  bool body = false;
  bool date = false;
  std::vector<std::string> unknown_texts{};
  std::vector<std::string> unknown_dates{};
};

class FileGateTest : public ::testing::Test {
 protected:
  // Sends an article through. Returns how many may go on.
  std::size_t Send(FileGate& gate, const Fields& fields) {
    FileGate::Held held;
    held.article.article.set_headline("H");
    if (fields.body) held.article.article.set_body("B");
    if (fields.date) held.article.article.mutable_publish_time()->set_seconds(1);
    held.article.unknown_text_fields = fields.unknown_texts;
    held.article.unknown_date_fields = fields.unknown_dates;
    held.place = {"f", ++line_};
    gate.Enter();
    return gate.Add(std::move(held)).size();
  }
  std::string Refusal(FileGate& gate) {
    const absl::Status status = gate.TakeRefusal();
    EXPECT_TRUE(gate.TakeRefusal().ok());  // told once
    return std::string(status.message());
  }
  std::uint64_t line_ = 0;
};

TEST_F(FileGateTest, AnArticleWithBodyAndDateOpensItAndWhatWaitedGoesOnInOrder) {
  FileGate gate("f", FileGate::Wait::kForAll);
  EXPECT_EQ(Send(gate, {.date = true, .unknown_texts = {"html_body"}}), 0U);
  EXPECT_EQ(Send(gate, {.body = true, .date = true}), 2U);
  EXPECT_TRUE(gate.open());
  EXPECT_EQ(Send(gate, {}), 1U);
  EXPECT_EQ(gate.Close().size(), 0U);
  EXPECT_FALSE(gate.refused());
}

TEST_F(FileGateTest, AFileWhoseArticlesAllLackABodyWhileOtherFieldsHoldTextIsRefused) {
  FileGate gate("f.jsonl", FileGate::Wait::kForAll);
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(Send(gate, {.date = true, .unknown_texts = {"html_body", i == 0 ? "note" : "x"}}),
              0U);
  EXPECT_EQ(gate.Close().size(), 0U);
  EXPECT_TRUE(gate.refused());
  EXPECT_THAT(Refusal(gate), AllOf(HasSubstr("f.jsonl: none of its first 3 articles has a body"),
                                   HasSubstr("'html_body', 'x', 'note'"),
                                   HasSubstr("--map body=html_body"), HasSubstr("--force")));
}

TEST_F(FileGateTest, AFileWhoseArticlesAllLackADateWhileOtherFieldsHoldDatesIsRefused) {
  FileGate gate("f.jsonl", FileGate::Wait::kForAll);
  Send(gate, {.body = true, .unknown_dates = {"erschienen"}});
  EXPECT_TRUE(gate.Close().empty());
  EXPECT_THAT(Refusal(gate), AllOf(HasSubstr("its one article does not have a date"),
                                   HasSubstr("--map published=erschienen")));
}

TEST_F(FileGateTest, WithoutSuchFieldsOrWithOneArticleThatHasThemAllGoOn) {
  FileGate none("f", FileGate::Wait::kForAll);
  Send(none, {.body = true});
  Send(none, {.body = true});
  EXPECT_EQ(none.Close().size(), 2U);
  FileGate one("f", FileGate::Wait::kForAll);
  Send(one, {.body = true, .unknown_dates = {"d"}});
  EXPECT_EQ(Send(one, {.body = true, .date = true}), 2U);
  FileGate empty("f", FileGate::Wait::kForAll);
  EXPECT_TRUE(empty.Close().empty());
  EXPECT_TRUE(empty.open());
}

TEST_F(FileGateTest, TheFirstThousandDecide) {
  FileGate refused("f", FileGate::Wait::kForAll);
  for (int i = 0; i < 999; ++i) EXPECT_EQ(Send(refused, {.unknown_texts = {"t"}}), 0U);
  EXPECT_FALSE(refused.refused());
  Send(refused, {.unknown_texts = {"t"}});
  EXPECT_TRUE(refused.refused());
  EXPECT_EQ(Send(refused, {.body = true, .date = true}), 0U);
  FileGate open("f", FileGate::Wait::kForAll);
  for (int i = 0; i < 999; ++i) EXPECT_EQ(Send(open, {.body = true}), 0U);
  EXPECT_EQ(Send(open, {.body = true}), 1000U);
}

TEST_F(FileGateTest, ThePiecesInsideAreWaitedForBeforeAShortFileIsJudged) {
  FileGate gate("f", FileGate::Wait::kForAll);
  gate.Enter();
  gate.Enter();
  FileGate::Held held;
  held.article.article.set_body("B");
  held.article.unknown_date_fields = {"d"};
  EXPECT_TRUE(gate.Add(held).empty());
  EXPECT_TRUE(gate.Close().empty());
  EXPECT_FALSE(gate.refused());
  EXPECT_TRUE(gate.Drop().empty());  // the other was no article
  EXPECT_TRUE(gate.refused());
}

TEST_F(FileGateTest, APipeIsNotHeldUpByArticlesWithoutADate) {
  FileGate gate("-", FileGate::Wait::kIfUnsure);
  EXPECT_EQ(Send(gate, {.body = true}), 1U);
  FileGate unsure("-", FileGate::Wait::kIfUnsure);
  EXPECT_EQ(Send(unsure, {.body = true, .unknown_dates = {"d"}}), 0U);
}

}  // namespace
}  // namespace dateline::readers
