// SPDX-License-Identifier: GPL-3.0-or-later
// UTF-8, one code point at a time. All functions accept any bytes and are thread-safe.
#ifndef DATELINE_CORE_TEXT_UTF8_H_
#define DATELINE_CORE_TEXT_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::text {

// `code` of a broken sequence.
inline constexpr char32_t kBrokenUtf8 = 0xFFFFFFFF;

struct DecodedChar {
  char32_t code;
  // In bytes, at least 1; of a broken sequence its maximal subpart, which is to be skipped.
  std::uint32_t length;
};

// The code point that starts at byte `at` (at < text.size()).
DecodedChar DecodeUtf8(std::string_view text, std::size_t at);

// Appends a code point (a scalar value).
void AppendUtf8(char32_t code, std::string& out);

// `text` cut to at most `limit` bytes at the start of a character.
std::string_view CutUtf8(std::string_view text, std::size_t limit);

// Valid UTF-8: broken sequences become U+FFFD, NUL and other controls except tab and newline are
// dropped.
std::string CleanUtf8(std::string_view bytes);

// The same. origins[i]: byte of `bytes` at which the character of byte i of the result starts; one
// more for its end.
std::string CleanUtf8(std::string_view bytes, std::vector<std::uint32_t>& origins);

// Whether all bytes are below 128.
bool IsAscii(std::string_view text);

}  // namespace dateline::text

#endif  // DATELINE_CORE_TEXT_UTF8_H_
