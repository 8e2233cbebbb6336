// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/resolver/known_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "indexer/entities/resolver/article_entities.h"
#include "indexer/entities/tagger/gazetteer.h"

namespace dateline::resolver {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

constexpr const char* kList =
    "# names\n"
    "\n"
    "person\tJD Vance\tJ.D. Vance\n"
    "person\tVolodymyr Zelenskyy\tVolodymyr Zelensky\tZelensky?\n"
    "org\tHezbollah\tHizbollah\n"
    "org\tLabour Party\tLabour?\n"
    "org\tMarks & Spencer\n"
    "org\tFord Motor\tFord?\n"
    "other\tAI?\n";

KnownNames Known() {
  auto known = KnownNames::Parse(kList);
  EXPECT_TRUE(known.ok()) << known.status();
  return *std::move(known);
}

TEST(KnownNamesTest, FindsEverySpelling) {
  const KnownNames known = Known();
  EXPECT_EQ(known.Find("jd vance")->canonical, "JD Vance");
  EXPECT_EQ(known.Find("zelensky")->canonical, "Volodymyr Zelenskyy");
  EXPECT_TRUE(known.Find("zelensky")->lone);
  EXPECT_EQ(known.Find("hizbollah")->type, v1::ENTITY_TYPE_ORGANISATION);
  EXPECT_EQ(known.Find("ai")->canonical, "AI");
  EXPECT_EQ(known.Find("vance"), nullptr);
  EXPECT_EQ(KnownNames().Find("ai"), nullptr);
  EXPECT_TRUE(KnownNames().FindIn("AI").empty());
}

TEST(KnownNamesTest, ALineThatIsNoneIsNamed) {
  for (const char* text : {"robot\tR2", "person", "person\t", "person JD Vance", "org\t\tx"}) {
    const auto known = KnownNames::Parse(std::string("# c\n") + text + "\n");
    ASSERT_FALSE(known.ok()) << text;
    EXPECT_THAT(std::string(known.status().message()), HasSubstr("line 2 of the list")) << text;
    EXPECT_THAT(std::string(known.status().message()), HasSubstr("person, org, place or other"));
  }
}

struct Span {
  std::string name;
  v1::EntityType type;
};

// "Name/TYPE xCOUNT" of an article in which the tagger found `spans`.
std::vector<std::string> Resolve(const std::string& body, const std::vector<Span>& spans) {
  const KnownNames known = Known();
  article::Article article;
  article.set_body(body);
  tagger::ArticleNames names;
  for (const Span& span : spans) {
    const auto start = static_cast<std::uint32_t>(body.find(span.name));
    names.body.push_back({start, start + static_cast<std::uint32_t>(span.name.size()), span.type});
  }
  ResolveEntities(names, tagger::Gazetteer(), known, article);
  std::vector<std::string> lines;
  for (const v1::Entity& entity : article.entities()) {
    lines.push_back(entity.name() + "/" + v1::EntityType_Name(entity.type()).substr(12) + " x" +
                    std::to_string(entity.mention_count()));
  }
  return lines;
}

TEST(KnownNamesTest, TheListSaysWhatTheTaggerGotWrong) {
  EXPECT_THAT(Resolve("Vice President JD Vance said", {{"JD Vance", v1::ENTITY_TYPE_ORGANISATION}}),
              ElementsAre("JD Vance/PERSON x1"));
  EXPECT_THAT(Resolve("Hezbollah left", {{"Hezbollah", v1::ENTITY_TYPE_PERSON}}),
              ElementsAre("Hezbollah/ORGANISATION x1"));
  EXPECT_THAT(Resolve("in AI and AI", {{"AI", v1::ENTITY_TYPE_PLACE}}), testing::IsEmpty());
}

TEST(KnownNamesTest, WhatTheTaggerMissedIsFoundButNotWhatMayBeAnotherWord) {
  EXPECT_THAT(Resolve("J.D. Vance met Hizbollah. Labour is hard; AI, too.", {}),
              UnorderedElementsAre("JD Vance/PERSON x1", "Hezbollah/ORGANISATION x1"));
  EXPECT_THAT(Resolve("shares of Marks & Spencer", {{"Spencer", v1::ENTITY_TYPE_PERSON}}),
              ElementsAre("Marks & Spencer/ORGANISATION x1"));
}

TEST(KnownNamesTest, AWordWithAQuestionMarkIsASurnameBesideTheFullName) {
  EXPECT_THAT(Resolve("Ford said", {{"Ford", v1::ENTITY_TYPE_PERSON}}),
              ElementsAre("Ford Motor/ORGANISATION x1"));
  EXPECT_THAT(Resolve("Ford said that Gerald Ford ran",
                      {{"Ford", v1::ENTITY_TYPE_PERSON}, {"Gerald Ford", v1::ENTITY_TYPE_PERSON}}),
              ElementsAre("Gerald Ford/PERSON x2"));
}

TEST(KnownNamesTest, SpellingsAreOneEntity) {
  EXPECT_THAT(
      Resolve("Zelensky left; Volodymyr Zelenskyy spoke; Labour",
              {{"Zelensky", v1::ENTITY_TYPE_PERSON}, {"Labour", v1::ENTITY_TYPE_ORGANISATION}}),
      UnorderedElementsAre("Volodymyr Zelenskyy/PERSON x2", "Labour Party/ORGANISATION x1"));
}

}  // namespace
}  // namespace dateline::resolver
