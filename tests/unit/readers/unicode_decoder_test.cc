// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/unicode_decoder.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace dateline::readers {
namespace {

// `text` in another form, written out by hand.
std::string Encode(std::u32string_view text, UnicodeForm form) {
  std::string out;
  const auto put = [&](std::uint32_t unit, int bytes, bool little) {
    for (int i = 0; i < bytes; ++i)
      out.push_back(static_cast<char>(unit >> (8 * (little ? i : bytes - 1 - i))));
  };
  const bool little = form == UnicodeForm::kUtf16Le || form == UnicodeForm::kUtf32Le;
  for (const char32_t code : text) {
    if (form == UnicodeForm::kUtf32Le || form == UnicodeForm::kUtf32Be) {
      put(code, 4, little);
    } else if (code > 0xFFFF) {
      put(0xD800 + ((code - 0x10000) >> 10U), 2, little);
      put(0xDC00 + ((code - 0x10000) & 0x3FFU), 2, little);
    } else {
      put(code, 2, little);
    }
  }
  return out;
}

std::string Decode(const std::string& bytes, UnicodeForm form, std::size_t block) {
  UnicodeDecoder decoder(form);
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += block)
    out += decoder.Decode(std::string_view(bytes).substr(at, block));
  return out += decoder.Finish();
}

constexpr UnicodeForm kWide[] = {UnicodeForm::kUtf16Le, UnicodeForm::kUtf16Be,
                                 UnicodeForm::kUtf32Le, UnicodeForm::kUtf32Be};

TEST(UnicodeDecoderTest, EachFormIsToldByItsMarkOrItsZerosAndDecodedInAnyBlocks) {
  for (const UnicodeForm form : kWide) {
    for (const std::u32string mark : {U"\uFEFF", U""}) {
      const std::string bytes = Encode(mark + U"{\"a\":\"Größe 水 \U0001F600\"}\n", form);
      EXPECT_EQ(FormOf(bytes), form);
      for (const std::size_t block : {1U, 3U, 1000U})
        EXPECT_EQ(Decode(bytes, form, block),
                  (mark.empty() ? "" : "\xEF\xBB\xBF") + std::string("{\"a\":\"Größe 水 😀\"}\n"));
    }
  }
  EXPECT_EQ(FormOf("{\"a\":1}"), UnicodeForm::kUtf8);
  EXPECT_EQ(FormOf("\xEF\xBB\xBF{}"), UnicodeForm::kUtf8);
  EXPECT_EQ(FormOf(""), UnicodeForm::kUtf8);
  EXPECT_EQ(FormOf(std::string(100, '\0')), UnicodeForm::kUtf8);
  EXPECT_EQ(Decode("caf\xe9", UnicodeForm::kUtf8, 2), "caf\xe9");
}

TEST(UnicodeDecoderTest, WhatIsNotACharacterIsReplacedAndTheRestStays) {
  using namespace std::string_literals;
  EXPECT_EQ(Decode("a\0\x00\xd8"s + "b\0"s, UnicodeForm::kUtf16Le, 1), "a\uFFFDb");
  EXPECT_EQ(Decode("a\0\x00\xdc"s + "b\0"s, UnicodeForm::kUtf16Le, 100), "a\uFFFDb");
  EXPECT_EQ(Decode("a\0b"s, UnicodeForm::kUtf16Le, 100), "a\uFFFD");
  EXPECT_EQ(Decode("a\0\0\0\xff\xff\xff\xff"s + "b\0\0\0"s, UnicodeForm::kUtf32Le, 100),
            "a\uFFFDb");
}

}  // namespace
}  // namespace dateline::readers
