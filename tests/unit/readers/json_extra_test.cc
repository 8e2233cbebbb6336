// SPDX-License-Identifier: GPL-3.0-or-later
// Nothing given is thrown away; and fields that stand anywhere.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/article/extra.h"
#include "core/limits.h"
#include "core/readers/json_reader.h"

namespace dateline::readers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string Extra(const std::string& json) {
  const auto parsed = ParseJsonArticle(json);
  return parsed.ok() ? parsed->article.extra() : std::string(parsed.status().message());
}

TEST(JsonExtraTest, UnknownFieldsAreKeptAsTheTextGiven) {
  const std::string h = R"({"headline":"H",)";
  EXPECT_EQ(Extra(h + R"("views":18446744073709551615,"b":1.10,"a":[1, 2],"c":"\u00e9","n":null})"),
            R"({"views":18446744073709551615,"b":1.10,"a":[1, 2],"c":"\u00e9","n":null})");
  EXPECT_EQ(Extra(h + "\"a\": {\n  \"b\": [1,\n 2],\r\n \"c\": \"d\"}}"),
            R"({"a":{"b": [1,2],"c": "d"}})");
  EXPECT_EQ(Extra(R"({"headline":"H"})"), "");
  EXPECT_EQ(Extra(h + R"("extra":{"a": 1}})"), R"({"a": 1})");
  EXPECT_EQ(Extra(h + R"("x":2,"extra":{"a":1}})"), R"({"x":2,"a":1})");
  EXPECT_EQ(Extra(h + R"("extra":7})"), R"({"extra":7})");
  EXPECT_EQ(Extra(h + R"("extra":null})"), "");
}

TEST(JsonExtraTest, WhatIsTooLargeLosesItsLargestValuesAndSaysWhich) {
  const std::string big(limits::kMaxExtraBytes, 'x');
  const auto parsed = ParseJsonArticle(R"({"headline":"H","a":1,"meta":{"small":2,"big":")" + big +
                                       R"("},"list":[")" + big + R"("],"z":3})");
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->article.extra(), R"({"a":1,"meta":{"small":2},"z":3})");
  EXPECT_THAT(parsed->warnings,
              ElementsAre(testing::AllOf(HasSubstr("value too large for extra"),
                                         HasSubstr("meta.big ("), HasSubstr("list ("))));
  std::string deep = "1";
  for (int i = 0; i < 20; ++i) deep = R"({"d":)" + deep + "}";
  const auto cut = ParseJsonArticle(R"({"headline":"H","a":1,"d":)" + deep + "}");
  EXPECT_THAT(cut->warnings, ElementsAre(HasSubstr("d.d.d")));
  EXPECT_EQ(article::ExtraProblem(cut->article.extra()), "");
  std::string many = R"({"headline":"H")";
  for (int i = 0; i < 100000; ++i) many += ",\"k" + std::to_string(i) + "\":" + std::to_string(i);
  const auto fitted = ParseJsonArticle(many + "}");
  ASSERT_TRUE(fitted.ok()) << fitted.status();
  EXPECT_EQ(article::ExtraProblem(fitted->article.extra()), "");
  EXPECT_GT(fitted->article.extra().size(), limits::kMaxExtraBytes / 2);
}

TEST(JsonExtraTest, UnknownFieldsThatMayBeTheMissingOnesAreNamed) {
  const std::string prose = "The council voted on Monday to reopen the bridge after two years.";
  const auto parsed = ParseJsonArticle(R"({"headline":"H","art":{"para":[")" + prose +
                                       R"("],"when":"2024-03-05T10:00:00Z"},"k":"x"})");
  EXPECT_THAT(parsed->unknown_fields, ElementsAre("art", "k"));
  EXPECT_THAT(parsed->unknown_text_fields, ElementsAre("art.para[*]"));
  EXPECT_THAT(parsed->unknown_date_fields, ElementsAre("art.when"));
  const auto full = ParseJsonArticle(R"({"body":"b","date":"2024-03-05","x":")" + prose + "\"}");
  EXPECT_THAT(full->unknown_text_fields, IsEmpty());
}

JsonOptions Map(const std::vector<std::string>& mappings) {
  JsonOptions options;
  for (const std::string& one : mappings) {
    const auto mapping = ParseFieldMapping(one);
    EXPECT_TRUE(mapping.ok()) << mapping.status();
    if (mapping.ok()) options.mappings.push_back(*mapping);
  }
  return options;
}

TEST(JsonPathTest, FieldsMayStandAnywhere) {
  const std::string json =
      R"({"headline":"not this","t":["first","second"],"fields":{"bodyText":"B","more":1},)"
      R"("people":[{"name":"Ann Poe"},{"name":"Bob Roe"}],"paras":[{"t":"One."},{"t":"Two."}]})";
  const auto parsed = ParseJsonArticle(
      json, Map({"headline=t[0]", "body=.fields.bodyText", "authors=people[*].name"}));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->article.headline(), "first");
  EXPECT_EQ(parsed->article.body(), "B");
  ASSERT_EQ(parsed->article.authors_size(), 2);
  EXPECT_EQ(parsed->article.authors(1), "Bob Roe");
  EXPECT_EQ(
      parsed->article.extra(),
      R"({"headline":"not this","t":["first","second"],"fields":{"more":1},)"
      R"("people":[{"name":"Ann Poe"},{"name":"Bob Roe"}],"paras":[{"t":"One."},{"t":"Two."}]})");
  EXPECT_EQ(ParseJsonArticle(json, Map({"text=paras[*].t"}))->article.body(), "One.\n\nTwo.");
  // A path that leads to nothing leaves the usual names.
  EXPECT_EQ(ParseJsonArticle(json, Map({"headline=nothing.here"}))->article.headline(), "not this");
  const auto moved = ParseJsonArticle(R"({"title":"T","source":"B"})", Map({"body=source"}));
  EXPECT_EQ(moved->article.body(), "B");
  EXPECT_EQ(moved->article.source(), "");
  EXPECT_EQ(moved->article.extra(), "");
}

TEST(JsonPathTest, WhatIsNotAPathIsRefusedWithTheForm) {
  for (const auto& [text, why] : std::vector<std::pair<std::string, std::string>>{
           {"body", "FIELD=path"},
           {"=a", "FIELD=path"},
           {"body=", "has no name"},
           {"body=a..b", "a name is empty"},
           {"body=a[x]", "a number or *"},
           {"body=a[0", "a number or *"},
           {"body=a[0]b", "a dot is missing"},
           {"colour=a", "there is no field 'colour'"}}) {
    const auto mapping = ParseFieldMapping(text);
    ASSERT_FALSE(mapping.ok()) << text;
    EXPECT_THAT(std::string(mapping.status().message()), HasSubstr(why)) << text;
  }
}

}  // namespace
}  // namespace dateline::readers
