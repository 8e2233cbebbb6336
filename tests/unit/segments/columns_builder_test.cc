// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/segments/columns_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/article/parse_date.h"
#include "core/article/publish_date.h"
#include "core/index/columns.h"
#include "tests/support/row_ordinals.h"
#include "tests/support/sample_columns.h"
#include "tests/support/test_index.h"

namespace dateline::segments {
namespace {

using testing::ElementsAre;

std::vector<std::string> Strings(const index::StringTable& table) {
  std::vector<std::string> strings;
  for (std::size_t i = 0; i < table.size(); ++i) strings.emplace_back(table[i]);
  return strings;
}

std::string Bytes(const index::Columns& columns) { return std::string(columns.bytes); }

TEST(ColumnsBuilderTest, ValuesThatFoldToOneKeyAreOneValueInTheMostFrequentSpelling) {
  const index::Columns columns = test_support::ColumnsOf(0, 11);
  const index::TermsColumn& sources = columns.terms(article::Field::kSource);
  EXPECT_THAT(Strings(sources.keys), ElementsAre("the gazette"));
  EXPECT_EQ(sources.Value(0), "The Gazette");
  EXPECT_THAT(Strings(sources.spellings), ElementsAre("THE GAZETTE", "The Gazette"));
  EXPECT_THAT(sources.spelling_articles, ElementsAre(5U, 6U));
  EXPECT_THAT(sources.articles, ElementsAre(11U));
  EXPECT_EQ(columns.publish_seconds[0], index::kNoDate);
  EXPECT_NE(columns.publish_seconds[1], index::kNoDate);
}

TEST(ColumnsBuilderTest, RowsThatAreNotExactHaveTheirDays) {
  constexpr std::int64_t kDay = 86400;
  ColumnsBuilder builder;
  for (const char* date :
       {"2024-03-05T10:00:00Z", "2024-03-05", "1887-03", "../1887", "1887/..", "9999-12", ""}) {
    article::Article article = test_support::MakeArticle("a", "Headline", "Body");
    if (*date != '\0') article::SetDate(article::ReadDate(date).value(), article);
    test_support::AddRow(article, builder);
  }
  const index::Columns columns = builder.Finish();
  const auto start = [](const char* date) { return article::ReadDate(date)->start.value(); };
  EXPECT_THAT(columns.publish_seconds,
              ElementsAre(start("2024-03-05T10:00:00Z"), start("2024-03-05"), start("1887-03"),
                          start("1887-12-31"), start("1887"), start("9999-12"), index::kNoDate));
  EXPECT_THAT(columns.imprecise, ElementsAre(0b0111110U));
  EXPECT_TRUE(columns.is_imprecise(1));
  EXPECT_FALSE(columns.is_imprecise(0) || columns.is_imprecise(6) || columns.is_imprecise(1000));
  EXPECT_THAT(columns.span_rows, ElementsAre(2U, 3U, 4U, 5U));
  EXPECT_THAT(columns.span_starts,
              ElementsAre(start("1887-03"), index::kOpenStart, start("1887"), start("9999-12")));
  EXPECT_THAT(columns.span_ends, ElementsAre(start("1887-04"), start("1888"), index::kOpenEnd,
                                             start("9999-12-31") + kDay));

  ColumnsBuilder exact;
  test_support::AddRow(test_support::MakeArticle("a", "Headline", "Body", "2024-03-05"), exact);
  const index::Columns none = exact.Finish();
  EXPECT_TRUE(none.imprecise.empty() && none.span_rows.empty());
  EXPECT_FALSE(columns.all_imprecise || none.all_imprecise);
  article::Article day = test_support::MakeArticle("a", "Headline", "Body");
  article::SetDate(article::ReadDate("2024-03-05").value(), day);
  test_support::AddRow(day, exact);
  test_support::AddRow(test_support::MakeArticle("b", "Headline", "Body"), exact);
  EXPECT_TRUE(exact.Finish().all_imprecise);
}

article::Article About(std::string_view name, v1::EntityType type, bool salient) {
  article::Article article = test_support::MakeArticle("a", "Headline", "Body", "", "");
  v1::Entity* entity = article.add_entities();
  entity->set_name(std::string(name));
  entity->set_type(type);
  entity->set_origin(v1::ENTITY_ORIGIN_DETECTED);
  entity->set_salient(salient);
  return article;
}

TEST(ColumnsBuilderTest, OnlySalientEntitiesAreValuesOfARowButAllAreInTheDictionary) {
  ColumnsBuilder builder;
  test_support::AddRow(About("Ada Quill", v1::ENTITY_TYPE_PERSON, true), builder);
  test_support::AddRow(About("Ada Quill", v1::ENTITY_TYPE_PERSON, false), builder);
  const index::Columns columns = builder.Finish();
  const index::TermsColumn& persons = columns.terms(article::Field::kPerson);
  EXPECT_THAT(Strings(persons.keys), ElementsAre("ada quill"));
  EXPECT_THAT(persons.articles, ElementsAre(2U));
  EXPECT_THAT(test_support::OrdinalsOf(persons, 0), ElementsAre(0U));
  EXPECT_TRUE(test_support::OrdinalsOf(persons, 1).empty());
}

// Each document, and whether its article is about the value.
std::vector<std::pair<index::DocId, bool>> Docs(const index::TermsColumn& column,
                                                std::string_view key) {
  std::vector<std::pair<index::DocId, bool>> docs;
  index::VisitPostings(column.docs[column.Find(key)], [&docs](index::DocId doc, bool salient) {
    docs.emplace_back(doc, salient);
    return true;
  });
  return docs;
}

TEST(ColumnsBuilderTest, AnEntityListsTheDocumentsThatNameIt) {
  ColumnsBuilder first;
  test_support::AddRow(About("Ada Quill", v1::ENTITY_TYPE_PERSON, true), first);
  test_support::AddRow(About("Bo Reed", v1::ENTITY_TYPE_PERSON, false), first);
  test_support::AddRow(About("Ada Quill", v1::ENTITY_TYPE_PERSON, false), first);
  ColumnsBuilder second;
  for (int i = 0; i < 300; ++i) {
    test_support::AddRow(About("Bo Reed", v1::ENTITY_TYPE_PERSON, i % 2 == 0), second);
  }
  test_support::AddRow(About("Ada Quill", v1::ENTITY_TYPE_PERSON, true), second);
  ColumnsBuilder all;
  all.Append(first);
  all.Append(second.Finish());
  const index::Columns columns = all.Finish();
  const index::TermsColumn& persons = columns.terms(article::Field::kPerson);
  EXPECT_THAT(Docs(persons, "ada quill"),
              ElementsAre(std::pair(1U, true), std::pair(3U, false), std::pair(304U, true)));
  EXPECT_EQ(Docs(persons, "bo reed").size(), 301U);
  EXPECT_EQ(Docs(persons, "bo reed")[2], std::pair(5U, false));
  EXPECT_EQ(persons.Find("cy"), persons.size());
  EXPECT_EQ(columns.terms(article::Field::kSource).docs.size(), 0U);
}

TEST(ColumnsBuilderTest, APlaceNotesItsCountryAndCountsForIt) {
  article::Article article = About("Lyon", v1::ENTITY_TYPE_PLACE, true);
  article.mutable_entities(0)->set_country("France");
  article.mutable_entities(0)->add_spellings("LYON");
  ColumnsBuilder builder;
  test_support::AddRow(article, builder);
  const index::Columns columns = builder.Finish();
  EXPECT_THAT(Strings(columns.terms(article::Field::kPlace).notes), ElementsAre("France"));
  EXPECT_THAT(Strings(columns.terms(article::Field::kPlace).spellings),
              ElementsAre("LYON", "Lyon"));
  EXPECT_EQ(columns.terms(article::Field::kCountry).Value(0), "France");
}

TEST(ColumnsBuilderTest, AppendedPartsAreWhatOneBuildOfAllRowsGives) {
  for (const int cut : {0, 1, 25, 50}) {
    ColumnsBuilder parts;
    parts.Append(test_support::ColumnsOf(0, cut));
    parts.Append(test_support::ColumnsBuilderOf(cut, 50 - cut));
    EXPECT_EQ(Bytes(parts.Finish()), Bytes(test_support::ColumnsOf(0, 50))) << cut;
  }
}

}  // namespace
}  // namespace dateline::segments
