// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/tagger/features.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "indexer/entities/tagger/label_lanes.h"
#include "indexer/entities/tagger/name_model.h"
#include "indexer/entities/tagger/word_scores.h"
#include "indexer/training/contents.h"

namespace dateline::tagger {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Reads articles of sentences of words between spaces.
struct ArticleReader {
  // `lexicon` outlives the reader.
  explicit ArticleReader(const Lexicon& lexicon) : cache(lexicon), extractor(lexicon) {}

  void Read(const std::vector<std::string>& article) {
    sentences = article;
    surfaces.clear();
    words.clear();
    ends.clear();
    for (const std::string& sentence : sentences) {
      for (std::size_t at = 0; at < sentence.size();) {
        const std::size_t end = std::min(sentence.find(' ', at), sentence.size());
        surfaces.push_back(std::string_view(sentence).substr(at, end - at));
        const bool skip = unread && IsPlainWord(surfaces.back());
        words.push_back(skip ? &UnreadWord(end - at) : &cache.Get(surfaces.back()));
        at = end + 1;
      }
      ends.push_back(static_cast<std::uint32_t>(words.size()));
    }
    extractor.SetArticle(surfaces, words, ends, cache);
  }

  WordCache cache;
  FeatureExtractor extractor;
  bool unread = false;  // plain words are given unread
  std::vector<std::string> sentences;
  std::vector<std::string_view> surfaces;
  std::vector<const WordAttributes*> words;
  std::vector<std::uint32_t> ends;  // of the sentences
};

training::LexiconContents SmallContents() {
  training::LexiconContents contents;
  contents.words["the"] = {0, CaseUse::kAlwaysLower, "the"};
  contents.words["said"] = {0, CaseUse::kAlwaysLower, "said"};
  contents.words["bank"] = {kOrganisationWord, CaseUse::kMixed, "bank"};
  contents.words["river"] = {kPlaceWord, CaseUse::kMostlyLower, "river"};
  contents.words["mr."] = {kTitleWord, CaseUse::kNeverLower, "Mr."};
  contents.words["co."] = {kCompanySuffix, CaseUse::kRarelyLower, "Co."};
  contents.words["nato"] = {0, CaseUse::kMostlyUpper, "NATO"};
  contents.clusters["the"] = {1, 2, 3};
  contents.clusters["bank"] = {4, 5, 6};
  contents.clusters["Bank"] = {7, 8, 9};
  contents.clusters["NATO"] = {10, 11, 12};
  contents.clusters["0.0"] = {13, 14, 15};
  contents.phrases["ford"] = kCompanyPhrase;
  contents.phrases["bank of river"] = kCityPhrase;
  contents.phrases["bank of river stone gives"] = kOrganisationPhrase;
  return contents;
}

class FeaturesTest : public testing::Test {
 protected:
  void Read(const std::vector<std::string>& article) { reader_.Read(article); }
  std::vector<std::pair<int, int>> Runs() {
    std::vector<std::pair<int, int>> runs;
    for (const TokenRun& run : extractor_.runs()) runs.emplace_back(run.begin, run.end);
    return runs;
  }
  std::set<std::uint32_t> Of(std::uint32_t token) {
    const auto features = extractor_.Extract(token);
    return {features.begin(), features.end()};
  }

  const std::string section_ = SmallContents().Serialize().value();
  const Lexicon lexicon_ = Lexicon::Parse(section_).value();
  ArticleReader reader_{lexicon_};
  FeatureExtractor& extractor_ = reader_.extractor;
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

TEST_F(FeaturesTest, ACapitalThatOnlyStartsTheSentenceIsInNoRun) {
  Read({"The a b c d Ford e"});
  EXPECT_THAT(Runs(), ElementsAre(std::pair(4, 7)));
  Read({"River rose"});
  EXPECT_THAT(Runs(), IsEmpty());
  Read({"Bank rose"});
  EXPECT_THAT(Runs(), ElementsAre(std::pair(0, 2)));
  Read({"The Ford a", "a The b", "THE b"});
  EXPECT_THAT(Runs(), ElementsAre(std::pair(0, 3), std::pair(3, 6), std::pair(6, 8)));
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

// FNV-1a of the features of all tokens of runs, in the order in which they are given.
TEST_F(FeaturesTest, ComeInAFixedOrder) {
  Read({"The bank rose small small", "Mr. Ford of NATO said The Ford Co. of Bank gives 3.5 percent",
        "Said Bank of river stone gives small", "FORD BANK RIVER-STONE", "small Nato small the"});
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const TokenRun& run : extractor_.runs()) {
    for (std::uint32_t token = run.begin; token < run.end; ++token) {
      for (const std::uint32_t feature : extractor_.Extract(token)) {
        hash = (hash ^ feature) * 0x100000001B3U;
      }
    }
  }
  // The trainer draws its dropout in this order: after a change of it, or of the features, the
  // models must be built again.
  EXPECT_EQ(hash, 0xE55385DDE5816629U);
}

// Mostly small words, so that some are far from capitals, and starts that are not names.
std::vector<std::string> RandomArticle(std::mt19937& random) {
  const std::vector<std::string> pieces = {"the",   "bank",  "of",    "Ford",
                                           "said",  "X",     "a",     "rose",
                                           "The",   "Bank",  "NATO",  "in",
                                           "by",    "river", ".",     "3.5",
                                           "stone", "Said",  "gives", "Bank of river stone gives",
                                           "River", "Co.",   "Mr."};
  std::vector<std::string> article(1 + random() % 6);
  for (std::string& sentence : article) {
    if (random() % 3 == 0) sentence = random() % 2 == 0 ? "The " : "Said ";
    for (std::size_t i = 1 + random() % 25; i > 0; --i) {
      const std::string& piece = pieces[random() % pieces.size()];
      const bool small = random() % 4 != 0 && piece.front() < 'a';
      sentence += (small ? "small" : piece) + " ";
    }
  }
  return article;
}

// The slow twin reads every word.
TEST_F(FeaturesTest, AreTheSameIfWordsFarFromNamesAreUnread) {
  std::mt19937 random(11);
  for (int round = 0; round < 200; ++round) {
    const std::vector<std::string> article = RandomArticle(random);
    reader_.unread = false;
    Read(article);
    const auto runs = Runs();
    std::vector<std::set<std::uint32_t>> features;
    for (const auto& [begin, end] : runs) {
      for (int i = begin; i < end; ++i) features.push_back(Of(static_cast<std::uint32_t>(i)));
    }
    reader_.unread = true;
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

class WordScoresTest : public testing::Test {
 protected:
  void SetUp() override {
    auto model = NameModel::Open(std::string(DATELINE_MODELS) + "/en.names");
    ASSERT_TRUE(model.ok()) << model.status();
    model_ = *std::move(model);
    reader_ = std::make_unique<ArticleReader>(model_->lexicon());
    scores_ = std::make_unique<WordScores>(*model_, reader_->extractor);
  }
  void ExpectSumsOfThePartsAreThoseOfTheWhole(const std::vector<std::string>& article) {
    reader_->Read(article);
    FeatureExtractor& extractor = reader_->extractor;
    for (std::uint32_t token = 0; token < reader_->words.size(); ++token) {
      const LabelSums whole = model_->Score(extractor.Extract(token));
      extractor.LookAt(token);
      EXPECT_EQ(extractor.window()[2], reader_->words[token]);
      LabelSums parts = model_->Score(extractor.ExtractContext());
      for (std::uint32_t place = 0; place < kWindowWords; ++place) {
        AddSums(scores_->Of(*extractor.window()[place], place), parts);
      }
      EXPECT_NE(whole, LabelSums());
      EXPECT_EQ(parts.of, whole.of) << token;
    }
  }

  std::shared_ptr<const NameModel> model_;
  std::unique_ptr<ArticleReader> reader_;
  std::unique_ptr<WordScores> scores_;
};

// What the decoder sums up by parts is what the trainer sees as a whole.
TEST_F(WordScoresTest, WordsAndTheirContextAddUpToAllFeatures) {
  std::mt19937 random(5);
  std::vector<std::vector<std::string>> articles = {
      {"the Ford Motor Co. said", "Ford rose 3.5 percent"},
      {"BERLIN ( Reuters ) - Chancellor Angela Merkel said", "Mrs. Merkel left Berlin on Monday"}};
  while (articles.size() < 20) articles.push_back(RandomArticle(random));
  for (int time = 0; time < 2; ++time) {  // the second time the words' scores are known
    for (const auto& article : articles) ExpectSumsOfThePartsAreThoseOfTheWhole(article);
  }
  reader_->cache.Clear();
  scores_->Clear();
  std::ranges::reverse(articles);  // so that ids are of other words than before
  for (const auto& article : articles) ExpectSumsOfThePartsAreThoseOfTheWhole(article);
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
}  // namespace dateline::tagger
