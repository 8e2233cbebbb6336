// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/print.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/did_you_mean.h"
#include "client/cli/number_text.h"
#include "client/cli/print_article.h"
#include "client/cli/print_entity.h"
#include "client/cli/print_index.h"
#include "client/cli/terminal_text.h"

namespace dateline::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

v1::FacetBucket MakeBucket(const std::string& key, std::uint32_t count) {
  v1::FacetBucket bucket;
  bucket.set_key(key);
  bucket.set_count(count);
  return bucket;
}

v1::FacetResult Years() {
  v1::FacetResult facet;
  facet.set_name("date");
  facet.set_interval(v1::CALENDAR_INTERVAL_YEAR);
  *facet.add_buckets() = MakeBucket("1950-01-01T00:00:00Z", 8);
  *facet.add_buckets() = MakeBucket("1951-01-01T00:00:00Z", 0);
  *facet.add_buckets() = MakeBucket("1952-01-01T00:00:00Z", 1000);
  return facet;
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    lines.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return lines;
}

v1::Hit HostileHit() {
  v1::Hit hit;
  const std::string attack =
      "x\x1b[2J\x1b[Hy\rz\n\xC2\x9B"
      "1A\u202E";
  hit.set_score(1);
  auto* article = hit.mutable_article();
  article->set_id(attack);
  article->set_headline(attack);
  article->set_body(attack);
  article->set_source(attack);
  article->set_section(attack);
  article->set_url(attack);
  article->set_language(attack);
  article->add_authors(attack);
  article->add_entities()->set_name(attack);
  auto* snippet = hit.add_snippets();
  snippet->set_text(attack);
  snippet->add_spans()->set_end(5);
  return hit;
}

// No control but the line ends of ours.
void ExpectHarmless(const std::string& shown) {
  EXPECT_THAT(shown, Not(HasSubstr("\x1b")));
  EXPECT_THAT(shown, Not(HasSubstr("\r")));
  EXPECT_THAT(shown, Not(HasSubstr("\xC2\x9B")));
  EXPECT_THAT(shown, Not(HasSubstr("\u202E")));
}

TEST(PrintTest, TheTextOfAnArticleCannotMoveTheCursor) {
  const v1::Hit hit = HostileHit();
  ExpectHarmless(ShowHit(1, hit, {}));
  v1::GetArticleResponse got;
  *got.mutable_article() = hit.article();
  ExpectHarmless(ShowArticle(got, {}));
  v1::FacetResult facet;
  facet.set_name(hit.article().source());
  *facet.add_buckets() = MakeBucket(hit.article().source(), 1);
  ExpectHarmless(ShowFacet(facet, {}));
  v1::SearchResponse response;
  response.mutable_diagnostics()->add_warnings(hit.article().source());
  ExpectHarmless(ShowTotal(response));
}

TEST(PrintTest, WithColourTheOnlyEscapesAreColours) {
  const std::string shown = ShowHit(1, HostileHit(), {.color = true});
  for (std::size_t at = shown.find('\x1b'); at != std::string::npos;
       at = shown.find('\x1b', at + 1)) {
    const std::size_t end = shown.find_first_not_of("[0123456789;", at + 1);
    ASSERT_NE(end, std::string::npos);
    EXPECT_EQ(shown[end], 'm') << shown.substr(at + 1, 8);
  }
}

TEST(PrintTest, AHitShowsWhatThereIs) {
  v1::Hit hit;
  hit.mutable_article()->set_id("a1");
  EXPECT_EQ(ShowHit(1, hit, {}), "  1. a1\n     undated\n     a1\n\n");
  hit.mutable_article()->set_headline("Bridge closed");
  hit.mutable_article()->set_source("Gazette");
  hit.mutable_article()->mutable_publish_time()->set_seconds(1715956200);
  hit.set_score(1.5);
  auto* snippet = hit.add_snippets();
  snippet->set_text("the bridge will close");
  snippet->set_cut_before(true);
  snippet->add_spans()->set_start(4);
  snippet->mutable_spans(0)->set_end(10);
  EXPECT_EQ(ShowHit(12, hit, {}),
            " 12. Bridge closed\n     2024-05-17 14:30 · Gazette · score 1.50\n     a1\n"
            "     … the *bridge* will close\n\n");
}

TEST(PrintTest, SnippetsKeepToTheWidth) {
  v1::Hit hit;
  std::string text;
  for (int i = 0; i < 60; ++i) text += "größere ";
  hit.add_snippets()->set_text(text);
  for (const int width : {20, 40, 80, 200}) {
    for (const std::string& line : Lines(ShowHit(1, hit, {.width = width}))) {
      EXPECT_LE(Width(line), static_cast<std::size_t>(width)) << line;
    }
  }
}

TEST(PrintTest, BarsAreInProportionAndNeverVanish) {
  const auto lines = Lines(ShowFacet(Years(), {}));
  ASSERT_EQ(lines.size(), 5U);  // name, three years, an empty line
  EXPECT_EQ(lines[0], "date");
  EXPECT_EQ(lines[1], "  1950        8 ▍");  // 8 of 1000 over 50 columns of 8 parts: 3 parts
  EXPECT_EQ(lines[2], "  1951        0");
  std::string full;
  for (int i = 0; i < 50; ++i) full += "█";
  EXPECT_EQ(lines[3], "  1952    1,000 " + full);
  v1::FacetResult tiny = Years();
  tiny.mutable_buckets(0)->set_count(1);
  tiny.mutable_buckets(2)->set_count(1'000'000);
  EXPECT_THAT(ShowFacet(tiny, {}), HasSubstr("1950        1 ▏\n"));
}

TEST(PrintTest, BarsAreShorterOnANarrowTerminal) {
  for (const auto& [width, bar] : std::vector<std::pair<int, std::size_t>>{
           {200, 50}, {80, 50}, {60, 40}, {40, 20}, {20, 10}}) {
    EXPECT_EQ(Width(Lines(ShowFacet(Years(), {.width = width}))[3]), 16 + bar) << width;
  }
}

TEST(PrintTest, ColumnsAlignWhateverTheScript) {
  v1::FacetResult facet;
  facet.set_name("source");
  for (const char* key : {"Gazette", "東京新聞", "El País", "Ведомости"}) {
    *facet.add_buckets() = MakeBucket(key, 7);
  }
  const auto lines = Lines(ShowFacet(facet, {}));
  for (std::size_t i = 2; i < 5; ++i) EXPECT_EQ(Width(lines[i]), Width(lines[1])) << lines[i];
}

TEST(PrintTest, BucketsAreNamedAsExactlyAsTheirInterval) {
  const struct {
    v1::CalendarInterval interval;
    const char* label;
  } cases[] = {
      {v1::CALENDAR_INTERVAL_HOUR, "1950-01-01T00 "}, {v1::CALENDAR_INTERVAL_DAY, "1950-01-01 "},
      {v1::CALENDAR_INTERVAL_WEEK, "1950-01-01 "},    {v1::CALENDAR_INTERVAL_MONTH, "1950-01 "},
      {v1::CALENDAR_INTERVAL_QUARTER, "1950-01 "},    {v1::CALENDAR_INTERVAL_DECADE, "1950 "},
  };
  for (const auto& one : cases) {
    v1::FacetResult facet = Years();
    facet.set_interval(one.interval);
    EXPECT_THAT(Lines(ShowFacet(facet, {}))[1], testing::StartsWith(std::string("  ") + one.label));
  }
}

TEST(PrintTest, TheTotalSaysHowExactItIs) {
  const struct {
    v1::CountRelation relation;
    std::uint32_t value;
    const char* shown;
  } cases[] = {
      {v1::COUNT_RELATION_EXACT, 0, "0 articles\n"},
      {v1::COUNT_RELATION_EXACT, 1, "1 article\n"},
      {v1::COUNT_RELATION_AT_LEAST, 20, "at least 20 articles\n"},
      {v1::COUNT_RELATION_ESTIMATE, 20, "about 20 articles\n"},
      {v1::COUNT_RELATION_UNSPECIFIED, 0, ""},
  };
  for (const auto& one : cases) {
    v1::SearchResponse response;
    response.mutable_total()->set_value(one.value);
    response.mutable_total()->set_relation(one.relation);
    EXPECT_EQ(ShowTotal(response), one.shown);
  }
}

TEST(PrintTest, LargeNumbersAreGrouped) {
  EXPECT_EQ(Thousands(0), "0");
  EXPECT_EQ(Thousands(999), "999");
  EXPECT_EQ(Thousands(1000), "1,000");
  EXPECT_EQ(Thousands(1234567), "1,234,567");
  EXPECT_EQ(Counted(1, "article"), "1 article");
  EXPECT_EQ(Counted(15302, "article"), "15,302 articles");
  EXPECT_EQ(Bytes(999), "999 bytes");
  EXPECT_EQ(Bytes(1234), "1.2 kB");
  EXPECT_EQ(Bytes(123'456'789), "123 MB");
  EXPECT_EQ(Percent(7, 200), "3.5 %");
  EXPECT_EQ(Percent(7, 0), "");
  v1::SearchResponse response;
  response.mutable_total()->set_value(15302);
  response.mutable_total()->set_relation(v1::COUNT_RELATION_AT_LEAST);
  EXPECT_EQ(ShowTotal(response), "at least 15,302 articles\n");
}

TEST(PrintTest, AWrongWordNamesTheNearestRightOne) {
  const std::vector<std::string> names = {"search", "suggest", "stats", "status", "--from", "--to"};
  const std::vector<std::pair<std::string, std::string>> cases = {{"serach", "search"},
                                                                  {"sugest", "suggest"},
                                                                  {"--form", "--from"},
                                                                  {"stat", "stats"},
                                                                  {"quit", ""},
                                                                  {"x", ""},
                                                                  {"", ""},
                                                                  {"--colour", ""}};
  for (const auto& [word, nearest] : cases) EXPECT_EQ(Nearest(word, names), nearest) << word;
}

TEST(PrintTest, AFacetOfOneTypeDoesNotRepeatIt) {
  v1::FacetResult facet;
  facet.set_name("person");
  *facet.add_buckets() = MakeBucket("Ada Quill", 3);
  facet.mutable_buckets(0)->set_entity_type(v1::ENTITY_TYPE_PERSON);
  EXPECT_THAT(ShowFacet(facet, {}), Not(HasSubstr("(person)")));
  facet.set_name("entity");
  EXPECT_THAT(ShowFacet(facet, {}), HasSubstr("Ada Quill (person)"));
}

TEST(PrintTest, ABareNameSaysThatItIsNotToldApart) {
  v1::SuggestEntitiesResponse response;
  for (const std::uint32_t articles : {1U, 12U}) {
    v1::EntitySummary& entity = *response.add_entities();
    entity.set_name("Roe");
    entity.set_article_count(articles);
    entity.set_bare(true);
  }
  EXPECT_EQ(ShowSuggestions(response),
            "Roe · 1 article that does not say which one\n"
            "Roe · 12 articles that do not say which one\n");
}

TEST(PrintTest, TheEntitiesOfAnArticleStandUnderTheirType) {
  v1::GetArticleResponse got;
  v1::Article& article = *got.mutable_article();
  article.set_headline("H");
  const std::vector<std::pair<const char*, v1::EntityType>> entities = {
      {"Tallow Bay", v1::ENTITY_TYPE_PLACE},
      {"Ada Quill", v1::ENTITY_TYPE_PERSON},
      {"Obed Crane", v1::ENTITY_TYPE_PERSON},
      {"Prize", v1::ENTITY_TYPE_OTHER}};
  for (const auto& [name, type] : entities) {
    article.add_entities()->set_name(name);
    article.mutable_entities()->rbegin()->set_type(type);
  }
  article.mutable_entities(1)->set_mention_count(3);
  EXPECT_THAT(ShowArticle(got, {}),
              testing::EndsWith("\npeople\n  Ada Quill × 3, Obed Crane\n"
                                "\nplaces\n  Tallow Bay\n\nother names\n  Prize\n"));
}

TEST(PrintTest, MarksStandInTheLinesOfTheBody) {
  v1::GetArticleResponse got;
  got.mutable_article()->set_headline("H");
  got.mutable_article()->set_body("First line.\nThe bridge, the bridge.\nEnd");
  for (const unsigned start : {16U, 28U}) {
    got.add_body_spans()->set_start(start);
    got.mutable_body_spans()->rbegin()->set_end(start + 6);
  }
  EXPECT_THAT(ShowArticle(got, {}), HasSubstr("\nFirst line.\nThe *bridge*, the *bridge*.\nEnd\n"));
}

TEST(PrintTest, OnlyAddressesOfTheWebBecomeLinks) {
  v1::Article article;
  article.set_headline("H");
  const std::vector<std::pair<std::string, bool>> cases = {{"https://x.org/a?b=1#c", true},
                                                           {"http://x.org", true},
                                                           {"file:///etc/passwd", false},
                                                           {"javascript:alert(1)", false},
                                                           {"https://x.org/\x1b\\", false},
                                                           {"https://x.org/\x07", false},
                                                           {"https://x.org/a b", false},
                                                           {"https://x.org/\u00e9", false},
                                                           {"", false}};
  for (const auto& [url, link] : cases) {
    article.set_url(url);
    const std::string shown = ShowHeadline(article, {}, {.color = true});
    EXPECT_EQ(shown,
              link ? "\x1b]8;;" + url + "\x1b\\\x1b[1mH\x1b[0m\x1b]8;;\x1b\\" : "\x1b[1mH\x1b[0m");
    EXPECT_EQ(ShowHeadline(article, {}, {}), "H");
  }
}

TEST(PrintTest, DamageIsShownWithWhatIsMissing) {
  v1::GetIndexInfoResponse info;
  info.set_article_count(12345);
  info.add_languages("en");
  info.add_languages("de");
  info.mutable_scrub()->set_running(true);
  info.mutable_scrub()->set_checked_bytes(5'000'000);
  info.mutable_scrub()->set_total_bytes(20'000'000);
  auto* damage = info.mutable_scrub()->add_damage();
  damage->set_segment(3);
  damage->set_file("x.articles");
  damage->set_reason("a checksum is wrong\x1b[2J");
  damage->set_article_count(1);
  const std::string shown = ShowIndexInfo(info, {});
  EXPECT_THAT(shown, HasSubstr("articles    12,345\n"));
  EXPECT_THAT(shown, HasSubstr("languages   en, de\n"));
  EXPECT_THAT(shown, HasSubstr("checked     5.0 MB of 20 MB, a pass is under way\n"));
  EXPECT_THAT(shown, HasSubstr("damaged     segment 3, x.articles: a checksum is wrong"));
  EXPECT_THAT(shown, HasSubstr("; 1 article missing in answers\n"));
  ExpectHarmless(shown);
}

TEST(PrintTest, TheLinesOfABodyStayLines) {
  v1::GetArticleResponse got;
  got.mutable_article()->set_id("a1");
  got.mutable_article()->set_headline("H");
  got.mutable_article()->set_body("one\ntwo\n\nthree");
  EXPECT_EQ(ShowArticle(got, {}), "H\nundated\na1\n\none\ntwo\n\nthree\n");
}

}  // namespace
}  // namespace dateline::cli
