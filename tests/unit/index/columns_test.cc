// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/columns.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <xxhash.h>

#include "core/index/columns_file.h"
#include "indexer/segments/columns_builder.h"
#include "tests/support/index_contents.h"
#include "tests/support/test_index.h"

namespace dateline::index {
namespace {

using testing::ElementsAre;

v1::Entity Person(const std::string& name, bool salient) {
  v1::Entity person;
  person.set_name(name);
  person.set_type(v1::ENTITY_TYPE_PERSON);
  person.set_origin(v1::ENTITY_ORIGIN_DETECTED);
  person.set_salient(salient);
  return person;
}

article::Article Numbered(int number) {
  article::Article article =
      test_support::MakeArticle(fmt::format("id{}", number), "Headline", "Body",
                                number % 3 == 0 ? "" : fmt::format("20{:02}-05-01", number % 40),
                                number % 2 == 0 ? "The Gazette" : "THE GAZETTE");
  if (number % 5 != 0) article.add_authors(fmt::format("Author {}", number % 7));
  if (number % 4 == 0) article.add_authors("Zoë Quill");
  article = test_support::Normalised(article);
  if (number % 3 == 1) {
    *article.add_entities() = Person(fmt::format("Ann {}", number % 5), number % 2 == 0);
    *article.add_entities() = Person("Bo Reed", number % 4 == 0);
    v1::Entity& place = *article.add_entities();
    place.set_name(number % 2 == 0 ? "Lyon" : "LYON");
    place.set_type(v1::ENTITY_TYPE_PLACE);
    place.set_country("France");
    place.add_spellings("Lyons");
  }
  return article;
}

void AddRow(const article::Article& article, segments::ColumnsBuilder& builder) {
  builder.Add(article, article::ContentHash(article), 1, 2);
}

segments::ColumnsBuilder BuilderOf(int first, int count) {
  segments::ColumnsBuilder builder;
  for (int i = first; i < first + count; ++i) AddRow(Numbered(i), builder);
  return builder;
}

Columns Build(int first, int count) { return BuilderOf(first, count).Finish(); }

std::vector<std::string> Strings(const StringTable& table) {
  std::vector<std::string> strings;
  for (std::size_t i = 0; i < table.size(); ++i) strings.emplace_back(table[i]);
  return strings;
}

std::string Bytes(const Columns& columns) { return std::string(columns.bytes); }

TEST(ColumnsTest, ValuesThatFoldToOneKeyAreOneValueInTheMostFrequentSpelling) {
  const Columns columns = Build(0, 11);
  const TermsColumn& sources = columns.terms(article::Field::kSource);
  EXPECT_THAT(Strings(sources.keys), ElementsAre("the gazette"));
  EXPECT_EQ(sources.Value(0), "The Gazette");
  EXPECT_THAT(Strings(sources.spellings), ElementsAre("THE GAZETTE", "The Gazette"));
  EXPECT_THAT(sources.spelling_articles, ElementsAre(5U, 6U));
  EXPECT_THAT(sources.articles, ElementsAre(11U));
  EXPECT_EQ(columns.publish_seconds[0], kNoDate);
  EXPECT_NE(columns.publish_seconds[1], kNoDate);
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

TEST(ColumnsTest, OnlySalientEntitiesAreValuesOfARowButAllAreInTheDictionary) {
  segments::ColumnsBuilder builder;
  AddRow(About("Ada Quill", v1::ENTITY_TYPE_PERSON, true), builder);
  AddRow(About("Ada Quill", v1::ENTITY_TYPE_PERSON, false), builder);
  const Columns columns = builder.Finish();
  const TermsColumn& persons = columns.terms(article::Field::kPerson);
  EXPECT_THAT(Strings(persons.keys), ElementsAre("ada quill"));
  EXPECT_THAT(persons.articles, ElementsAre(2U));
  EXPECT_THAT(persons.Ordinals(0), ElementsAre(0U));
  EXPECT_TRUE(persons.Ordinals(1).empty());
}

// Whether the article is about it stands behind each document.
std::vector<std::pair<DocId, bool>> Docs(const TermsColumn& column, std::string_view key) {
  std::vector<std::pair<DocId, bool>> docs;
  VisitPostings(column.docs[column.Find(key)],
                [&docs](DocId doc, bool salient) { docs.emplace_back(doc, salient); });
  return docs;
}

TEST(ColumnsTest, AnEntityListsTheDocumentsThatNameIt) {
  segments::ColumnsBuilder first;
  AddRow(About("Ada Quill", v1::ENTITY_TYPE_PERSON, true), first);
  AddRow(About("Bo Reed", v1::ENTITY_TYPE_PERSON, false), first);
  AddRow(About("Ada Quill", v1::ENTITY_TYPE_PERSON, false), first);
  segments::ColumnsBuilder second;
  for (int i = 0; i < 300; ++i) {
    AddRow(About("Bo Reed", v1::ENTITY_TYPE_PERSON, i % 2 == 0), second);
  }
  AddRow(About("Ada Quill", v1::ENTITY_TYPE_PERSON, true), second);
  segments::ColumnsBuilder all;
  all.Append(first);
  all.Append(second.Finish());
  const Columns columns = all.Finish();
  const TermsColumn& persons = columns.terms(article::Field::kPerson);
  EXPECT_THAT(Docs(persons, "ada quill"),
              ElementsAre(std::pair(1U, true), std::pair(3U, false), std::pair(304U, true)));
  EXPECT_EQ(Docs(persons, "bo reed").size(), 301U);
  EXPECT_EQ(Docs(persons, "bo reed")[2], std::pair(5U, false));
  EXPECT_EQ(persons.Find("cy"), persons.size());
  EXPECT_EQ(columns.terms(article::Field::kSource).docs.size(), 0U);
}

TEST(DocListTest, BytesThatAreNoListEndItEarly) {
  const auto count = [](std::string_view packed) {
    int docs = 0;
    VisitPostings(packed, [&docs](DocId, bool) { ++docs; });
    return docs;
  };
  EXPECT_EQ(count("\x04\x06"), 2);
  EXPECT_EQ(count("\x01\x06"), 0);                      // there is no document 0
  EXPECT_EQ(count("\x04\x01"), 1);                      // the same again
  EXPECT_EQ(count("\x04\x86"), 1);                      // the last number goes on
  EXPECT_EQ(count("\x04\xff\xff\xff\xff\xff\x01"), 1);  // no 32-bit number
  EXPECT_EQ(count("\xff\xff\xff\xff\x1f\xff\xff\xff\xff\x1f\xff\xff\xff\xff\x1f"), 1);
}

TEST(ColumnsTest, APlaceNotesItsCountryAndCountsForIt) {
  article::Article article = About("Lyon", v1::ENTITY_TYPE_PLACE, true);
  article.mutable_entities(0)->set_country("France");
  article.mutable_entities(0)->add_spellings("LYON");
  segments::ColumnsBuilder builder;
  AddRow(article, builder);
  const Columns columns = builder.Finish();
  EXPECT_THAT(Strings(columns.terms(article::Field::kPlace).notes), ElementsAre("France"));
  EXPECT_THAT(Strings(columns.terms(article::Field::kPlace).spellings),
              ElementsAre("LYON", "Lyon"));
  EXPECT_EQ(columns.terms(article::Field::kCountry).Value(0), "France");
}

TEST(ColumnsTest, ArticlesAreFoundByTheHashOfTheirId) {
  const Columns columns = Build(0, 100);
  for (int i = 0; i < 100; ++i) {
    const std::string id = fmt::format("id{}", i);
    EXPECT_THAT(columns.FindId(XXH3_64bits(id.data(), id.size())),
                ElementsAre(static_cast<DocId>(i + 1)));
  }
  EXPECT_TRUE(columns.FindId(12345).empty());
}

TEST(ColumnsTest, AppendedPartsAreWhatOneBuildOfAllRowsGives) {
  for (const int cut : {0, 1, 25, 50}) {
    segments::ColumnsBuilder parts;
    parts.Append(Build(0, cut));
    parts.Append(BuilderOf(cut, 50 - cut));
    EXPECT_EQ(Bytes(parts.Finish()), Bytes(Build(0, 50))) << cut;
  }
}

TEST(ColumnsTest, WhatIsWrittenIsReadBack) {
  for (const int rows : {0, 1, 50}) {
    const std::string bytes = Bytes(Build(0, rows));
    const auto read = ParseColumns(bytes);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(Bytes(*read), bytes);
  }
}

TEST(ColumnsTest, EveryFlippedByteAndEveryTruncationIsFound) {
  const std::string bytes = Bytes(Build(0, 12));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string flipped = bytes;
    flipped[i] = static_cast<char>(flipped[i] ^ 0x10);
    EXPECT_FALSE(ParseColumns(flipped).ok()) << i;
    EXPECT_FALSE(ParseColumns(bytes.substr(0, i)).ok()) << i;
  }
}

}  // namespace
}  // namespace dateline::index
