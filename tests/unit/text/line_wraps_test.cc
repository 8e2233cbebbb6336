// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/line_wraps.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>

#include "core/text/analyzer.h"

namespace dateline::text {
namespace {

// The text with a bar for each line end that wrapping made.
std::string Marked(std::string_view text) {
  std::string marked(text);
  for (const std::uint32_t end : WrappedLineEnds(text)) {
    EXPECT_EQ(text.at(end), '\n');
    marked[end] = '|';
  }
  return marked;
}

struct Case {
  const char* what;
  const char* marked;  // a bar is a line end that is found to be wrapped
};

class LineWrapsTest : public testing::TestWithParam<Case> {};

TEST_P(LineWrapsTest, ALineIsJudgedByItsNeighbours) {
  std::string text = GetParam().marked;
  std::ranges::replace(text, '|', '\n');
  EXPECT_EQ(Marked(text), GetParam().marked);
}

INSTANTIATE_TEST_SUITE_P(
    Texts, LineWrapsTest,
    testing::Values(
        Case{"Nothing", ""}, Case{"OneLine", "The speech by Angela Merkel"},
        Case{"Column",
             "The speech by Angela|Merkel in New|York was about the|war, and it was heard|"
             "by all of the house."},
        Case{"BlankLine",
             "The speech by Angela|Merkel in New|York was about it\n\nThe speech of a|"
             "man who was there in|all of the days of it"},
        Case{"ShortLastLine",
             "The speech by the old man was heard|by all of the people in the town|"
             "of his.\nThen came a speech of the other man|who was not there at "
             "all in those|days."},
        Case{"List",
             "Angela Merkel\nBarack Obama\nVladimir Putin\nDavid Cameron\nMario Monti\n"
             "Jose Barroso"},
        Case{"ShortList", "Angela Merkel\nBarack Obama"},
        Case{
            "LongParagraphs",
            "The speech by the old man was heard by all of the people in the town of his, and they "
            "were there for many hours in the rain and the cold\nThen came a speech of the other "
            "man who was not there at all in those days, and the people were gone to their homes"},
        Case{"CutWord", "The chancellor Mer-|kel spoke to all of|them"},
        Case{"HyphenOfAList", "Sun-\nMoon-\nStar-"}),
    [](const auto& test) { return test.param.what; });

TEST(LineWrapsTest, LinesThatFlowEndInASpace) {
  EXPECT_EQ(Marked("a man who was here \nand there and not \nthe end\nOther men were of \nhis "
                   "town and of \nmine"),
            "a man who was here |and there and not |the end\nOther men were of |his town and of "
            "|mine");
}

TEST(LineWrapsTest, AnyBytesAreRead) {
  std::mt19937 random(3);
  constexpr std::string_view kBytes = "aB \n\n-\r\xC3\xA4\xE2\x80";
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (std::size_t i = 0; i < random() % 60; ++i) text += kBytes[random() % kBytes.size()];
    const auto ends = WrappedLineEnds(text);
    EXPECT_TRUE(std::ranges::is_sorted(ends));
    for (const std::uint32_t end : ends) EXPECT_EQ(text.at(end), '\n');
  }
}

TEST(LineWrapsTest, AWordThatALineCutsIsOneWordOfTheIndex) {
  Analyzer analyzer;
  const auto words = [&](std::string_view text) {
    std::string all;
    for (const Token& token : analyzer.Analyze(text, Language::kEnglish)) {
      all += std::string(token.folded) + ' ';
    }
    return all;
  };
  EXPECT_EQ(words("The chancellor Mer-\nkel spoke to all of\nthem"),
            "the chancellor merkel spoke to all of them ");
  EXPECT_EQ(words("The chancellor Mer-\r\nkel spoke to all of\r\nthem"),
            "the chancellor merkel spoke to all of them ");
  EXPECT_EQ(words("the Mer-kel and Mer-\nKel"), "the mer kel and mer kel ");
  const std::vector<Token>& tokens =
      analyzer.Analyze("the Mer-\nkel law was not", Language::kEnglish);
  EXPECT_EQ(tokens.at(1).start, 4U);
  EXPECT_EQ(tokens.at(1).end, 12U);
}

}  // namespace
}  // namespace dateline::text
