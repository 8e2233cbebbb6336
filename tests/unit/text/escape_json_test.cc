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
  EXPECT_EQ(EscapeJson(""), "");
}

}  // namespace
}  // namespace dateline::text
