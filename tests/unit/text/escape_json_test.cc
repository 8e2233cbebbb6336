// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/escape_json.h"

#include <gtest/gtest.h>

namespace dateline::text {
namespace {

TEST(EscapeJsonTest, QuotesBackslashesAndControlCharactersAreEscaped) {
  EXPECT_EQ(EscapeJson("say \"no\" to \\"), R"(say \"no\" to \\)");
  EXPECT_EQ(EscapeJson(std::string_view("a\0b\n\x1f\x7f", 6)), R"(a\u0000b\u000a\u001f\u007f)");
}

TEST(EscapeJsonTest, OtherBytesAreAsTheyWere) {
  EXPECT_EQ(EscapeJson("Zo\u00eb / \xff"), "Zo\u00eb / \xff");
  EXPECT_EQ(EscapeJson("\U0001F600 \u20ac\xe2\x80"), "\U0001F600 \u20ac\xe2\x80");
  EXPECT_EQ(EscapeJson(""), "");
}

TEST(EscapeJsonTest, WhatSteersTheShownOrderOrEndsALineIsEscaped) {
  EXPECT_EQ(EscapeJson("\xc2\x80\xc2\x9f"), R"(\u0080\u009f)");
  EXPECT_EQ(EscapeJson("\xc2\xa0"), "\xc2\xa0");
  EXPECT_EQ(EscapeJson("\u2028\u2029\u202a\u202e"), R"(\u2028\u2029\u202a\u202e)");
  EXPECT_EQ(EscapeJson("\u2066\u2067\u2068\u2069"), R"(\u2066\u2067\u2068\u2069)");
  EXPECT_EQ(EscapeJson("\u200e\u200f\u061c\ufeff"), R"(\u200e\u200f\u061c\ufeff)");
}

TEST(EscapeControlsTest, QuotesAndBackslashesStay) {
  EXPECT_EQ(EscapeControls("a \"b\" \\ \x1b[2J\n\u202e"), R"(a "b" \ \u001b[2J\u000a\u202e)");
}

}  // namespace
}  // namespace dateline::text
