// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/readers/json_reader.h"

namespace dateline::readers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string Entities(const std::string& json, std::vector<std::string>* unknown = nullptr) {
  const auto parsed = ParseJsonArticle(R"({"headline":"H","entities":)" + json + "}");
  if (!parsed.ok()) return "refused: " + std::string(parsed.status().message());
  if (unknown != nullptr) {
    unknown->insert(unknown->end(), parsed->unknown_fields.begin(), parsed->unknown_fields.end());
  }
  std::string told;
  for (const std::string& warning : parsed->warnings) told += "warned: " + warning;
  for (const v1::Entity& one : parsed->article.entities()) {
    told += (told.empty() ? "" : " ") + one.name() + "=" +
            v1::EntityType_Name(one.type()).substr(std::string("ENTITY_TYPE_").size());
  }
  return told;
}

TEST(JsonEntitiesTest, EverySpellingOfATypeIsKnown) {
  for (const auto& [type, names] : std::map<std::string, std::vector<std::string>>{
           {"PERSON", {"person", "persons", "people", "PER", "ENTITY_TYPE_PERSON", "Person"}},
           {"ORGANISATION",
            {"org", "orgs", "ORG", "organization", "organizations", "organisation", "organisations",
             "company", "companies"}},
           {"PLACE", {"place", "places", "location", "locations", "LOC", "GPE", "FAC"}},
           {"OTHER", {"other", "MISC", "ENTITY_TYPE_UNSPECIFIED"}}}) {
    for (const std::string& name : names) {
      std::vector<std::string> unknown;
      EXPECT_EQ(Entities("[{\"name\":\"X\",\"type\":\"" + name + "\"}]", &unknown), "X=" + type);
      EXPECT_EQ(Entities("{\"" + name + "\":[\"X\"]}", &unknown), "X=" + type);
      EXPECT_THAT(unknown, IsEmpty()) << name;
    }
  }
}

TEST(JsonEntitiesTest, FormsThatPublishersUse) {
  EXPECT_EQ(Entities(R"({"person":"Ada","place":null,"org":[{"name":"Acme","type":"x"}]})"),
            "Ada=PERSON Acme=ORGANISATION");
  EXPECT_EQ(Entities(R"([{"name":"A","type":1},{"name":"B","type":2},{"name":"C","type":3},"D"])"),
            "A=PERSON B=ORGANISATION C=PLACE D=OTHER");
  EXPECT_EQ(Entities(R"([{"name":"E"},{"name":"F","type":0},{"name":"G","type":null}])"),
            "E=OTHER F=OTHER G=OTHER");
}

TEST(JsonEntitiesTest, AnUnknownTypeIsOtherAndNamed) {
  std::vector<std::string> unknown;
  EXPECT_EQ(Entities(R"([{"name":"A","type":"spaceship"},{"name":"B","type":9}])", &unknown),
            "A=OTHER B=OTHER");
  EXPECT_EQ(Entities(R"({"vessels":["C"]})", &unknown), "C=OTHER");
  EXPECT_THAT(unknown,
              ElementsAre("entity type 'spaceship'", "entity type '9'", "entity type 'vessels'"));
}

TEST(JsonEntitiesTest, WhatIsNotANameIsToldWithTheFormAndKept) {
  for (const std::string json : {"7", "\"Ada\"", "[7]", "[{\"a\":1}]", "[{\"name\":7}]",
                                 "{\"person\":7}", "{\"person\":[7]}", "[[\"a\"]]"}) {
    EXPECT_THAT(Entities(json), HasSubstr(R"({"place":["Berlin"]})")) << json;
    const auto parsed = ParseJsonArticle(R"({"headline":"H","entities":)" + json + "}");
    EXPECT_EQ(parsed->article.extra(), R"({"entities":)" + json + "}");
  }
}

TEST(JsonEntitiesTest, WhatThePublisherKnowsIsKept) {
  const auto parsed = ParseJsonArticle(
      R"({"headline":"H","entities":[{"name":"Paris","type":"city","id":"Q830149",)"
      R"("uri":"https://www.wikidata.org/wiki/Q830149","country":"United States"},)"
      R"({"text":"Ada","label":"PERSON","wikidata_id":"Q7259"},{"name":"N","id":7}],)"
      R"("about":[{"@type":"Organization","name":"Acme","sameAs":["https://acme.example","x"]},"Law"],)"
      R"("mentions":{"@type":["Person","Thing"],"name":"Grace","@id":"https://g.example/#me"}})");
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  const auto& entities = parsed->article.entities();
  ASSERT_EQ(entities.size(), 6);
  EXPECT_EQ(entities[0].id(), "Q830149");
  EXPECT_EQ(entities[0].uri(), "https://www.wikidata.org/wiki/Q830149");
  EXPECT_EQ(entities[0].country(), "United States");
  EXPECT_EQ(entities[1].type(), v1::ENTITY_TYPE_PERSON);
  EXPECT_EQ(entities[1].id(), "Q7259");
  EXPECT_EQ(entities[2].id(), "7");
  EXPECT_EQ(entities[3].type(), v1::ENTITY_TYPE_ORGANISATION);
  EXPECT_EQ(entities[3].uri(), "https://acme.example");
  EXPECT_EQ(entities[4].name(), "Law");
  EXPECT_EQ(entities[5].type(), v1::ENTITY_TYPE_PERSON);
  EXPECT_EQ(entities[5].uri(), "https://g.example/#me");
}

TEST(JsonEntitiesTest, AboutThatIsProseIsNotAName) {
  const auto parsed = ParseJsonArticle(R"({"headline":"H","about":"This site is about boats."})");
  EXPECT_EQ(parsed->article.entities_size(), 0);
  EXPECT_EQ(parsed->article.extra(), R"({"about":"This site is about boats."})");
  EXPECT_THAT(parsed->warnings, IsEmpty());
}

}  // namespace
}  // namespace dateline::readers
