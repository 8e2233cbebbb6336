// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/tagger/lexicon.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "indexer/training/contents.h"

namespace dateline::tagger {
namespace {

using ::testing::ElementsAre;

training::LexiconContents SmallContents() {
  training::LexiconContents contents;
  contents.words["smith"] = {kSurname, CaseUse::kNeverLower, "Smith"};
  contents.words["bank"] = {kOrganisationWord, CaseUse::kMostlyLower, "bank"};
  contents.words["gmbh"] = {kCompanySuffix, CaseUse::kUnknown, ""};
  contents.words["koln"] = {0, CaseUse::kNeverLower, "Köln"};
  contents.clusters["London"] = {1, 2, 3};
  contents.clusters["0000s"] = {64, 256, 1000};
  contents.phrases["new york"] = kCityPhrase;
  contents.phrases["new york times"] = kOrganisationPhrase;
  contents.phrases["georgia"] = kCountryPhrase | kRegionPhrase;
  return contents;
}

std::string SmallSection() { return SmallContents().Serialize().value(); }

TEST(LexiconTest, GivesBackWhatWasWritten) {
  const std::string section = SmallSection();
  const Lexicon lexicon = Lexicon::Parse(section).value();
  EXPECT_EQ(lexicon.FindWord("smith").flags, kSurname);
  EXPECT_EQ(lexicon.FindWord("gmbh").flags, kCompanySuffix);
  EXPECT_EQ(lexicon.FindWord("smith").use, CaseUse::kNeverLower);
  EXPECT_EQ(lexicon.FindWord("bank").use, CaseUse::kMostlyLower);
  EXPECT_EQ(lexicon.FindWord("smith").truecase, "Smith");
  EXPECT_EQ(lexicon.FindWord("bank").truecase, "bank");
  EXPECT_EQ(lexicon.FindWord("koln").truecase, "Köln");
  EXPECT_EQ(lexicon.FindWord("gmbh").truecase, "");
  EXPECT_THAT(lexicon.Clusters("London"), ElementsAre(1, 2, 3));
  EXPECT_THAT(lexicon.Clusters("0000s"), ElementsAre(64, 256, 1000));
  EXPECT_EQ(lexicon.FindPhrase("georgia").kinds, kCountryPhrase | kRegionPhrase);
}

TEST(LexiconTest, PhrasesAreFollowedWordByWord) {
  const std::string section = SmallSection();
  const Lexicon lexicon = Lexicon::Parse(section).value();
  EXPECT_TRUE(lexicon.FindPhrase("new").goes_on);
  EXPECT_EQ(lexicon.FindPhrase("new").kinds, 0) << "a start is not a phrase";
  EXPECT_TRUE(lexicon.FindPhrase("new york").goes_on);
  EXPECT_EQ(lexicon.FindPhrase("new york").kinds, kCityPhrase);
  EXPECT_FALSE(lexicon.FindPhrase("new york times").goes_on);
  EXPECT_FALSE(lexicon.FindPhrase("york").goes_on);
}

TEST(LexiconTest, KnowsNothingOfOtherWords) {
  const std::string section = SmallSection();
  for (const Lexicon& lexicon : {Lexicon(), Lexicon::Parse(section).value()}) {
    for (const std::string_view word : {"", "smit", "Smith", "\xFF\x00 \x80"}) {
      EXPECT_EQ(lexicon.FindWord(word).flags, 0);
      EXPECT_EQ(lexicon.FindWord(word).use, CaseUse::kUnknown);
      EXPECT_EQ(lexicon.FindWord(word).truecase, "");
      EXPECT_THAT(lexicon.Clusters(word), ElementsAre(0, 0, 0));
      EXPECT_EQ(lexicon.FindPhrase(word).kinds, 0);
      EXPECT_FALSE(lexicon.FindPhrase(word).goes_on);
    }
  }
}

TEST(LexiconTest, FindsEveryOfManyWords) {
  training::LexiconContents contents;
  for (int i = 0; i < 20000; ++i)
    contents.words["w" + std::to_string(i)] = {
        static_cast<std::uint8_t>(i % 127 + 1), static_cast<CaseUse>(i % 7),
        i % 2 == 0 ? "W" + std::to_string(i) : "w" + std::to_string(i)};
  const std::string section = contents.Serialize().value();
  const Lexicon lexicon = Lexicon::Parse(section).value();
  for (const auto& [word, about] : contents.words) {
    ASSERT_EQ(lexicon.FindWord(word).flags, about.flags) << word;
    ASSERT_EQ(lexicon.FindWord(word).use, about.use) << word;
    ASSERT_EQ(lexicon.FindWord(word).truecase, about.truecase) << word;
  }
  int found = 0;
  for (int i = 0; i < 20000; ++i)
    found += lexicon.FindWord("x" + std::to_string(i)).flags != 0 ? 1 : 0;
  EXPECT_EQ(found, 0);
}

TEST(LexiconTest, AClusterIdThatDoesNotFitIsRefused) {
  training::LexiconContents contents;
  contents.clusters["London"] = {256, 1, 1};
  EXPECT_EQ(contents.Serialize().status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(LexiconTest, EveryCutSectionIsDataLoss) {
  const std::string section = SmallSection();
  for (std::size_t size = 0; size < section.size(); ++size)
    EXPECT_EQ(Lexicon::Parse(std::string_view(section).substr(0, size)).status().code(),
              absl::StatusCode::kDataLoss)
        << size;
  EXPECT_FALSE(Lexicon::Parse(section + "x").ok());
}

// Asks a damaged lexicon everything; the sanitizers watch.
void AskAll(const Lexicon& lexicon) {
  for (const std::string_view word :
       {"smith", "bank", "koln", "London", "new", "new york", "", "x"}) {
    EXPECT_LE(lexicon.FindWord(word).use, CaseUse::kMostlyUpper);
    EXPECT_LE(lexicon.FindWord(word).truecase.size(), 64U);
    lexicon.Clusters(word);
    lexicon.FindPhrase(word);
  }
}

TEST(LexiconTest, DamagedBytesAreRefusedOrHarmless) {
  const std::string section = SmallSection();
  std::mt19937 random(7);
  for (int round = 0; round < 20000; ++round) {
    std::string damaged = section;
    for (unsigned changes = random() % 4 + 1; changes > 0; --changes)
      damaged[random() % damaged.size()] = static_cast<char>(random());
    const auto lexicon = Lexicon::Parse(damaged);
    if (lexicon.ok()) {
      AskAll(*lexicon);
    } else {
      EXPECT_EQ(lexicon.status().code(), absl::StatusCode::kDataLoss);
    }
  }
}

}  // namespace
}  // namespace dateline::tagger
