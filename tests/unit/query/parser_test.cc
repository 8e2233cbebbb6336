// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/query/parser.h"

#include <gtest/gtest.h>

#include "core/limits.h"
#include "server/query/printer.h"
#include "server/query/tree.h"

namespace dateline::query {
namespace {

struct Parsed {
  std::string printed;
  std::size_t warnings = 0;
  v1::ErrorReason reason = v1::ERROR_REASON_UNSPECIFIED;  // of an error
};

Parsed Parse(const std::string& text) {
  text::Analyzer analyzer;
  QueryError error;
  const auto parsed = ParseQuery(text, {}, analyzer, &error);
  if (!parsed) return {"", 0, error.reason};
  return {PrintQuery(parsed->root), parsed->warnings.size()};
}

struct Case {
  const char* text;
  const char* printed;
};

class ParserTest : public testing::TestWithParam<Case> {};

TEST_P(ParserTest, MeansWhatIsPrinted) {
  const Parsed parsed = Parse(GetParam().text);
  EXPECT_EQ(parsed.reason, v1::ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(parsed.printed, GetParam().printed);
  EXPECT_EQ(Parse(parsed.printed).printed, parsed.printed);
}

INSTANTIATE_TEST_SUITE_P(
    Language, ParserTest,
    testing::Values(
        Case{"harbour", "harbour"}, Case{"harbour bridge", "harbour OR bridge"},
        Case{"harbour AND bridge", "harbour AND bridge"},
        Case{"a1 AND b1 OR c1", "(a1 AND b1) OR c1"},
        Case{"a1 AND (b1 OR c1)", "a1 AND (b1 OR c1)"},
        Case{"\"city council\"", "\"city council\""},
        Case{"harbour harbour bridge", "harbour^2 OR bridge"}, Case{"the harbour", "harbour"},
        Case{"elect*", "elect*"}, Case{"headline:harbour", "headline:harbour"},
        Case{"headline:(harbour bridge)", "headline:harbour OR headline:bridge"},
        Case{"source:\"Daily Herald\"", "source:\"Daily Herald\""}, Case{"lang:de", "lang:\"de\""},
        Case{"language:pt-BR", "lang:\"pt-BR\""}, Case{"title:harbour", "headline:harbour"},
        Case{"id:A-1*", "id:\"A-1*\""}, Case{"id:a1 id:b1", "id:\"a1\" OR id:\"b1\""},
        Case{"source:Tallow*", "source:Tallow*"},
        Case{"source:(tallow* herald)", "source:tallow* OR source:\"herald\""},
        Case{"source:\"tallow*\"", "source:\"tallow*\""}, Case{"entity:Paris", "entity:\"Paris\""},
        Case{"about:(Paris \"New York\")", "about:\"Paris\" OR about:\"New York\""},
        Case{"entity:Par* about:Par*", "entity:Par* AND about:Par*"},
        Case{"person:Paris entity:Paris about:Paris",
             "person:\"Paris\" AND entity:\"Paris\" AND about:\"Paris\""},
        Case{"other:Paris entity:Paris", "other:\"Paris\" AND entity:\"Paris\""},
        Case{"country:France -about:Paris", "country:\"France\" -about:\"Paris\""},
        Case{"and or not", "\"and\" OR \"or\" OR \"not\""}));

TEST(ParserTest, RequiredAndExcludedWords) {
  EXPECT_EQ(Parse("+trade -war").printed, Parse("trade AND NOT war").printed);
  EXPECT_EQ(Parse("trade NOT war").printed, Parse("trade -war").printed);
  EXPECT_NE(Parse("+trade war").printed, Parse("trade AND war").printed);
}

TEST(ParserTest, DateRanges) {
  for (const char* text : {"date:2025", "date:2025-12", "date:2025-12-01..2025-12-31",
                           "date:2025..", "date:..2025-06"}) {
    const Parsed parsed = Parse(text);
    EXPECT_EQ(parsed.reason, v1::ERROR_REASON_UNSPECIFIED) << text;
    EXPECT_NE(parsed.printed.find("date:"), std::string::npos) << text;
  }
  // A day ends when the next begins; a range includes its end.
  EXPECT_EQ(Parse("date:2025-12-31").printed, Parse("date:2025-12-31..2025-12-31").printed);
  EXPECT_EQ(Parse("date:2025").printed, Parse("date:2025-01-01..2025-12-31").printed);
}

TEST(ParserTest, ADateIsTakenInEveryFormThatTheCommandLineAndFacetsTake) {
  EXPECT_EQ(Parse("date:2025-01-01T00:00:00+01:00..").printed, "date:2024-12-31T23:00:00Z..");
  EXPECT_EQ(Parse("date:>=2025-01-01T00:00:00.5Z").printed, "date:2025-01-01..");
  ParseOptions options;
  options.now = absl::FromUnixSeconds(1711898440);  // 2024-03-31T15:20:40Z
  text::Analyzer analyzer;
  const auto parsed = ParseQuery("date:now-7d/d..now/d", options, analyzer, nullptr);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(PrintQuery(parsed->root), "date:2024-03-24..2024-03-31");
}

TEST(ParserTest, SlipsAreMendedWithAWarning) {
  for (const char* text :
       {"(harbour", "harbour)", "\"harbour bridge", "harbour AND", "OR harbour"}) {
    const Parsed parsed = Parse(text);
    EXPECT_EQ(parsed.reason, v1::ERROR_REASON_UNSPECIFIED) << text;
    EXPECT_GT(parsed.warnings, 0U) << text;
    EXPECT_NE(parsed.printed.find("harbour"), std::string::npos) << text;
  }
}

TEST(ParserTest, ADistanceBehindAPhraseIsIgnoredWithAWarning) {
  const Parsed parsed = Parse("\"harbour bridge\"~3^2 boat");
  EXPECT_EQ(parsed.printed, "\"harbour bridge\" OR boat");
  EXPECT_EQ(parsed.warnings, 1U);
}

TEST(ParserTest, MessagesSayWhatIsWrong) {
  for (const auto& [query, part] : std::vector<std::pair<const char*, const char*>>{
           {"date:2025-12-31..2025-12-01", "starts after it ends"},
           {"lang:english", "ISO 639-1"},
           {"language:xx", "ISO 639-1"},
           {"source:tal*ow", "at the end of a value only"},
           {"source:t*", "'t*' has one letter before the *"},
           {"about:\"\"", "'about:' has an empty value"},
           {"colour:red", "headline (or title)"}}) {
    text::Analyzer analyzer;
    QueryError error;
    EXPECT_FALSE(ParseQuery(query, {}, analyzer, &error)) << query;
    EXPECT_NE(error.message.find(part), std::string::npos) << query << ": " << error.message;
  }
}

TEST(ParserTest, ErrorsHaveTheirReason) {
  EXPECT_EQ(Parse("colour:red").reason, v1::ERROR_REASON_UNKNOWN_FIELD);
  EXPECT_EQ(Parse("date:tomorrowish").reason, v1::ERROR_REASON_QUERY_SYNTAX);
  EXPECT_EQ(Parse("lang:english").reason, v1::ERROR_REASON_UNKNOWN_LANGUAGE);
  EXPECT_EQ(Parse("lang:xx").reason, v1::ERROR_REASON_UNKNOWN_LANGUAGE);
  EXPECT_EQ(Parse("source:tal*ow").reason, v1::ERROR_REASON_QUERY_SYNTAX);
  EXPECT_EQ(Parse("source:ab* host:ef* org:cd* place:gh* ij*").reason,
            v1::ERROR_REASON_QUERY_TOO_COMPLEX);
  EXPECT_EQ(Parse(std::string(limits::kMaxQueryBytes + 1, 'a')).reason,
            v1::ERROR_REASON_QUERY_TOO_COMPLEX);
  EXPECT_EQ(Parse("ab* cd* ef* gh* ij*").reason, v1::ERROR_REASON_QUERY_TOO_COMPLEX);
  EXPECT_EQ(Parse("entity:ab* entity:cd* about:ef* about:gh*").reason,
            v1::ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(Parse("a*").reason, v1::ERROR_REASON_QUERY_TOO_COMPLEX);
  std::string many;
  for (std::size_t i = 0; i <= limits::kMaxQueryTerms; ++i) many += "w" + std::to_string(i) + " ";
  EXPECT_EQ(Parse(many).reason, v1::ERROR_REASON_QUERY_TOO_COMPLEX);
}

TEST(ParserTest, RepeatsAreOneWordHoweverMany) {
  std::string many;
  for (int i = 0; i < 200; ++i) many += "harbour ";
  EXPECT_EQ(Parse(many).printed, "harbour^200");
}

TEST(ParserTest, TextWithoutWordsFindsNothingAndSaysSo) {
  const Parsed parsed = Parse("?!");
  EXPECT_EQ(parsed.reason, v1::ERROR_REASON_UNSPECIFIED);
  EXPECT_GT(parsed.warnings, 0U);
}

}  // namespace
}  // namespace dateline::query
