// SPDX-License-Identifier: GPL-3.0-or-later
// Languages, extra and what publishers know of entities, as articles are stored.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/article/article.h"
#include "core/article/extra.h"
#include "core/errors/errors.h"
#include "core/limits.h"

namespace dateline::article {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Article Small() {
  Article article;
  article.set_id("a");
  article.set_headline("Headline");
  article.set_language("en");
  return article;
}

TEST(NormalizeArticleTest, ALanguageHasOneForm) {
  struct Case {
    std::string given;
    std::string language;
    std::string tag;
  };
  for (const Case& c : std::vector<Case>{{"EN-gb", "en", "en-GB"},
                                         {"en_US", "en", "en-US"},
                                         {"eng", "en", ""},
                                         {"English", "en", ""},
                                         {"nn", "no", "nn"},
                                         {"ceb", "ceb", ""}}) {
    Article article = Small();
    article.set_language(c.given);
    std::vector<std::string> warnings;
    ASSERT_TRUE(NormalizeArticle(article, &warnings).ok()) << c.given;
    EXPECT_EQ(article.language(), c.language);
    EXPECT_EQ(article.language_tag(), c.tag);
    EXPECT_THAT(warnings, IsEmpty());
    const Article once = article;
    ASSERT_TRUE(NormalizeArticle(article).ok());
    EXPECT_EQ(article.SerializeAsString(), once.SerializeAsString());
  }
  Article unknown = Small();
  unknown.set_language("xx");
  std::vector<std::string> warnings;
  ASSERT_TRUE(NormalizeArticle(unknown, &warnings).ok());
  EXPECT_NE(unknown.language(), "xx");
  EXPECT_THAT(warnings, ElementsAre("language not known, detected instead: 'xx'"));
  Article bad = Small();
  bad.set_language("no such language");
  EXPECT_EQ(errors::ErrorMetadata(NormalizeArticle(bad), "field"), "language");
}

TEST(NormalizeArticleTest, ExtraIsTheTextOfAnObjectOnOneLine) {
  for (const auto& [given, stored] : std::vector<std::pair<std::string, std::string>>{
           {R"({"a": 12345678901234567890, "b":1.10})", R"({"a": 12345678901234567890, "b":1.10})"},
           {"{\n  \"a\": \"x\\ny\"\n}", "{\"a\": \"x\\ny\"}"},
           {"{}", "{}"}}) {
    Article article = Small();
    article.set_extra(given);
    ASSERT_TRUE(NormalizeArticle(article).ok()) << given;
    EXPECT_EQ(article.extra(), stored);
  }
  std::string deep = "1";
  for (std::size_t i = 0; i < limits::kMaxExtraDepth; ++i) deep = R"({"d":)" + deep + "}";
  Article allowed = Small();
  allowed.set_extra(deep);
  EXPECT_TRUE(NormalizeArticle(allowed).ok());
  for (const auto& [given, why] : std::vector<std::pair<std::string, std::string>>{
           {"[1]", "must be the JSON text of an object"},
           {"{", "must be the JSON text of an object"},
           {R"({"d":)" + deep + "}", "at most 16 are allowed"},
           {R"({"d":")" + std::string(limits::kMaxExtraBytes, 'x') + "\"}",
            "at most 65536 are allowed"}}) {
    Article article = Small();
    article.set_extra(given);
    const absl::Status status = NormalizeArticle(article);
    EXPECT_EQ(errors::ReasonOf(status), v1::ERROR_REASON_INVALID_ARTICLE);
    EXPECT_EQ(errors::ErrorMetadata(status, "field"), "extra");
    EXPECT_THAT(std::string(status.message()), HasSubstr(why));
  }
}

TEST(ContentHashTest, SeesWhatIsGivenBesideTheFields) {
  Article article = Small();
  const std::uint64_t before = ContentHash(article);
  article.set_extra(R"({"a":1})");
  EXPECT_NE(ContentHash(article), before);
}

TEST(NormalizeArticleTest, WhatThePublisherKnowsOfAnEntityIsKept) {
  Article article = Small();
  const auto add = [&article](const char* name, v1::EntityType type) {
    v1::Entity* entity = article.add_entities();
    entity->set_name(name);
    entity->set_type(type);
    return entity;
  };
  v1::Entity* paris = add("Paris", v1::ENTITY_TYPE_PLACE);
  paris->set_id(" Q830149 ");
  paris->set_uri("https://example.org/paris");
  paris->set_country("United States");
  paris->set_salience(7);
  add("PARIS", v1::ENTITY_TYPE_PLACE)->set_id("Q90");
  add("Acme", v1::ENTITY_TYPE_ORGANISATION)->set_country("France");
  std::vector<std::string> warnings;
  ASSERT_TRUE(NormalizeArticle(article, &warnings).ok());
  ASSERT_EQ(article.entities_size(), 2);
  EXPECT_EQ(article.entities(0).id(), "Q830149");
  EXPECT_EQ(article.entities(0).uri(), "https://example.org/paris");
  EXPECT_EQ(article.entities(0).country(), "United States");
  EXPECT_EQ(article.entities(0).salience(), 0);
  EXPECT_EQ(article.entities(1).country(), "");
  EXPECT_THAT(warnings, ElementsAre(HasSubstr("'Paris' with id 'Q90'")));
}

TEST(NormalizeArticleTest, LimitsOfGivenValuesAreKept) {
  for (const auto& [field, fill] : std::vector<std::pair<std::string, void (*)(Article&)>>{
           {"entities.id",
            [](Article& a) { a.mutable_entities(0)->set_id(std::string(501, 'x')); }},
           {"entities.uri",
            [](Article& a) { a.mutable_entities(0)->set_uri(std::string(2049, 'x')); }},
           {"provenance", [](Article& a) { a.set_provenance(std::string(1025, 'x')); }},
           {"pubstatus", [](Article& a) { a.set_pubstatus(std::string(201, 'x')); }},
           {"language_tag", [](Article& a) { a.set_language_tag(std::string(36, 'x')); }},
           {"embargoed", [](Article& a) { a.mutable_embargoed()->set_nanos(-1); }}}) {
    Article article = Small();
    article.add_entities()->set_name("E");
    fill(article);
    EXPECT_EQ(errors::ErrorMetadata(NormalizeArticle(article), "field"), field);
  }
}

TEST(ExactTermTest, ALanguageIsFoundInWhateverForm) {
  for (const char* form : {"en", "EN", "en-GB", "en_US", "eng", "English"})
    EXPECT_EQ(ExactTerm(Field::kLanguage, form), ExactTerm(Field::kLanguage, "en"));
  for (const char* form : {"nb", "nn", "nor", "Norwegian"})
    EXPECT_EQ(ExactTerm(Field::kLanguage, form), ExactTerm(Field::kLanguage, "no"));
  EXPECT_NE(ExactTerm(Field::kSource, "English"), ExactTerm(Field::kSource, "en"));
}

}  // namespace
}  // namespace dateline::article
