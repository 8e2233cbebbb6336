// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/bind_query.h"

#include <gtest/gtest.h>

#include "server/search/name_words.h"
#include "server/search/query_languages.h"
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
  ASSERT_EQ(phrase->forms.size(), 1U);
  const PhraseForm& form = phrase->forms.front();
  EXPECT_EQ(form.words, (std::vector<std::string>{"citi", "of", "council"}));
  EXPECT_EQ(form.offsets, (std::vector<std::uint32_t>{0, 1, 2}));
  EXPECT_TRUE(form.languages.empty()) << "one form is that of every article";
  for (const std::string& word : form.words) EXPECT_TRUE(plan.idf.contains(word)) << word;
}

TEST(BindQueryTest, TheRarestWordOfAPhraseIsTheOneThatWeighsMost) {
  QueryPlan plan = Plan("\"city of councils\"");
  plan.idf["citi"] = 2;
  plan.idf["council"] = 5;
  const auto& phrase = std::get<PhraseMatch>(plan.root);
  EXPECT_EQ(plan.RarestWord(phrase.field, phrase.forms.front()), 2U);
}

TEST(BindQueryTest, PlacesOfAPhraseHaveTheWordsOfAllItsForms) {
  const PhraseMatch phrase{article::Field::kText,
                           {{{"a", "b"}, {0, 1}, {}}, {{"a", "c", "d"}, {0, 1, 2}, {}}}};
  EXPECT_EQ(WordsByPlace(phrase),
            (std::vector<std::vector<std::string>>{{"a"}, {"b", "c"}, {"d"}}));
}

TEST(NameWordsTest, WordsAreWholeOnesInAnyOrder) {
  EXPECT_TRUE(NameWords("Allen").AreIn("joanne allen"));
  EXPECT_TRUE(NameWords("allen JoAnne").AreIn("joanne allen"));
  EXPECT_TRUE(NameWords("Zo\u00eb").AreIn("zoe smith-jones"));
  EXPECT_TRUE(NameWords("Jones").AreIn("zoe smith-jones"));
  EXPECT_TRUE(NameWords("O'Neill").AreIn("ann o'neill"));
  EXPECT_FALSE(NameWords("Allen").AreIn("joanne allender"));
  EXPECT_FALSE(NameWords("Allen Roe").AreIn("joanne allen"));
  EXPECT_FALSE(NameWords("len").AreIn("joanne allen"));
  EXPECT_FALSE(NameWords("").AreIn("joanne allen"));
  EXPECT_FALSE(NameWords("-").AreIn("joanne allen"));
}

class ChosenLanguagesTest : public testing::Test {
 protected:
  using Languages = std::vector<text::Language>;

  Languages Chosen(const std::string& query, const std::vector<std::string>& filter = {}) {
    text::Analyzer analyzer;
    const auto parsed = query::ParseQuery(query, {}, analyzer, nullptr);
    v1::Filter languages;
    for (const std::string& code : filter) languages.add_languages(code);
    return ChosenLanguages(parsed->root, languages, index_);
  }

  const Languages index_{text::Language::kEnglish, text::Language::kGerman,
                         text::Language::kFrench};
};

TEST_F(ChosenLanguagesTest, AreThoseThatEveryMatchHas) {
  const Languages german{text::Language::kGerman};
  EXPECT_EQ(Chosen("word"), index_);
  EXPECT_EQ(Chosen("word lang:de"), german);
  EXPECT_EQ(Chosen("word", {"de"}), german);
  EXPECT_EQ(Chosen("word", {"de", "fr"}),
            (Languages{text::Language::kGerman, text::Language::kFrench}));
  EXPECT_EQ(Chosen("word AND (lang:de OR lang:fr)"),
            (Languages{text::Language::kGerman, text::Language::kFrench}));
  EXPECT_EQ(Chosen("word lang:fr", {"de", "fr"}), Languages{text::Language::kFrench});
  EXPECT_EQ(Chosen("word OR lang:de"), index_);
  EXPECT_EQ(Chosen("word -lang:de"), index_);
  EXPECT_EQ(Chosen("word", {"it"}), index_) << "the index has no such article";
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
