// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/terminal_text.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace dateline::cli {
namespace {

using Spans = google::protobuf::RepeatedPtrField<v1::Span>;

Spans MakeSpans(const std::vector<std::pair<std::uint32_t, std::uint32_t>>& ranges) {
  Spans spans;
  for (const auto& [start, end] : ranges) {
    auto* span = spans.Add();
    span->set_start(start);
    span->set_end(end);
  }
  return spans;
}

TEST(SafeTextTest, WhatCouldSteerATerminalIsReplaced) {
  const struct {
    const char* what;
    std::string text;
    const char* safe;
  } cases[] = {
      {"plain", "Größe 東京", "Größe 東京"},
      {"white space", "a\nb\tc\rd", "a b c d"},
      {"clear the screen", "a\x1b[2Jb", "a\uFFFD[2Jb"},
      {"cursor up, carriage return", "\x1b[A\rx", "\uFFFD[A x"},
      {"window title", "\x1b]0;t\x07", "\uFFFD]0;t\uFFFD"},
      {"backspace and DEL", "a\x08\x7f", "a\uFFFD\uFFFD"},
      {"zero byte", std::string("a\0b", 3), "a\uFFFDb"},
      {"CSI as one C1 character",
       "\xC2\x9B"
       "2J",
       "\uFFFD2J"},
      {"CSI as one byte",
       "\x9B"
       "2J",
       "\uFFFD2J"},
      {"cut UTF-8", "a\xE6\x9D", "a\uFFFD"},
      {"bidi override and isolate", "a\u202Eb\u2066c\u061C", "a\uFFFDb\uFFFDc\uFFFD"},
      {"line separator", "a\u2028b", "a\uFFFDb"},
      {"no-break space stays", "a\u00A0b", "a\u00A0b"},
  };
  for (const auto& one : cases) EXPECT_EQ(SafeText(one.text), one.safe) << one.what;
}

TEST(MarkSpansTest, WhatMatchedIsMarked) {
  const Spans spans = MakeSpans({{4, 11}, {12, 18}});
  const std::string text = "the harbour bridge";
  EXPECT_EQ(MarkSpans(text, spans, Marks::kNone), text);
  EXPECT_EQ(MarkSpans(text, spans, Marks::kStars), "the *harbour* *bridge*");
  EXPECT_EQ(MarkSpans(text, spans, Marks::kColor),
            "the \x1b[1;33mharbour\x1b[0m \x1b[1;33mbridge\x1b[0m");
}

TEST(MarkSpansTest, ControlsInsideAndOutsideOfSpansAreReplaced) {
  EXPECT_EQ(MarkSpans("\x1b[2J\x1b[3J", MakeSpans({{4, 8}}), Marks::kStars),
            "\uFFFD[2J*\uFFFD[3J*");
  EXPECT_EQ(MarkSpans("a\x1b"
                      "b",
                      MakeSpans({{0, 1}}), Marks::kColor),
            "\x1b[1;33ma\x1b[0m\uFFFD"
            "b");
}

TEST(MarkSpansTest, SpansThatMakeNoSenseAreNotMarked) {
  for (const auto& [start, end] :
       std::vector<std::pair<std::uint32_t, std::uint32_t>>{{3, 3}, {3, 2}, {2, 6}, {9, 12}}) {
    EXPECT_EQ(MarkSpans("words", MakeSpans({{start, end}}), Marks::kStars), "words");
  }
  EXPECT_EQ(MarkSpans("words", MakeSpans({{0, 3}, {1, 4}}), Marks::kStars), "*wor*ds");
}

TEST(WidthTest, CountsColumnsNotBytes) {
  const struct {
    const char* text;
    std::size_t columns;
  } cases[] = {
      {"", 0},
      {"bridge", 6},
      {"sequía", 6},
      {"sequi\u0301a", 6},
      {"東京", 4},
      {"ﾄｳｷｮｳ", 5},
      {"Москва", 6},
      {"a\u200Db", 2},
      {"\uFFFD[2J", 4},
      {"🚲", 2},
      {"\x1b[1;33mab\x1b[0m", 2},
  };
  for (const auto& one : cases) EXPECT_EQ(Width(one.text), one.columns) << one.text;
}

TEST(WrapTest, LinesBreakAtSpaces) {
  const struct {
    const char* text;
    std::size_t columns;
    const char* wrapped;
  } cases[] = {
      {"", 10, ""},
      {"  ", 10, ""},
      {"one two", 10, "  one two\n"},
      {"one two three", 10, "  one two\n  three\n"},
      {"one two", 9, "  one two\n"},
      {"one two", 8, "  one\n  two\n"},
      {"a verylongword b", 8, "  a\n  verylongword\n  b\n"},
      {"東京 東京", 11, "  東京 東京\n"},
      {"東京 東京", 10, "  東京\n  東京\n"},
      {"\x1b[1;33mone\x1b[0m two", 9, "  \x1b[1;33mone\x1b[0m two\n"},
  };
  for (const auto& one : cases) EXPECT_EQ(Wrap(one.text, one.columns, "  "), one.wrapped);
}

TEST(SafeJsonTest, WhatCouldSteerATerminalIsEscapedAndStaysTheSame) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"{\"a\":\"b\"}", "{\"a\":\"b\"}"},
      {"\"\u2066x\u2069\"", "\"\\u2066x\\u2069\""},
      {"\"\u202e\u2028\"", "\"\\u202e\\u2028\""},
      {"\"\u009b\x7f\"", "\"\\u009b\\u007f\""},
      {"\"größe 日本\"", "\"größe 日本\""}};
  for (const auto& [json, safe] : cases) EXPECT_EQ(SafeJson(json), safe);
}

}  // namespace
}  // namespace dateline::cli
