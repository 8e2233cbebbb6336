// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/bind_query.h"

#include <gtest/gtest.h>

#include "tests/support/plan_of.h"

namespace dateline::search {
namespace {

QueryPlan Plan(const std::string& text) {
  text::Analyzer analyzer;
  auto plan = test_support::PlanOf(text, analyzer);
  EXPECT_TRUE(plan.has_value()) << text;
  return plan ? *std::move(plan) : QueryPlan();
}

TEST(BindQueryTest, AWordIsItsTermOfTheIndexAndHasAWeight) {
  const QueryPlan plan = Plan("headline:elections^3");
  const auto* word = std::get_if<WordMatch>(&plan.root);
  ASSERT_NE(word, nullptr);
  EXPECT_EQ(word->word, "elect");
  EXPECT_EQ(word->terms, std::vector<std::string>{"Select"});
  EXPECT_EQ(word->count, 3U);
  EXPECT_FALSE(word->is_prefix);
  EXPECT_TRUE(plan.idf.contains("Select"));
}

TEST(BindQueryTest, LettersThatNoWordStartsWithStandForThemselves) {
  const QueryPlan plan = Plan("elec*");
  const auto* word = std::get_if<WordMatch>(&plan.root);
  ASSERT_NE(word, nullptr);
  EXPECT_TRUE(word->is_prefix);
  EXPECT_EQ(word->terms, std::vector<std::string>{"elec"});
}

TEST(BindQueryTest, APhraseHasItsWordsInOrderAndEachHasAWeight) {
  const QueryPlan plan = Plan("\"city of councils\"");
  const auto* phrase = std::get_if<PhraseMatch>(&plan.root);
  ASSERT_NE(phrase, nullptr);
  EXPECT_EQ(phrase->words, (std::vector<std::string>{"citi", "of", "council"}));
  EXPECT_EQ(phrase->offsets, (std::vector<std::uint32_t>{0, 1, 2}));
  for (const std::string& word : phrase->words) EXPECT_TRUE(plan.idf.contains(word)) << word;
}

TEST(BindQueryTest, TheRarestWordOfAPhraseIsTheOneThatWeighsMost) {
  QueryPlan plan = Plan("\"city of councils\"");
  plan.idf["citi"] = 2;
  plan.idf["council"] = 5;
  EXPECT_EQ(plan.RarestWord(std::get<PhraseMatch>(plan.root)), 2U);
}

TEST(BindQueryTest, ValuesAreTermsAndAboutMeansSalientMentions) {
  const QueryPlan source = Plan("source:\"Daily Herald\"");
  const auto* value = std::get_if<ValueMatch>(&source.root);
  ASSERT_NE(value, nullptr);
  EXPECT_EQ(value->terms,
            std::vector<std::string>{article::ExactTerm(article::Field::kSource, "Daily Herald")});
  EXPECT_EQ(value->mentions, Mentions::kAll);
  EXPECT_TRUE(source.idf.empty());
  const QueryPlan about = Plan("about:Paris");
  const auto* salient = std::get_if<ValueMatch>(&about.root);
  ASSERT_NE(salient, nullptr);
  EXPECT_EQ(salient->mentions, Mentions::kSalient);
  EXPECT_TRUE(salient->terms.empty()) << "an index without articles has no entities";
}

TEST(BindQueryTest, OperatorsKeepTheirOperandsInOrder) {
  const QueryPlan all = Plan("(a1 AND b1) OR c1");
  const auto* any = std::get_if<Disjunction>(&all.root);
  ASSERT_NE(any, nullptr);
  ASSERT_EQ(any->children.size(), 2U);
  EXPECT_TRUE(std::holds_alternative<Conjunction>(any->children[0]));
  const QueryPlan without = Plan("trade -war");
  const auto* exclusion = std::get_if<Exclusion>(&without.root);
  ASSERT_NE(exclusion, nullptr);
  EXPECT_EQ(std::get<WordMatch>(*exclusion->base).word, "trade");
  EXPECT_EQ(exclusion->excluded.size(), 1U);
  const QueryPlan maybe = Plan("+trade war");
  const auto* boost = std::get_if<Boost>(&maybe.root);
  ASSERT_NE(boost, nullptr);
  EXPECT_EQ(std::get<WordMatch>(*boost->required).word, "trade");
  EXPECT_EQ(std::get<WordMatch>(*boost->optional).word, "war");
}

TEST(BindQueryTest, EveryArticleNoArticleAndDatesNeedNoTerms) {
  EXPECT_TRUE(std::holds_alternative<AllRows>(Plan("*").root));
  EXPECT_TRUE(std::holds_alternative<NoRows>(Plan("-*").root));
  const QueryPlan day = Plan("date:1970-01-02");
  const auto* date = std::get_if<DateMatch>(&day.root);
  ASSERT_NE(date, nullptr);
  EXPECT_EQ(date->start, 86400);
  EXPECT_EQ(date->end, 2 * 86400);
}

}  // namespace
}  // namespace dateline::search
