// SPDX-License-Identifier: GPL-3.0-or-later
// What a character does in a word.
#ifndef DATELINE_CORE_TEXT_CHAR_KIND_H_
#define DATELINE_CORE_TEXT_CHAR_KIND_H_

#include <array>
#include <cstdint>

namespace dateline::text {

enum class CharKind : std::uint8_t {
  kSeparator,   // ends a word
  kLetter,      // starts or continues a word
  kDigit,       // the same
  kMark,        // continues a word
  kIgnorable,   // soft hyphen, zero-width characters: as if it were not there
  kApostrophe,  // ' and its typographic forms
  kIdeograph,   // Han and kana, written without spaces
};

// Kind of any code point (kBrokenUtf8 is a separator). Thread-safe.
CharKind KindOf(char32_t code);

// The same for words that are searched: letters of Thai, Lao, Khmer, Burmese and the other scripts
// that Unicode calls complex in context, and Hangul syllables, count as ideographs, since spaces do
// not tell the words of these languages; digits above and below the line are digits. Thread-safe.
CharKind SearchKindOf(char32_t code);

// Whether it is a digit above the line. Thread-safe.
bool IsSuperscriptDigit(char32_t code);

// Lower case of ASCII letters and digits; 0 for every other byte.
inline constexpr std::array<char, 256> kAsciiWordLower = [] {
  std::array<char, 256> table{};
  for (char c = '0'; c <= '9'; ++c) table[static_cast<unsigned char>(c)] = c;
  for (char c = 'a'; c <= 'z'; ++c) {
    table[static_cast<unsigned char>(c)] = c;
    table[static_cast<unsigned char>(c - 'a' + 'A')] = c;
  }
  return table;
}();

inline constexpr bool IsAsciiDigit(char c) { return c >= '0' && c <= '9'; }
inline constexpr bool IsAsciiLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace dateline::text

#endif  // DATELINE_CORE_TEXT_CHAR_KIND_H_
