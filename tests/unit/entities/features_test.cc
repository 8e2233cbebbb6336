// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/features.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>

namespace dateline {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// An article of sentences of words between spaces.
class FeaturesTest : public testing::Test {
 protected:
  void Read(const std::vector<std::string>& article) {
    sentences_ = article;
    surfaces_.clear();
    words_.clear();
    ends_.clear();
    for (const std::string& sentence : sentences_) {
      for (std::size_t at = 0; at < sentence.size();) {
        const std::size_t end = std::min(sentence.find(' ', at), sentence.size());
        surfaces_.push_back(std::string_view(sentence).substr(at, end - at));
        const bool skip = unread_ && IsPlainWord(surfaces_.back());
        words_.push_back(skip ? &UnreadWord(end - at) : &cache_.Get(surfaces_.back()));
        at = end + 1;
      }
      ends_.push_back(static_cast<std::uint32_t>(words_.size()));
    }
    extractor_.SetArticle(surfaces_, words_, ends_, cache_);
  }
  std::vector<std::pair<int, int>> Runs() {
    std::vector<std::pair<int, int>> runs;
    for (const TokenRun& run : extractor_.runs()) runs.emplace_back(run.begin, run.end);
    return runs;
  }
  std::set<std::uint32_t> Of(std::uint32_t token) {
    const auto features = extractor_.Extract(token);
    return {features.begin(), features.end()};
  }

  Lexicon lexicon_;
  WordCache cache_{lexicon_};
  FeatureExtractor extractor_{lexicon_};
  bool unread_ = false;  // plain words are given unread
  std::vector<std::string> sentences_;
  std::vector<std::string_view> surfaces_;
  std::vector<const WordAttributes*> words_;
  std::vector<std::uint32_t> ends_;
};

TEST_F(FeaturesTest, RunsHoldCapitalisedWordsAndTheirNeighbours) {
  Read({"a b c Ford d e f"});
  EXPECT_THAT(Runs(), ElementsAre(std::pair(2, 5)));
}

TEST_F(FeaturesTest, RunsBridgeGapsOfThreeWordsAndNoMore) {
  Read({"Bank a b c Fund"});
  EXPECT_THAT(Runs(), ElementsAre(std::pair(0, 5)));
  Read({"Bank a b c d Fund"});
  EXPECT_THAT(Runs(), ElementsAre(std::pair(0, 2), std::pair(4, 6)));
}

TEST_F(FeaturesTest, RunsEndWithTheirSentence) {
  Read({"a Ford", "Lima b"});
  EXPECT_THAT(Runs(), ElementsAre(std::pair(0, 2), std::pair(2, 4)));
}

TEST_F(FeaturesTest, LongRunsAreCut) {
  std::string sentence;
  for (int i = 0; i < 400; ++i) sentence += "X ";
  Read({sentence});
  std::uint32_t at = 0;
  for (const TokenRun& run : extractor_.runs()) {
    EXPECT_EQ(run.begin, at);
    EXPECT_LE(run.end - run.begin, kMaxRunTokens);
    at = run.end;
  }
  EXPECT_EQ(at, 400U);
}

TEST_F(FeaturesTest, TextWithoutCapitalsHasNoRuns) {
  Read({"a b c", "d 1 ."});
  EXPECT_THAT(Runs(), IsEmpty());
}

TEST_F(FeaturesTest, SameContextGivesSameFeatures) {
  Read({"said Ford today"});
  const auto first = Of(1);
  Read({"x y", "said Ford today"});
  EXPECT_EQ(Of(3), first);
}

TEST_F(FeaturesTest, OtherUsesInTheArticleAddFeatures) {
  Read({"said Ford today"});
  const auto alone = Of(1);
  Read({"said Ford today", "Mr. Ford left"});
  const auto twice = Of(1);
  EXPECT_GT(twice.size(), alone.size() + 3);  // words around the other use
  Read({"said Ford today", "Mr. Benz left"});
  EXPECT_EQ(Of(1), alone);
}

TEST_F(FeaturesTest, OnlyTheFirstUsesCount) {
  std::vector<std::string> article = {"said Ford today"};
  for (int i = 0; i < 1000; ++i) article.push_back("x" + std::to_string(i % 9) + "a Ford b");
  Read(article);
  EXPECT_LE(extractor_.Extract(1).size(), kMaxTokenFeatures);
}

// What the decoder sums up by parts is what the trainer sees as a whole.
TEST_F(FeaturesTest, AreThoseOfTheWordsAndOfTheContext) {
  Read({"the Ford Motor Co. said", "Ford rose 3.5 percent"});
  for (std::uint32_t token = 0; token < words_.size(); ++token) {
    extractor_.LookAt(token);
    const auto context = extractor_.ExtractContext();
    std::vector<std::uint32_t> parts(context.begin(), context.end());
    const auto window = extractor_.window();
    EXPECT_EQ(window[2], words_[token]);
    for (std::uint32_t place = 0; place < window.size(); ++place) {
      const auto word = extractor_.ExtractWord(*window[place], place);
      parts.insert(parts.end(), word.begin(), word.end());
    }
    const auto all = extractor_.Extract(token);
    EXPECT_THAT(parts, testing::UnorderedElementsAreArray(all));
  }
}

// The slow twin reads every word.
TEST_F(FeaturesTest, AreTheSameWhereWordsFarFromNamesAreUnread) {
  std::mt19937 random(11);
  const std::vector<std::string> words = {"the",  "bank", "of",    "Ford", "said", "X",  "a",
                                          "rose", "The",  "Bank",  "NATO", "in",   "by", "river",
                                          ".",    "3.5",  "stone", "Said", "gives"};
  for (int round = 0; round < 200; ++round) {
    std::vector<std::string> article(1 + random() % 6);
    for (std::string& sentence : article) {
      for (std::size_t i = 1 + random() % 25; i > 0; --i) {
        // Mostly small ones, so that some are far from capitals.
        const std::string& word = words[random() % words.size()];
        const bool small = random() % 4 != 0 && word.front() < 'a';
        sentence += (small ? "small" : word) + " ";
      }
    }
    unread_ = false;
    Read(article);
    const auto runs = Runs();
    std::vector<std::set<std::uint32_t>> features;
    for (const auto& [begin, end] : runs) {
      for (int i = begin; i < end; ++i) features.push_back(Of(static_cast<std::uint32_t>(i)));
    }
    unread_ = true;
    Read(article);
    ASSERT_EQ(Runs(), runs);
    std::size_t at = 0;
    for (const auto& [begin, end] : runs) {
      for (int i = begin; i < end; ++i) {
        ASSERT_EQ(Of(static_cast<std::uint32_t>(i)), features[at++]);
      }
    }
  }
}

TEST(WordCacheTest, CaseClassesFollowTheLetters) {
  const Lexicon lexicon;
  WordCache cache(lexicon);
  const std::vector<std::pair<const char*, CaseClass>> cases = {
      {"reform", CaseClass::kLower},     {"Berlin", CaseClass::kInitial},
      {"NATO", CaseClass::kAllCaps},     {"U.S.", CaseClass::kAllCaps},
      {"McDonald", CaseClass::kMixed},   {"eBay", CaseClass::kInner},
      {"J.", CaseClass::kSingleCapital}, {"1996", CaseClass::kDigits},
      {"--", CaseClass::kMark},          {"\u00c9vian", CaseClass::kInitial},
      {"\xff", CaseClass::kMark}};
  for (const auto& [word, expected] : cases) {
    EXPECT_EQ(cache.Get(word).case_class, expected) << word;
  }
}

TEST(WordCacheTest, DigitsAreAlikeAndCaseIsFolded) {
  const Lexicon lexicon;
  WordCache cache(lexicon);
  EXPECT_EQ(cache.Get("1996").folded_form, cache.Get("2024").folded_form);
  EXPECT_NE(cache.Get("Ford").suffixes, cache.Get("FORD").suffixes);
  EXPECT_EQ(cache.Get("Ford").folded_id, cache.Get("FORD").folded_id);
  EXPECT_EQ(&cache.Get("Ford"), &cache.Get("Ford"));
}

}  // namespace
}  // namespace dateline
