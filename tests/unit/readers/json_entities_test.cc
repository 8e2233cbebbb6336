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
  const auto article = ParseJsonArticle(R"({"headline":"H","entities":)" + json + "}", unknown);
  if (!article.ok()) return "refused: " + std::string(article.status().message());
  std::string told;
  for (const v1::Entity& one : article->entities()) {
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

TEST(JsonEntitiesTest, WhatIsNotANameIsRefusedWithTheForm) {
  for (const char* json : {"7", "\"Ada\"", "[7]", "[{}]", "[{\"name\":7}]", "{\"person\":7}",
                           "{\"person\":[7]}", "{\"person\":{}}", "[[\"a\"]]"}) {
    EXPECT_THAT(Entities(json), HasSubstr(R"({"place":["Berlin"]})")) << json;
  }
}

}  // namespace
}  // namespace dateline::readers
