// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/query/parser.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "core/limits.h"
#include "server/query/printer.h"
#include "server/query/query_size.h"
#include "server/query/tree.h"

namespace dateline::query {
namespace {

struct Parsed {
  std::string printed;
  std::vector<v1::Reading> readings;
  QueryError error;
};

Parsed Parse(std::string_view text, v1::QuerySyntax syntax = v1::QUERY_SYNTAX_SEARCH_BOX,
             text::Language language = text::Language::kEnglish) {
  text::Analyzer analyzer;
  Parsed result;
  auto parsed = ParseQuery(text, {.language = language, .syntax = syntax}, analyzer, &result.error);
  if (!parsed) return result;
  result.printed = PrintQuery(parsed->root);
  result.readings = std::move(parsed->readings);
  return result;
}

v1::ErrorReason StrictReason(std::string_view text) {
  return Parse(text, v1::QUERY_SYNTAX_STRICT).error.reason;
}

bool Tells(const Parsed& parsed, v1::ReadingCode code) {
  return std::any_of(parsed.readings.begin(), parsed.readings.end(),
                     [code](const v1::Reading& reading) { return reading.code() == code; });
}

struct Case {
  const char* text;
  const char* printed;
};

class ParserTest : public testing::TestWithParam<Case> {};

TEST_P(ParserTest, MeansWhatIsPrinted) {
  const Parsed parsed = Parse(GetParam().text);
  EXPECT_EQ(parsed.error.reason, v1::ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(parsed.printed, GetParam().printed);
  EXPECT_EQ(Parse(parsed.printed).printed, parsed.printed);
}

INSTANTIATE_TEST_SUITE_P(
    Language, ParserTest,
    testing::Values(
        Case{"harbour", "harbour"}, Case{"harbour bridge", "harbour bridge"},
        Case{"harbour OR bridge", "harbour OR bridge"},
        Case{"harbour AND bridge", "harbour AND bridge"},
        Case{"a1 AND b1 OR c1", "(a1 AND b1) OR c1"},
        Case{"a1 AND (b1 OR c1)", "a1 AND (b1 OR c1)"}, Case{"a1 AND b1 c1", "(a1 AND b1) c1"},
        Case{"(a1 b1) OR c1", "(a1 b1) OR c1"}, Case{"(a1 (b1 c1)) d1", "a1 b1 c1 d1"},
        Case{"(a1 b1) -c1", "a1 b1 -c1"}, Case{"-(a1 b1)", "-a1 -b1"},
        Case{"a1 b1 source:x", "(a1 b1) AND source:\"x\""},
        Case{"\"city council\"", "\"city council\""},
        Case{"harbour harbour bridge", "harbour^2 bridge"}, Case{"the harbour", "harbour"},
        Case{"elect*", "elect*"}, Case{"a*", "a*"}, Case{"headline:harbour", "headline:harbour"},
        Case{"headline:(harbour bridge)", "headline:harbour headline:bridge"},
        Case{"source:\"Daily Herald\"", "source:\"Daily Herald\""}, Case{"lang:de", "lang:\"de\""},
        Case{"language:pt-BR", "lang:\"pt-BR\""}, Case{"title:harbour", "headline:harbour"},
        Case{"id:A-1*", "id:\"A-1*\""}, Case{"id:a1 id:b1", "id:\"a1\" OR id:\"b1\""},
        Case{"source:Tallow*", "source:Tallow*"}, Case{"source:t*", "source:t*"},
        Case{"source:(tallow* herald)", "source:tallow* OR source:\"herald\""},
        Case{"source:\"tallow*\"", "source:\"tallow*\""}, Case{"entity:Paris", "entity:\"Paris\""},
        Case{"about:(Paris \"New York\")", "about:\"Paris\" OR about:\"New York\""},
        Case{"entity:Par* about:Par*", "entity:Par* AND about:Par*"},
        Case{"person:Paris entity:Paris about:Paris",
             "person:\"Paris\" AND entity:\"Paris\" AND about:\"Paris\""},
        Case{"other:Paris entity:Paris", "other:\"Paris\" AND entity:\"Paris\""},
        Case{"country:France -about:Paris", "country:\"France\" -about:\"Paris\""},
        Case{"url:https://x.org/a?b=1", "url:\"https://x.org/a?b=1\""},
        Case{R"(section:"A & B: \"C\" \\ D")", R"(section:"A & B: \"C\" \\ D")"},
        Case{"section:\"A “B” C\"", "section:\"A “B” C\""},
        Case{"„harbour bridge“ boat", "\"harbour bridge\" boat"}));

// What is typed without a space is one unit.
INSTANTIATE_TEST_SUITE_P(
    Compounds, ParserTest,
    testing::Values(
        Case{"covid-19 cases", "\"covid-19\" cases"},
        Case{"news NOT cm-lisboa", "news -\"cm-lisboa\""},
        Case{"brexit NOT no-deal", "brexit -\"no-deal\""},
        Case{"by-election result", "\"by-election\" result"},
        Case{"AT&T shares", "\"AT&T\" shares"}, Case{"w/o power", "\"w/o\" power"},
        Case{"open 24/7", "open \"24/7\""}, Case{"e-mail -e-mail", "\"e-mail\" -\"e-mail\""},
        Case{"+9/11 attack", "+\"9/11\" attack"}, Case{"v1.2 release", "\"v1.2\" release"},
        Case{"user@host.org wrote", "\"user@host.org\" wrote"},
        Case{"U.S.-led forces", "\"U.S.-led\" forces"},
        Case{"www.x.org/path seen", "\"www.x.org/path\" seen"},
        Case{"war-tor* land", "(war AND tor*) land"}, Case{"C++ code", "C code"},
        Case{"the-who concert", "\"the-who\" concert"}, Case{"水利工程 plan", "\"水利工程\" plan"},
        Case{"https://x.org/a?b=1 plan", "https://x.org/a?b=1 plan"},
        Case{"headline:covid-19", "headline:\"covid-19\""}));

// A word that nearly every text has stays if it is more than that here.
INSTANTIATE_TEST_SUITE_P(
    StopWords, ParserTest,
    testing::Values(
        Case{"jobs NOT IT", "jobs -\"IT\""}, Case{"jobs NOT it", "jobs -\"it\""},
        Case{"+WHO +chief", "\"WHO\" AND chief"}, Case{"+who +chief", "\"who\" AND chief"},
        Case{"chief AND WHO", "chief AND \"WHO\""}, Case{"who OR chief", "\"who\" OR chief"},
        Case{"WHO chief", "\"WHO\" chief"}, Case{"WHO CHIEF", "CHIEF"}, Case{"who chief", "chief"},
        Case{"the \"who\" chief", "\"who\" chief"}, Case{"who^2 chief", "\"who\"^2 chief"},
        Case{"to be or not to be", "\"to\"^2 \"be\"^2 \"or\" not"},
        Case{"The Who", "\"The\" \"Who\""}, Case{"the source:x", "\"the\" AND source:\"x\""},
        Case{"the -war", "\"the\" -war"}, Case{"headline:the harbour", "headline:\"the\" harbour"},
        Case{"headline:(the harbour)", "headline:harbour"}, Case{"not available", "not available"},
        Case{"and or the", "\"and\" \"or\" \"the\""}, Case{"A new deal", "new deal"},
        Case{"a NOT b1 OR c1", "(\"a\" OR c1) -b1"}));

// A negative part of an OR excludes; NOT binds to what stands before it.
INSTANTIATE_TEST_SUITE_P(
    Negation, ParserTest,
    testing::Values(Case{"oil NOT iraq OR iran", "(oil OR iran) -iraq"},
                    Case{"\"oil price\" -iraq OR iran", "(\"oil price\" OR iran) -iraq"},
                    Case{"oil OR NOT iraq", "oil -iraq"},
                    Case{"oil OR iran NOT iraq", "(oil OR iran) -iraq"},
                    Case{"NOT iraq OR NOT iran", "-iraq -iran"},
                    Case{"NOT iraq OR oil", "oil -iraq"},
                    Case{"oil NOT iraq AND iran", "(oil AND iran) -iraq"},
                    Case{"oil OR iran AND NOT iraq", "oil OR (iran -iraq)"},
                    Case{"(oil NOT iraq) OR iran", "(oil -iraq) OR iran"},
                    Case{"price oil NOT iraq OR iran", "price (oil OR iran) -iraq"},
                    Case{"+oil NOT iraq OR iran", "(+oil iran) -iraq"},
                    Case{"source:x NOT iraq OR iran", "(iran AND source:\"x\") -iraq"},
                    Case{"NOT alpha", "-alpha"}, Case{"NOT NOT alpha", "alpha"},
                    Case{"--alpha", "alpha"}, Case{"NOT (a1 OR b1)", "-a1 -b1"}));

struct ForeignCase {
  const char* text;
  const char* printed;
  v1::ReadingCode code;
  const char* place;    // what the reading is of
  const char* read_as;  // null: not looked at
};

class ForeignTest : public testing::TestWithParam<ForeignCase> {};

TEST_P(ForeignTest, IsReadOtherwiseAndTold) {
  const ForeignCase& test = GetParam();
  const Parsed parsed = Parse(test.text);
  EXPECT_EQ(parsed.error.reason, v1::ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(parsed.printed, test.printed);
  EXPECT_EQ(Parse(parsed.printed).printed, parsed.printed);
  const auto told =
      std::find_if(parsed.readings.begin(), parsed.readings.end(), [&](const v1::Reading& reading) {
        return reading.code() == test.code &&
               std::string_view(test.text).substr(reading.start(),
                                                  reading.end() - reading.start()) == test.place;
      });
  ASSERT_NE(told, parsed.readings.end());
  EXPECT_FALSE(told->message().empty());
  if (test.read_as != nullptr) {
    EXPECT_EQ(told->read_as(), test.read_as);
  }
}

TEST_P(ForeignTest, IsAnErrorInStrictThatNamesThePlace) {
  const ForeignCase& test = GetParam();
  const Parsed parsed = Parse(test.text, v1::QUERY_SYNTAX_STRICT);
  EXPECT_NE(parsed.error.reason, v1::ERROR_REASON_UNSPECIFIED);
  EXPECT_FALSE(parsed.error.message.empty());
  EXPECT_GT(parsed.error.length, 0U);
  EXPECT_LE(parsed.error.offset + parsed.error.length, std::string_view(test.text).size());
}

constexpr auto kForeign = v1::READING_CODE_FOREIGN_OPERATOR;
constexpr auto kWildcard = v1::READING_CODE_WILDCARD;
constexpr auto kUnknown = v1::READING_CODE_UNKNOWN_FIELD;
constexpr auto kIncomplete = v1::READING_CODE_INCOMPLETE;
constexpr auto kUnbalanced = v1::READING_CODE_UNBALANCED;
constexpr auto kDate = v1::READING_CODE_DATE;

INSTANTIATE_TEST_SUITE_P(
    Operators, ForeignTest,
    testing::Values(
        ForeignCase{"oil NEAR/5 price", "oil price", kForeign, "NEAR/5", ""},
        ForeignCase{"oil near5 price", "oil price", kForeign, "near5", ""},
        ForeignCase{"oil NEAR price", "oil price", kForeign, "NEAR", ""},
        ForeignCase{"oil w/3 price", "oil price", kForeign, "w/3", ""},
        ForeignCase{"oil W/S price", "oil price", kForeign, "W/S", ""},
        ForeignCase{"oil W/p price", "oil price", kForeign, "W/p", ""},
        ForeignCase{"oil /5 price", "oil price", kForeign, "/5", ""},
        ForeignCase{"oil ADJ price", "oil price", kForeign, "ADJ", ""},
        ForeignCase{"oil ADJ3 price", "oil price", kForeign, "ADJ3", ""},
        ForeignCase{"oil PRE/3 price", "oil price", kForeign, "PRE/3", ""},
        ForeignCase{"oil NOT W/3 price", "oil price", kForeign, "NOT W/3", ""},
        ForeignCase{"oil NEAR~5 price", "oil price", kForeign, "NEAR~5", ""},
        ForeignCase{"oil N/5 price", "oil price", kForeign, "N/5", ""},
        ForeignCase{"oil AROUND(5) price", "oil price", kForeign, "AROUND(5)", ""},
        ForeignCase{"oil|gas price", "(oil OR gas) price", kForeign, "|", "OR"},
        ForeignCase{"(oil gas)^2 price", "oil gas price", kForeign, "^2", ""},
        ForeignCase{"(oil gas)~3", "oil gas", kForeign, "~3", ""},
        ForeignCase{"*:*", "*", kForeign, "*:*", "*"},
        ForeignCase{"oil XOR price", "oil price", kForeign, "XOR", ""},
        ForeignCase{"oil ANDNOT price", "oil -price", kForeign, "ANDNOT", "AND NOT"},
        ForeignCase{"ATLEAST5 oil", "oil", kForeign, "ATLEAST5", ""},
        ForeignCase{"ATLEAST5(oil) price", "oil price", kForeign, "ATLEAST5", ""},
        ForeignCase{"CAPS(US) war", "US war", kForeign, "CAPS", ""},
        ForeignCase{"allcaps(\"US\") war", "US war", kForeign, "allcaps", ""},
        ForeignCase{"HEADLINE(oil) war", "headline:oil war", kForeign, "HEADLINE", "headline:"},
        ForeignCase{"oil~1", "oil", kForeign, "~1", ""},
        ForeignCase{"oil~1~2", "oil", kForeign, "~1~2", ""},
        ForeignCase{"oil~ war", "oil war", kForeign, "~", ""},
        ForeignCase{"oil~0.8 war", "oil war", kForeign, "~0.8", ""},
        ForeignCase{"oil^2.5 war", "oil war", kForeign, "^2.5", ""},
        ForeignCase{"\"harbour bridge\"~3 boat", "\"harbour bridge\" boat", kForeign, "~3", ""},
        ForeignCase{"\"harbour bridge\"^2 boat", "\"harbour bridge\" boat", kForeign,
                    "\"harbour bridge\"^2", nullptr},
        ForeignCase{"[alpha TO beta]", "alpha beta", kForeign, "[", ""},
        ForeignCase{"[alpha TO beta]", "alpha beta", kForeign, "TO", ""},
        ForeignCase{"war {alpha TO beta} x1", "war alpha beta x1", kForeign, "}", ""},
        ForeignCase{"'alpha beta' x1", "alpha beta x1", kForeign, "'alpha beta'", "alpha beta"},
        ForeignCase{"‘alpha beta’", "alpha beta", kForeign, "‘alpha beta’", "alpha beta"},
        ForeignCase{"/harbour/ war", "harbour war", kForeign, "/harbour/", "\"harbour\""},
        ForeignCase{"words>800 oil", "\"words>800\" oil", kForeign, "words>800", nullptr},
        ForeignCase{"source=Herald", "source:\"Herald\"", kForeign, "source=Herald",
                    "source:Herald"},
        ForeignCase{"date>2020 oil", "oil AND date:2021-01-01..", kForeign, "date>2020",
                    "date:>2020"},
        ForeignCase{"date:[2020 TO 2021]", "date:2020-01-01..2021-12-31", kForeign,
                    "[2020 TO 2021]", "2020..2021"},
        ForeignCase{"date:[2020 TO *]", "date:2020-01-01..", kForeign, "[2020 TO *]", "2020.."},
        ForeignCase{"@headline oil", "headline oil", kForeign, "@", ""},
        ForeignCase{"#brexit vote", "brexit vote", kForeign, "#", ""},
        ForeignCase{"=\"running\" x1", "running x1", kForeign, "=", ""},
        ForeignCase{"site:bbc.co.uk oil", "oil AND host:\"bbc.co.uk\"", kForeign, "site:", "host:"},
        ForeignCase{"intitle:oil price", "headline:oil price", kForeign, "intitle:", "headline:"},
        ForeignCase{"inurl:oil price", "\"inurl:oil\" price", kForeign, "inurl:oil", nullptr},
        ForeignCase{"negligen! war", "negligen war", kForeign, "!", ""},
        ForeignCase{"elect$ war", "elect war", kForeign, "$", ""}));

INSTANTIATE_TEST_SUITE_P(
    WildcardsAndSlips, ForeignTest,
    testing::Values(
        ForeignCase{"wom?n", "wom*", kWildcard, "wom?n", "wom*"},
        ForeignCase{"wom*n rights", "wom* rights", kWildcard, "wom*n", "wom*"},
        ForeignCase{"*gate scandal", "gate scandal", kWildcard, "*gate", "gate"},
        ForeignCase{"?ome", "ome", kWildcard, "?ome", "ome"},
        ForeignCase{"source:tal*ow", "source:tal*", kWildcard, "tal*ow", "source:tal*"},
        ForeignCase{"source:* oil", "oil", kWildcard, "*", ""},
        ForeignCase{"re:invent cloud", "\"re:invent\" cloud", kUnknown, "re:invent",
                    "\"re:invent\""},
        ForeignCase{"oil note:this", "oil \"note:this\"", kUnknown, "note:this", "\"note:this\""},
        ForeignCase{"foo:\"a b\" c1", "foo \"a b\" c1", kUnknown, "foo:", "foo"},
        ForeignCase{"title: harbour", "title harbour", kIncomplete, "title:", "title"},
        ForeignCase{"harbour title:", "harbour title", kIncomplete, "title:", "title"},
        ForeignCase{"about:\"\" harbour", "harbour", kIncomplete, "\"\"", ""},
        ForeignCase{"headline:?! harbour", "harbour", kIncomplete, "?!", ""},
        ForeignCase{"harbour AND", "harbour", kIncomplete, "AND", ""},
        ForeignCase{"OR harbour", "harbour", kIncomplete, "OR", ""},
        ForeignCase{"harbour NOT", "harbour", kIncomplete, "NOT", ""},
        ForeignCase{"harbour -?!", "harbour", kIncomplete, "-", ""},
        ForeignCase{"(harbour", "harbour", kUnbalanced, "(", nullptr},
        ForeignCase{"harbour)", "harbour", kUnbalanced, ")", ""},
        ForeignCase{"\"harbour bridge", "\"harbour bridge\"", kUnbalanced, "\"", nullptr},
        ForeignCase{"date:tomorrowish harbour", "tomorrowish harbour", kDate, "tomorrowish",
                    "tomorrowish"},
        ForeignCase{"date:2025-12-31..2025-12-01", "date:2025-12-01..2025-12-31", kDate,
                    "2025-12-31..2025-12-01", "date:2025-12-01..2025-12-31"},
        ForeignCase{"lang:xx", "lang:\"xx\"", v1::READING_CODE_UNKNOWN_VALUE, "xx", nullptr}));

TEST(ParserTest, OrdinaryWordsAreNoOperatorsOfOtherSystems) {
  for (const char* text :
       {"xor gate", "near miss", "NEAR MISS IN TOKYO", "AM/FM radio", "24/7 news", "rock 'n' roll",
        "workers' rights", "'tis the season", "F1 race", "Yahoo answers", "US$ falls", "9:30 news",
        "Update: vote", "Iraq:Bush talks", "protest(s) today", "what happened?", "5 [sic] words"}) {
    const Parsed parsed = Parse(text);
    EXPECT_FALSE(Tells(parsed, kForeign)) << text;
    EXPECT_FALSE(Tells(parsed, kUnknown)) << text;
    EXPECT_FALSE(Tells(parsed, kWildcard)) << text;
    EXPECT_EQ(StrictReason(text), v1::ERROR_REASON_UNSPECIFIED) << text;
  }
}

TEST(ParserTest, MixedOperatorsAreToldWithHowTheyAreRead) {
  const Parsed parsed = Parse("x1 one AND two OR three AND four");
  EXPECT_EQ(parsed.printed, "x1 ((one AND two) OR (three AND four))");
  ASSERT_EQ(parsed.readings.size(), 1U);
  EXPECT_EQ(parsed.readings[0].code(), v1::READING_CODE_MIXED_OPERATORS);
  EXPECT_EQ(parsed.readings[0].read_as(), "(one AND two) OR (three AND four)");
  EXPECT_EQ(parsed.readings[0].start(), 3U);
  EXPECT_EQ(parsed.readings[0].end(), 32U);
  EXPECT_TRUE(Parse("(one AND two) OR three").readings.empty());
  EXPECT_EQ(StrictReason("one AND two OR three"), v1::ERROR_REASON_UNSPECIFIED);
}

TEST(ParserTest, ANegativePartOfAnOrIsTold) {
  const Parsed parsed = Parse("oil NOT iraq OR iran");
  ASSERT_EQ(parsed.readings.size(), 1U);
  EXPECT_EQ(parsed.readings[0].code(), v1::READING_CODE_NEGATION_IN_OR);
  EXPECT_EQ(parsed.readings[0].read_as(), "-iraq");
  EXPECT_EQ(parsed.readings[0].start(), 4U);
  EXPECT_EQ(parsed.readings[0].end(), 12U);
  EXPECT_EQ(StrictReason("oil NOT iraq OR iran"), v1::ERROR_REASON_UNSPECIFIED);
}

TEST(ParserTest, EachDroppedStopWordIsTold) {
  const Parsed parsed = Parse("the state of the union");
  EXPECT_EQ(parsed.printed, "state union");
  ASSERT_EQ(parsed.readings.size(), 3U);
  EXPECT_EQ(parsed.readings[1].code(), v1::READING_CODE_STOP_WORD);
  EXPECT_EQ(parsed.readings[1].start(), 10U);
  EXPECT_EQ(parsed.readings[1].end(), 12U);
  EXPECT_EQ(parsed.readings[1].read_as(), "");
}

TEST(ParserTest, StopWordsAreThoseOfTheLanguageBeforeAccentsAreFolded) {
  const auto parse = [](const char* text, text::Language language) {
    return Parse(text, v1::QUERY_SYNTAX_SEARCH_BOX, language).printed;
  };
  using enum text::Language;
  EXPECT_EQ(parse("cours or", kFrench), "cours or");
  EXPECT_EQ(parse("thé vert", kFrench), "\"thé\" vert");
  EXPECT_EQ(parse("le thé vert", kFrench), "\"thé\" vert");
  EXPECT_EQ(parse("the vert", kEnglish), "vert");
  EXPECT_EQ(parse("der Preis für Gas", kGerman), "Preis Gas");
  EXPECT_EQ(parse("el precio del gas", kSpanish), "precio gas");
  EXPECT_EQ(parse("ціна на газ", kRussian), "\"ціна\" \"газ\"");
  EXPECT_EQ(parse("kein Strom", kGerman), "kein Strom");
}

TEST(ParserTest, PlacesAreBytesOfTheQueryAsItWasSent) {
  const std::string text = "\x01\xff the Höfe(";
  const Parsed parsed = Parse(text);
  ASSERT_EQ(parsed.readings.size(), 3U);
  EXPECT_EQ(text.substr(parsed.readings[0].start(),
                        parsed.readings[0].end() - parsed.readings[0].start()),
            "\xff");
  EXPECT_EQ(text.substr(parsed.readings[1].start(), 3), "the");
  EXPECT_EQ(parsed.readings[2].start(), text.size() - 1);
}

TEST(ParserTest, WhatIsTypedAloneMayBeAnAddressOrId) {
  text::Analyzer analyzer;
  const auto root = [&](const char* text) {
    return std::move(ParseQuery(text, {}, analyzer, nullptr)->root);
  };
  EXPECT_TRUE(std::holds_alternative<Address>(root("bridge-repair-1951")));
  EXPECT_TRUE(std::holds_alternative<Address>(root("https://x.org/a")));
  EXPECT_TRUE(std::holds_alternative<Phrase>(root("\"bridge-repair-1951\"")));
  EXPECT_TRUE(std::holds_alternative<Word>(root("bridge")));
  EXPECT_EQ(Parse("bridge-repair-1951").printed, "bridge-repair-1951");
}

TEST(ParserTest, RequiredAndExcludedWords) {
  EXPECT_EQ(Parse("+trade -war").printed, Parse("trade AND NOT war").printed);
  EXPECT_EQ(Parse("trade NOT war").printed, Parse("trade -war").printed);
  EXPECT_NE(Parse("+trade war").printed, Parse("trade AND war").printed);
}

TEST(ParserTest, DateRanges) {
  for (const char* text : {"date:2025", "date:2025-12", "date:2025-12-01..2025-12-31",
                           "date:2025..", "date:..2025-06"}) {
    const Parsed parsed = Parse(text);
    EXPECT_TRUE(parsed.readings.empty()) << text;
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

TEST(ParserTest, MessagesOfStrictSayWhatIsWrongAndWhatWasExpected) {
  for (const auto& [query, part] : std::vector<std::pair<const char*, const char*>>{
           {"date:2025-12-31..2025-12-01", "starts after it ends"},
           {"date:tomorrowish", "expected a year"},
           {"lang:qqxx", "expected an ISO 639-1"},
           {"language:xx", "ISO 639-1"},
           {"source:tal*ow", "at the end of a value only"},
           {"source:*", "expected the start of a value"},
           {"about:\"\"", "'about:' has an empty value; expected"},
           {"oil NEAR/5 price", "expected AND, OR or NOT"},
           {"(harbour", "expected a )"},
           {"colour:red", "headline (or title)"}}) {
    const Parsed parsed = Parse(query, v1::QUERY_SYNTAX_STRICT);
    EXPECT_NE(parsed.error.message.find(part), std::string::npos)
        << query << ": " << parsed.error.message;
  }
}

TEST(ParserTest, ErrorsOfStrictHaveTheirReason) {
  EXPECT_EQ(StrictReason("colour:red"), v1::ERROR_REASON_UNKNOWN_FIELD);
  EXPECT_EQ(StrictReason("date:tomorrowish"), v1::ERROR_REASON_QUERY_SYNTAX);
  EXPECT_EQ(StrictReason("oil NEAR/5 price"), v1::ERROR_REASON_QUERY_SYNTAX);
  EXPECT_EQ(StrictReason("lang:qqxx"), v1::ERROR_REASON_UNKNOWN_LANGUAGE);
  EXPECT_EQ(StrictReason("source:tal*ow"), v1::ERROR_REASON_QUERY_SYNTAX);
  EXPECT_EQ(StrictReason(std::string(40, '(') + "a" + std::string(40, ')')),
            v1::ERROR_REASON_QUERY_TOO_COMPLEX);
  std::string words;
  for (std::size_t i = 0; i <= limits::kMaxQueryTerms; ++i) words += "w" + std::to_string(i) + " ";
  EXPECT_EQ(StrictReason(words), v1::ERROR_REASON_QUERY_TOO_COMPLEX);
  std::string wildcards;
  for (std::size_t i = 0; i <= limits::kMaxWildcards; ++i) {
    wildcards += "w" + std::to_string(i) + "* ";
  }
  EXPECT_EQ(StrictReason(wildcards), v1::ERROR_REASON_QUERY_TOO_COMPLEX);
  const Parsed told = Parse(wildcards);
  EXPECT_TRUE(Tells(told, v1::READING_CODE_LIMIT));
  EXPECT_NE(told.printed.find("w63* w64"), std::string::npos) << told.printed;
  for (const v1::QuerySyntax syntax : {v1::QUERY_SYNTAX_SEARCH_BOX, v1::QUERY_SYNTAX_STRICT}) {
    EXPECT_EQ(Parse(std::string(limits::kMaxQueryBytes + 1, 'a'), syntax).error.reason,
              v1::ERROR_REASON_QUERY_TOO_COMPLEX);
  }
}

TEST(ParserTest, WhatIsNestedTooDeepIsFlattened) {
  std::string deep = "w0";
  for (int i = 1; i < 30; ++i) {
    deep = "(" + deep + (i % 2 == 0 ? " AND w" : " OR w") + std::to_string(i) + ")";
  }
  text::Analyzer analyzer;
  const auto parsed = ParseQuery(deep, {}, analyzer, nullptr);
  ASSERT_TRUE(parsed);
  const QuerySize size = MeasureQuery(parsed->root);
  EXPECT_LE(size.depth, limits::kMaxQueryDepth);
  EXPECT_GT(size.depth, limits::kMaxQueryDepth - 2);
  EXPECT_EQ(size.terms, 30U);
  EXPECT_TRUE(Tells(Parse(deep), v1::READING_CODE_LIMIT));
  EXPECT_EQ(StrictReason(deep), v1::ERROR_REASON_QUERY_TOO_COMPLEX);
  // A value among the words restricts, as it does beside them.
  const Parsed valued = Parse("host:x.org AND " + deep);
  EXPECT_EQ(Parse(valued.printed).printed, valued.printed);
  std::string values = "w0 source:x";
  for (int i = 1; i < 30; ++i) values = "(" + values + (i % 2 == 0 ? " AND w1)" : " OR w2)");
  const std::string printed = Parse(values).printed;
  EXPECT_NE(printed.find("AND source:"), std::string::npos) << printed;
  EXPECT_EQ(Parse(printed).printed, printed);
  const Parsed parentheses = Parse(std::string(100, '(') + "a1 b1" + std::string(100, ')') + " c1");
  EXPECT_EQ(parentheses.printed, "a1 b1 c1");
  EXPECT_TRUE(Tells(parentheses, v1::READING_CODE_LIMIT));
}

TEST(ParserTest, RepeatsAreOneWordHoweverMany) {
  std::string many;
  for (int i = 0; i < 200; ++i) many += "harbour ";
  EXPECT_EQ(Parse(many).printed, "harbour^200");
}

TEST(ParserTest, TextWithoutWordsFindsNothingAndSaysSo) {
  const Parsed parsed = Parse("?!");
  EXPECT_EQ(parsed.error.reason, v1::ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(parsed.printed, "-*");
  EXPECT_TRUE(Tells(parsed, v1::READING_CODE_NO_WORD));
  EXPECT_TRUE(Parse("").readings.empty());
}

}  // namespace
}  // namespace dateline::query
