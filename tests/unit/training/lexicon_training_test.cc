// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/article/name_key.h"
#include "indexer/training/aliases.h"
#include "indexer/training/case_statistics.h"
#include "indexer/training/gazetteer_rows.h"
#include "indexer/training/name_words.h"
#include "indexer/training/news_evidence.h"
#include "indexer/training/output_file.h"
#include "indexer/training/phrases.h"
#include "indexer/training/places.h"
#include "indexer/training/text_source.h"
#include "indexer/training/token_stream.h"

namespace dateline::training {
namespace {

using ::testing::ElementsAre;

// A text of sentences whose tokens are given with spaces.
TokenStream TextOf(const std::vector<std::string>& sentences) {
  TokenStream text;
  for (const std::string& sentence : sentences) text.Add(article::NameWords(sentence));
  return text;
}

TEST(CaseStatisticsTest, OnlyMidSentenceUsesCount) {
  const TokenStream text = TextOf({"Turkey said the turkey was cold", "In Turkey , Turkey is seen",
                                   "ANKARA , Turkey ( Reuters ) - Talks went on"});
  const CaseStatistics cases(text);
  const WordCase& turkey = cases.Of("turkey");
  EXPECT_EQ(turkey.all, 5U);
  EXPECT_EQ(turkey.lower, 1U);
  EXPECT_EQ(turkey.initial, 3U);
  EXPECT_EQ(turkey.truecase, "Turkey");
  EXPECT_EQ(turkey.use(), tagger::CaseUse::kMixed);
  EXPECT_EQ(cases.Of("ankara").uses(), 0U) << "a dateline is in capitals whatever the word is";
  EXPECT_EQ(cases.Of("talks").uses(), 0U) << "after a dash a sentence starts";
}

// The sentences of a file, their tokens joined by spaces.
std::vector<std::string> SentencesOf(const std::string& lines, const std::string& option,
                                     absl::StatusCode code = absl::StatusCode::kOk) {
  const std::string path = ::testing::TempDir() + "text_source_test.jsonl";
  EXPECT_TRUE(WriteOutput(lines, path).ok());
  std::vector<std::string> sentences;
  const absl::Status status =
      ReadSentences({path + option}, "de", [&](std::span<const std::string_view> tokens) {
        sentences.emplace_back();
        for (const std::string_view token : tokens)
          sentences.back().append(sentences.back().empty() ? "" : " ").append(token);
      });
  EXPECT_EQ(status.code(), code);
  return sentences;
}

TEST(TextSourceTest, ReadsArticlesOfTheLanguageAndSentencesOfCorpora) {
  EXPECT_THAT(
      SentencesOf("{\"language\":\"de\",\"headline\":\"Regen\",\"body\":\"Es regnet. Viel.\"}\n"
                  "{\"language\":\"fr\",\"body\":\"Il pleut.\"}\n"
                  "{\"tokens\":[\"Erz\u0434hlung\",\"!\"]}",
                  ",repair=mac-cyrillic"),
      ElementsAre("Regen", "Es regnet .", "Viel .", "Erzählung !"));
}

TEST(TextSourceTest, ALineThatIsNotJsonIsAnError) {
  SentencesOf("{\"tokens\":[\"a\"]}\n{\n", "", absl::StatusCode::kInvalidArgument);
}

TEST(AliasesTest, SpellingsAreOfOrganisationsPeopleAndKnownPlaces) {
  GazetteerContents gazetteer;
  gazetteer.places["fla."] = {"Florida", "United States"};
  ASSERT_TRUE(AddSpellings({{RowType::kOrganisation, "GATT", "General Agreement", "", ""},
                            {RowType::kPerson, "Kadhafi", "Gaddafi", "", ""},
                            {RowType::kRegion, "Fla", "Fla.", "", ""}},
                           gazetteer)
                  .ok());
  EXPECT_EQ(gazetteer.aliases.at("gatt").name, "General Agreement");
  EXPECT_TRUE(gazetteer.aliases.at("gatt").is_organisation);
  EXPECT_FALSE(gazetteer.aliases.at("kadhafi").is_organisation);
  EXPECT_EQ(gazetteer.places.at("fla").name, "Florida");
  EXPECT_EQ(gazetteer.places.at("fla").country, "United States");
}

TEST(AliasesTest, ASpellingOfAnUnknownPlaceIsAnError) {
  GazetteerContents gazetteer;
  EXPECT_EQ(AddSpellings({{RowType::kCity, "Metropolis", "Gotham", "", ""}}, gazetteer).message(),
            "spelling Metropolis of Gotham: the gazetteer has no such place; give a name that it "
            "has");
}

TEST(GazetteerRowsTest, CompanyNamesLoseLegalForms) {
  EXPECT_EQ(CompanyName("Exxon Mobil Corporation"), "Exxon Mobil");
  EXPECT_EQ(CompanyName("AppLovin Corp. Class A"), "AppLovin");
  EXPECT_EQ(CompanyName("Daihan Pharmaceutical Co.,Ltd."), "Daihan Pharmaceutical");
  EXPECT_EQ(CompanyName("The Coca-Cola Company"), "Coca-Cola");
  EXPECT_EQ(CompanyName("BPA TB LG NETFLIX 452,0 B452,0"), "") << "a security";
  EXPECT_EQ(CompanyName("John Hancock Financial Opportunities Fund"), "");
}

TEST(GazetteerRowsTest, PhrasesAreFoldedTokens) {
  EXPECT_EQ(PhraseOf("São Paulo"), "sao paulo");
  EXPECT_EQ(PhraseOf("Johnson & Johnson"), "johnson & johnson");
  EXPECT_EQ(PhraseOf("People's Bank of China"), "people 's bank of china");
  EXPECT_EQ(PhraseOf("one two three four five six seven"), "");
}

std::vector<GazetteerRow> PlaceRows() {
  return {{RowType::kCountry, "United Kingdom", "United Kingdom", "GB", "x"},
          {RowType::kCountry, "Britain", "United Kingdom", "GB", "x"},
          {RowType::kCountry, "United States", "United States", "US", "x"},
          {RowType::kCountry, "Bermuda", "Bermuda", "BM", "x"},
          {RowType::kCountry, "Canada", "Canada", "CA", "x"},
          {RowType::kRegion, "Alabama", "Alabama", "US", ""},
          {RowType::kRegion, "Ontario", "Ontario", "CA", ""},
          {RowType::kCity, "Birmingham", "Birmingham", "United Kingdom", "x"},
          {RowType::kCity, "Birmingham", "Birmingham", "United States", "x"},
          {RowType::kCapital, "Hamilton", "Hamilton", "BM", "x"},
          {RowType::kCity, "Hamilton", "Hamilton", "Canada", "x"},
          {RowType::kCity, "Turin", "Turin", "Atlantis", "x"},
          {RowType::kCountry, "Granada", "Grenada", "GD", "x"},
          {RowType::kCapital, "Granada", "Granada", "ES", ""},
          {RowType::kDemonym, "British", "United Kingdom", "GB", "x"},
          {RowType::kDemonym, "Canadian", "Canada", "CA", "x"},
          {RowType::kCountry, "Germany", "Germany", "DE", "x"},
          {RowType::kDemonym, "German", "Germany", "DE", "x"},
          {RowType::kCountry, "France", "France", "FR", "x"},
          {RowType::kDemonym, "Frenchman", "France", "FR", "x"}};
}

GazetteerContents PlacesOf(const std::vector<std::string>& sentences) {
  const Places places(PlaceRows());
  const TokenStream text = TextOf(sentences);
  const NewsEvidence evidence(text, CaseStatistics(text), places.CityPhrases(), places.phrases(),
                              {"in"});
  GazetteerContents contents;
  places.AddTo(evidence, contents);
  return contents;
}

TEST(PlacesTest, TheNewsTellsWhichCityIsMeant) {
  EXPECT_EQ(PlacesOf({"in Birmingham , Alabama"}).places.at("birmingham").country, "United States");
  EXPECT_EQ(PlacesOf({"Britain : Birmingham is cold", "in Birmingham in Britain"})
                .places.at("birmingham")
                .country,
            "United Kingdom");
  EXPECT_EQ(PlacesOf({"in Hamilton , Ontario", "in Bermuda"}).places.at("hamilton").country,
            "Canada");
}

TEST(PlacesTest, ANameThatIsNotUsedAsAPlaceIsNone) {
  EXPECT_FALSE(PlacesOf({"so Hamilton said", "then Hamilton said", "and Hamilton went"})
                   .places.contains("hamilton"));
}

TEST(PlacesTest, AliasesDemonymsAndPluralsLeadToTheCountry) {
  const GazetteerContents contents = PlacesOf({});
  EXPECT_EQ(contents.places.at("britain").name, "United Kingdom");
  EXPECT_EQ(contents.demonyms.at("british"), "United Kingdom");
  EXPECT_EQ(contents.demonyms.at("canadians"), "Canada");
  EXPECT_EQ(contents.demonyms.at("germans"), "Germany");
  EXPECT_EQ(contents.demonyms.at("frenchmen"), "France");
  EXPECT_EQ(contents.places.at("granada").name, "Granada") << "our own list wins";
  EXPECT_EQ(contents.places.at("turin").country, "") << "its country is not known";
}

std::map<std::string, std::uint8_t> Choose(const std::vector<GazetteerRow>& rows,
                                           const std::vector<std::string>& sentences) {
  const TokenStream text = TextOf(sentences);
  const CaseStatistics cases(text);
  const PhraseCandidates candidates = CandidatePhrases(rows);
  std::set<std::string> phrases;
  for (const auto& [phrase, candidate] : candidates) phrases.insert(phrase);
  return ChoosePhrases(candidates, cases, NewsEvidence(text, cases, phrases, {}, {"in"}));
}

TEST(PhrasesTest, CommonWordsAndUnusedCitiesAreLeftOut) {
  const std::vector<GazetteerRow> rows{
      {RowType::kCity, "Reading", "Reading", "United Kingdom", "x"},
      {RowType::kCity, "Rome", "Rome", "Italy", "x"},
      {RowType::kCity, "Clinton", "Clinton", "United States", "x"},
      {RowType::kCity, "Ulm", "Ulm", "Germany", "x"},
      {RowType::kCompany, "Gap, Inc.", "Gap, Inc.", "", "x"}};
  const auto phrases =
      Choose(rows, {"He was reading in Rome", "She is reading in Rome", "the gap was a gap in Rome",
                    "so Mr Clinton said", "then Mr Clinton went", "and Clinton came",
                    "it was reading a Gap"});
  EXPECT_TRUE(phrases.contains("rome"));
  EXPECT_FALSE(phrases.contains("reading"));
  EXPECT_FALSE(phrases.contains("clinton")) << "nothing is in Clinton";
  EXPECT_FALSE(phrases.contains("ulm"));
  EXPECT_FALSE(phrases.contains("gap"));
}

TEST(PhrasesTest, OurOwnListIsTakenAsItIs) {
  const auto phrases = Choose({{RowType::kOrganisation, "U.N.", "United Nations", "", ""}}, {});
  EXPECT_EQ(phrases.at("u.n."), tagger::kOrganisationPhrase);
}

TEST(NameWordsTest, FirstNamesTellSurnames) {
  const std::vector<GazetteerRow> rows{
      {RowType::kPolitician, "Angela Merkel", "", "", "every-politician/germany"}};
  const TokenStream text =
      TextOf({"so Angela Weber said", "so Angela B. Weber said", "but Angela Weber", "Angela Bank",
              "a Bank was a Bank", "Angela Bank", "Angela Bank", "no bank", "a bank"});
  const auto flags = FindNameWords(rows, text, CaseStatistics(text));
  EXPECT_EQ(flags.at("weber"), tagger::kSurname);
  EXPECT_FALSE(flags.contains("bank"));
}

TEST(NameWordsTest, ComeFromPersons) {
  std::vector<GazetteerRow> rows{
      {RowType::kPolitician, "Angela Merkel", "", "", "every-politician/germany"},
      {RowType::kPolitician, "Xi Jinping", "", "", "every-politician/china"},
      {RowType::kPolitician, "Unheard Of", "", "", "every-politician/germany"}};
  const TokenStream text = TextOf({"so Angela Merkel met Xi Jinping"});
  const auto flags = FindNameWords(rows, text, CaseStatistics(text));
  EXPECT_EQ(flags.at("angela"), tagger::kFirstName);
  EXPECT_EQ(flags.at("merkel"), tagger::kSurname);
  EXPECT_FALSE(flags.contains("xi")) << "two letters tell little";
  EXPECT_EQ(flags.at("jinping"), tagger::kFirstName);
  EXPECT_FALSE(flags.contains("unheard")) << "one person has it and the news does not";
}

}  // namespace
}  // namespace dateline::training
