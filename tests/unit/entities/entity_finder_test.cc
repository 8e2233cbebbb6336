// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/entity_finder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "core/index/files.h"
#include "indexer/entities/tagger/model_file.h"
#include "indexer/entities/tagger/name_model.h"
#include "indexer/segments/index_files.h"
#include "tests/support/test_index.h"

namespace dateline::entities {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kBody =
    "BERLIN (Reuters) - Chancellor Angela Merkel met Vladimir Putin on Monday. Merkel said that "
    "NATO would not change.";

std::shared_ptr<const EntityModels> Shipped() {
  std::vector<std::string> warnings;
  auto models = EntityModels::Open(DATELINE_MODELS, warnings);
  EXPECT_THAT(warnings, IsEmpty());
  return models;
}

article::Article Found(article::Article article, EntityMode mode) {
  MakeEntityFinder(mode, mode == EntityMode::kDetect ? Shipped() : nullptr)->Annotate(article);
  return article;
}

article::Article WithProvided() {
  article::Article article = test_support::MakeArticle("a", "Merkel meets Putin", kBody);
  v1::Entity& entity = *article.add_entities();
  entity.set_name("Angela Merkel");
  entity.set_type(v1::ENTITY_TYPE_PERSON);
  return article;
}

const v1::Entity* Named(const article::Article& article, const std::string& name) {
  for (const v1::Entity& entity : article.entities()) {
    if (entity.name() == name) return &entity;
  }
  return nullptr;
}

TEST(EntityFinderTest, DetectingFindsNamesAndJoinsThemWithWhatIsGiven) {
  const article::Article article = Found(WithProvided(), EntityMode::kDetect);
  const v1::Entity* merkel = Named(article, "Angela Merkel");
  ASSERT_NE(merkel, nullptr);
  EXPECT_EQ(merkel->origin(), v1::ENTITY_ORIGIN_BOTH);
  EXPECT_EQ(merkel->mention_count(), 3U);
  const v1::Entity* putin = Named(article, "Vladimir Putin");
  ASSERT_NE(putin, nullptr);
  EXPECT_EQ(putin->origin(), v1::ENTITY_ORIGIN_DETECTED);
  const v1::Entity* berlin = Named(article, "Berlin");
  ASSERT_NE(berlin, nullptr);
  EXPECT_EQ(berlin->country(), "Germany");
  EXPECT_EQ(Named(article, "Reuters"), nullptr);
}

TEST(EntityFinderTest, WhatTheGazetteersSpellDifferentlyIsOneThing) {
  const article::Article article =
      Found(test_support::MakeArticle(
                "a", "Chipmaker to trade on Nasdaq",
                "COSTA MESA, Calif, Feb 26 - Shares will be quoted on NASDAQ, the chipmaker said "
                "as officials of the Organization of Petroleum Exporting Countries met OPEC."),
            EntityMode::kDetect);
  const v1::Entity* nasdaq = Named(article, "Nasdaq");
  ASSERT_NE(nasdaq, nullptr);
  EXPECT_EQ(nasdaq->type(), v1::ENTITY_TYPE_ORGANISATION);
  const v1::Entity* opec = Named(article, "Organization of the Petroleum Exporting Countries");
  ASSERT_NE(opec, nullptr);
  EXPECT_EQ(opec->mention_count(), 2U);
  const v1::Entity* state = Named(article, "California");
  ASSERT_NE(state, nullptr);
  EXPECT_EQ(state->country(), "United States");
}

struct RealCase {
  const char* what;
  const char* body;
  std::vector<std::string> found;    // NAME/TYPE, of a place NAME/PLACE in COUNTRY
  std::vector<std::string> missing;  // names
};

class RealCaseTest : public testing::TestWithParam<RealCase> {};

TEST_P(RealCaseTest, FindsTheRightEntities) {
  const article::Article article =
      Found(test_support::MakeArticle("a", "", GetParam().body), EntityMode::kDetect);
  std::vector<std::string> all;
  for (const v1::Entity& entity : article.entities()) {
    all.push_back(entity.name() + "/" + v1::EntityType_Name(entity.type()).substr(12) +
                  (entity.country().empty() ? "" : " in " + entity.country()));
  }
  for (const std::string& one : GetParam().found) EXPECT_THAT(all, testing::Contains(one));
  for (const std::string& name : GetParam().missing) EXPECT_EQ(Named(article, name), nullptr);
}

INSTANTIATE_TEST_SUITE_P(
    Texts, RealCaseTest,
    testing::Values(
        RealCase{
            "Generations",
            "WASHINGTON - Robert F. Kennedy Jr. joined the cabinet of President Donald Trump on "
            "Monday. His father, Robert F. Kennedy, was shot in Los Angeles in 1968.",
            {"Robert F. Kennedy Jr./PERSON", "Robert F. Kennedy/PERSON",
             "Los Angeles/PLACE in United States"},
            {}},
        RealCase{
            "ArabicArticle",
            "DAMASCUS - President Bashar al-Assad met ministers in Damascus on Monday. Assad said "
            "that the talks would go on.",
            {"Bashar al-Assad/PERSON", "Damascus/PLACE in Syria"},
            {"Assad"}},
        RealCase{"King",
                 "AMMAN - King Hussein spoke about Iraq on Monday. The king said President Saddam "
                 "Hussein should leave. King Hussein will visit London.",
                 {"King Hussein/PERSON", "Saddam Hussein/PERSON"},
                 {}},
        RealCase{
            "OwnS",
            "CHICAGO - McDonald's sued a rival on Monday. Shares of McDonald's Corp. rose, said "
            "Standard & Poor's and Moody's. Marks & Spencer fell in London.",
            {"McDonald's/ORGANISATION", "Standard & Poor's/ORGANISATION", "Moody's/ORGANISATION",
             "Marks & Spencer/ORGANISATION"},
            {"McDonald", "Spencer", "Standard & Poor", "Moody"}},
        RealCase{"NarrowColumn",
                 "The speech by Angela\nMerkel in New\nYork was about Barack\nObama and the White\n"
                 "House, and it was heard by\nall of them.",
                 {"Angela Merkel/PERSON", "New York/PLACE in United States", "Barack Obama/PERSON"},
                 {"Merkel", "York", "Obama", "House", "Barack"}},
        RealCase{
            "CutWords",
            "The speech by Angela Mer-\nkel in New York was about Barack Oba-\nma and the war in "
            "the east of the\ncountry.",
            {"Angela Merkel/PERSON", "Barack Obama/PERSON"},
            {}},
        RealCase{
            "CityAndRegion",
            "ATLANTA - Governor Brian Kemp spoke in Atlanta, Georgia, on Monday. He was born in "
            "Paris, Texas, and lives near Birmingham, Alabama.",
            {"Atlanta/PLACE in United States", "Georgia/PLACE in United States",
             "Paris/PLACE in United States", "Birmingham/PLACE in United States"},
            {}},
        RealCase{
            "CountryGeorgia",
            "TBILISI - Protesters marched in Tbilisi, Georgia, on Monday. Georgian police made "
            "way for them.",
            {"Georgia/PLACE in Georgia", "Tbilisi/PLACE in Georgia"},
            {}},
        RealCase{
            "KnownNames",
            "WASHINGTON - Vice President JD Vance met Keir Starmer and Friedrich Merz on Monday "
            "to speak about Hezbollah, OpenAI and TikTok before the G7 meets.",
            {"JD Vance/PERSON", "Keir Starmer/PERSON", "Friedrich Merz/PERSON",
             "Hezbollah/ORGANISATION", "OpenAI/ORGANISATION", "TikTok/ORGANISATION",
             "G7/ORGANISATION"},
            {"Vice President JD Vance"}}),
    [](const auto& test) { return test.param.what; });

TEST(EntityFinderTest, ProvidedKeepsWhatIsGivenAndOffKeepsNothing) {
  const article::Article provided = Found(WithProvided(), EntityMode::kProvided);
  ASSERT_EQ(provided.entities_size(), 1);
  EXPECT_EQ(provided.entities(0).origin(), v1::ENTITY_ORIGIN_PROVIDED);
  EXPECT_TRUE(provided.entities(0).salient());
  EXPECT_EQ(Found(WithProvided(), EntityMode::kOff).entities_size(), 0);
}

TEST(EntityFinderTest, InALanguageWithoutAModelOnlyGivenNamesAreLookedFor) {
  article::Article article = WithProvided();
  article.set_language("fi");
  article = Found(article, EntityMode::kDetect);
  ASSERT_EQ(article.entities_size(), 1);
  EXPECT_EQ(article.entities(0).origin(), v1::ENTITY_ORIGIN_BOTH);
  EXPECT_EQ(article.entities(0).mention_count(), 1U);
}

TEST(EntityFinderTest, AnyBytesGiveTheSameEntitiesWhateverCameBefore) {
  std::mt19937 random(3);
  const auto models = Shipped();
  const auto used = MakeEntityFinder(EntityMode::kDetect, models);
  const std::string pieces[] = {"Ann ",       "LEE ",         "U.S. ", "\xFF", "(", "\n\n",
                                "Acme Inc. ", "\xE4\xBA\xAC", "said ", "'s ",  "."};
  for (int round = 0; round < 60; ++round) {
    std::string body;
    for (int i = 0; i < 200; ++i) body += pieces[random() % std::size(pieces)];
    article::Article first = test_support::MakeArticle("a", "Ann Lee", body);
    article::Article second = first;
    used->Annotate(first);
    MakeEntityFinder(EntityMode::kDetect, models)->Annotate(second);
    first.clear_body();  // not of protobuf's UTF-8
    second.clear_body();
    ASSERT_EQ(first.SerializeAsString(), second.SerializeAsString());
  }
}

class ModelFolderTest : public testing::Test {
 protected:
  void Copy(const std::string& from, const std::string& to) {
    std::filesystem::copy_file(std::string(DATELINE_MODELS) + "/" + from, folder_.path() + "/" + to,
                               std::filesystem::copy_options::overwrite_existing);
  }
  std::shared_ptr<const EntityModels> Open() {
    warnings_.clear();
    return EntityModels::Open(folder_.path(), warnings_);
  }

  test_support::TempFolder folder_;
  std::vector<std::string> warnings_;
};

TEST_F(ModelFolderTest, ADamagedListOfKnownNamesIsNamedAndAMissingOneIsNone) {
  for (const char* model : {"en.names", "de.names", "es.names"}) Copy(model, model);
  EXPECT_NE(Open(), nullptr);
  EXPECT_THAT(warnings_, IsEmpty());
  ASSERT_TRUE(
      segments::IndexFiles(folder_.path()).WriteFile("known_names.tsv", "robot\tR2\n", false).ok());
  const auto models = Open();
  ASSERT_EQ(warnings_.size(), 1U);
  EXPECT_THAT(warnings_[0], HasSubstr("known_names.tsv is not used: line 1"));
  EXPECT_NE(models->Find("en"), nullptr);
}

TEST_F(ModelFolderTest, AMissingOrDamagedModelIsNamedAndTheOthersWork) {
  Copy("en.names", "en.names");
  Copy("de.names", "de.names");
  auto bytes = index::ReadWholeFile(folder_.path() + "/de.names");
  ASSERT_TRUE(bytes.ok());
  (*bytes)[bytes->size() / 2] ^= 1;
  ASSERT_TRUE(segments::IndexFiles(folder_.path()).WriteFile("de.names", *bytes, false).ok());
  const auto models = Open();
  EXPECT_THAT(warnings_, ElementsAre(HasSubstr("de.names: is damaged"), HasSubstr("es.names")));
  EXPECT_NE(models->Find("en"), nullptr);
  EXPECT_EQ(models->Find("de"), nullptr);
}

TEST_F(ModelFolderTest, AModelOfOnesOwnIsOpenedByItsLanguage) {
  for (const char* name : {"de.names", "en.names", "es.names"}) Copy(name, name);
  const std::string bytes =
      tagger::EncodeModelFile({.language = "it",
                               .weights = std::string(tagger::kMinRows * tagger::kNameLabels, '\1'),
                               .lexicon = {},
                               .gazetteer = {}});
  ASSERT_TRUE(segments::IndexFiles(folder_.path()).WriteFile("it.names", bytes, false).ok());
  const auto models = Open();
  EXPECT_THAT(warnings_, IsEmpty());
  ASSERT_NE(models->Find("it"), nullptr);
  EXPECT_EQ(models->Find("it")->language(), "it");
}

TEST_F(ModelFolderTest, AFileNamedAfterAnotherLanguageIsRefused) {
  for (const char* name : {"de.names", "en.names", "es.names"}) Copy(name, name);
  Copy("es.names", "it.names");
  const auto models = Open();
  EXPECT_THAT(warnings_, ElementsAre(HasSubstr("is of language es")));
  EXPECT_EQ(models->Find("it"), nullptr);
}

}  // namespace
}  // namespace dateline::entities
