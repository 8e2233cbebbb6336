// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/phrase_matcher.h"

#include <gtest/gtest.h>

#include <random>

#include "indexer/segments/article_rows.h"

namespace dateline::search {
namespace {

PhraseForm Phrase(std::vector<std::string> words, std::vector<std::uint32_t> offsets) {
  return {std::move(words), std::move(offsets), {}};
}

PhraseMatcher Matcher(const PhraseForm& phrase, article::Field field = article::Field::kText) {
  return PhraseMatcher(field, phrase);
}

std::string RowOf(const std::vector<std::string>& words) {
  std::vector<std::uint32_t> hashes;
  for (const std::string& word : words) hashes.push_back(index::WordHash(word));
  return segments::MakeWordRow(hashes);
}

bool NaiveIn(const PhraseForm& phrase, const std::vector<std::string>& words) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    bool all = true;
    for (std::size_t i = 0; i < phrase.words.size() && all; ++i) {
      const std::size_t place = at + phrase.offsets[i] - phrase.offsets[0];
      all = place < words.size() && words[place] == phrase.words[i];
    }
    if (all) return true;
  }
  return false;
}

TEST(WordRowTest, HoldsEachWordAtItsPlaceAndFindsAll) {
  const std::string row = RowOf({"a", "b", "a", "c"});
  const index::WordRow words(row, 2);
  EXPECT_EQ(words.size(), 4U);
  EXPECT_EQ(words.headline_size(), 2U);
  EXPECT_TRUE(words.Holds(1, index::WordHash("b")));
  EXPECT_FALSE(words.Holds(1, index::WordHash("c")));
  EXPECT_EQ(words.Find(0, 4, index::WordHash("a")), 0U);
  EXPECT_EQ(words.Find(1, 4, index::WordHash("a")), 2U);
  EXPECT_EQ(words.Find(3, 4, index::WordHash("a")), 4U);
  EXPECT_EQ(words.Find(0, 4, index::WordHash("absent")), 4U);
  EXPECT_EQ(index::WordRow("", 5).size(), 0U);
  EXPECT_EQ(index::WordRow("", 5).headline_size(), 0U);
}

TEST(WordRowTest, PairFilterHoldsEveryPairOfNeighboursAndFewOthers) {
  std::mt19937 random(5);
  std::vector<std::uint32_t> hashes(500);
  for (std::uint32_t& hash : hashes) hash = static_cast<std::uint32_t>(random());
  const std::string bytes = segments::MakeWordRow(hashes);
  const index::WordRow row(bytes, 10);
  for (std::size_t i = 1; i < hashes.size(); ++i) {
    EXPECT_TRUE(row.MayHold(index::WordPair(hashes[i - 1], hashes[i])));
  }
  int wrong = 0;
  for (std::size_t i = 2; i < hashes.size(); ++i) {
    wrong += row.MayHold(index::WordPair(hashes[i - 2], hashes[i]));
    wrong += row.MayHold(index::WordPair(hashes[i], hashes[i - 1]));
  }
  EXPECT_LT(wrong, 120) << "of 996";
  EXPECT_FALSE(index::WordRow("", 0).MayHold(index::WordPair(1, 2)));
}

TEST(PhraseMatcherTest, StaysWithinOneField) {
  const std::string row = RowOf({"city", "council", "meets", "today"});
  const index::WordRow words(row, 2);
  EXPECT_TRUE(Matcher(Phrase({"city", "council"}, {0, 1})).Matches(words));
  EXPECT_TRUE(Matcher(Phrase({"meets", "today"}, {0, 1})).Matches(words));
  EXPECT_FALSE(Matcher(Phrase({"council", "meets"}, {0, 1})).Matches(words));
  EXPECT_FALSE(
      Matcher(Phrase({"meets", "today"}, {0, 1}), article::Field::kHeadline).Matches(words));
}

TEST(PhraseMatcherTest, AgreesWithComparingWordsAtEveryPlace) {
  std::mt19937 random(11);
  const auto word = [&random] { return std::string(1, static_cast<char>('a' + random() % 6)); };
  int found = 0;
  for (int round = 0; round < 5000; ++round) {
    std::vector<std::string> headline(random() % 5);
    std::vector<std::string> body(random() % 40);
    for (std::string& w : headline) w = word();
    for (std::string& w : body) w = word();
    std::vector<std::string> terms;
    std::vector<std::uint32_t> offsets;
    std::uint32_t offset = static_cast<std::uint32_t>(random() % 3);
    for (std::size_t i = 0; i < 1 + random() % 4; ++i) {
      terms.push_back(word());
      offsets.push_back(offset);
      offset += static_cast<std::uint32_t>(1 + random() % 2);
    }
    const bool headline_only = random() % 4 == 0;
    const PhraseForm phrase = Phrase(terms, offsets);
    const article::Field field = headline_only ? article::Field::kHeadline : article::Field::kText;
    std::vector<std::string> all = headline;
    all.insert(all.end(), body.begin(), body.end());
    const bool expected = NaiveIn(phrase, headline) || (!headline_only && NaiveIn(phrase, body));
    const std::string row = RowOf(all);
    const std::size_t anchor = random() % terms.size();
    EXPECT_EQ(PhraseMatcher(field, phrase, anchor).Matches(index::WordRow(row, headline.size())),
              expected);
    found += expected;
  }
  EXPECT_GT(found, 500);
  EXPECT_LT(found, 4500);
}

}  // namespace
}  // namespace dateline::search
