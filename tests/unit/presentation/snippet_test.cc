// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/snippet.h"

#include <gtest/gtest.h>

namespace dateline {
namespace {

HighlightPlan Plan(const std::string& query) {
  Analyzer analyzer;
  QueryError error;
  const auto parsed = ParseQuery(query, {}, analyzer, &error);
  EXPECT_TRUE(parsed.has_value()) << query;
  return MakeHighlightPlan(parsed->root, [](const std::string&) { return 1.0; });
}

std::string Marked(const std::string& query, const std::string& text, Field field = Field::kText) {
  Analyzer analyzer;
  std::string marked;
  for (const ByteSpan& span : Highlight(text, Language::kEnglish, field, Plan(query), analyzer)) {
    marked += "[" + text.substr(span.start, span.end - span.start) + "]";
  }
  return marked;
}

TEST(HighlightTest, MarksWhatMatched) {
  EXPECT_EQ(Marked("election", "Elections were held; the electorate voted."), "[Elections]");
  EXPECT_EQ(Marked("elect*", "Elections, electorate, select"), "[Elections][electorate]");
  EXPECT_EQ(Marked("\"city council\"", "The city council. A council in a city."), "[city council]");
  EXPECT_EQ(Marked("trade NOT war", "A trade war"), "[trade]");
  EXPECT_EQ(Marked("cafe", "Two caf\u00e9s"), "[caf\u00e9s]");
  EXPECT_EQ(Marked("headline:bridge", "A bridge"), "");
  EXPECT_EQ(Marked("headline:bridge", "A bridge", Field::kHeadline), "[bridge]");
}

TEST(SnippetTest, ShowsTheStretchWithMostOfTheWords) {
  std::string body;
  for (int i = 0; i < 50; ++i) body += "Nothing of note happened on that day. ";
  body += "The harbour bridge was closed for repairs. ";
  for (int i = 0; i < 50; ++i) body += "Nothing of note happened on that day. ";
  Analyzer analyzer;
  const auto snippets =
      MakeSnippets(body, Language::kEnglish, Plan("harbour bridge repairs"), 1, 120, analyzer);
  ASSERT_EQ(snippets.size(), 1U);
  const std::string text = body.substr(snippets[0].start, snippets[0].end - snippets[0].start);
  EXPECT_NE(text.find("harbour bridge was closed for repairs"), std::string::npos);
  EXPECT_EQ(snippets[0].spans.size(), 3U) << text;
  EXPECT_LE(text.size(), 200U);
}

TEST(SnippetTest, FallsBackToTheLede) {
  Analyzer analyzer;
  const auto snippets = MakeSnippets("First sentence. Second sentence.", Language::kEnglish,
                                     Plan("absent"), 2, 100, analyzer);
  ASSERT_EQ(snippets.size(), 1U);
  EXPECT_EQ(snippets[0].start, 0U);
  EXPECT_TRUE(snippets[0].spans.empty());
  EXPECT_TRUE(MakeSnippets("", Language::kEnglish, Plan("absent"), 2, 100, analyzer).empty());
}

TEST(ToHtmlTest, EscapesEverythingOnce) {
  EXPECT_EQ(ToHtml("<b>&amp; \"x\" 'y'", {{3, 8}}),
            "&lt;b&gt;<mark>&amp;amp;</mark> &quot;x&quot; &#39;y&#39;");
  EXPECT_EQ(ToHtml("plain", {}), "plain");
}

TEST(Utf16LengthTest, CountsCodeUnits) {
  EXPECT_EQ(Utf16Length("aé漢😀", 1 + 2 + 3 + 4), 5U);
  EXPECT_EQ(Utf16Length("aé", 1), 1U);
}

}  // namespace
}  // namespace dateline
