// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/char_kind.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

namespace dateline::text {
namespace {

constexpr char32_t kFirstCjk = 0x2E80;
constexpr char32_t kProlongedSoundMark = 0x30FC;  // script Common, but part of Katakana words
constexpr char32_t kLastCodePoint = 0x10FFFF;
constexpr char32_t kFirstComplex = 0x0E01;  // Thai, the first of the scripts that are looked up

bool IsIdeograph(char32_t code) {
  if (code < kFirstCjk) return false;
  if (code == kProlongedSoundMark) return true;
  UErrorCode error = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(static_cast<UChar32>(code), &error);
  return script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA;
}

bool IsIgnorable(char32_t code) {
  return code == 0x00AD || (code >= 0x200B && code <= 0x200F) || code == 0x2060 || code == 0xFEFF;
}

// Modifier letter apostrophe and the fullwidth form included; opening quotes are used as
// apostrophes too.
bool IsApostrophe(char32_t code) {
  return code == '\'' || code == 0x2019 || code == 0x2018 || code == 0x02BC || code == 0xFF07;
}

bool IsIn(char32_t code, char32_t first, char32_t last) { return code >= first && code <= last; }

bool IsSubscriptDigit(char32_t code) { return IsIn(code, 0x2080, 0x2089); }

// Vowels and final consonants of syllables that are written apart, and marks of half-width kana.
bool EndsSyllable(char32_t code) {
  return IsIn(code, 0x1160, 0x11FF) || IsIn(code, 0xD7B0, 0xD7FB) || code == 0xFF9E ||
         code == 0xFF9F;
}

bool IsHangul(char32_t code) { return IsIn(code, 0xAC00, 0xD7A3) || IsIn(code, 0x1100, 0x115F); }

bool IsComplexInContext(char32_t code) {
  return u_getIntPropertyValue(static_cast<UChar32>(code), UCHAR_LINE_BREAK) ==
         U_LB_COMPLEX_CONTEXT;
}

}  // namespace

bool IsSuperscriptDigit(char32_t code) {
  return code == 0x00B2 || code == 0x00B3 || code == 0x00B9 || code == 0x2070 ||
         IsIn(code, 0x2074, 0x2079);
}

CharKind SearchKindOf(char32_t code) {
  const CharKind kind = KindOf(code);
  if (kind == CharKind::kSeparator) {
    return IsSuperscriptDigit(code) || IsSubscriptDigit(code) ? CharKind::kDigit : kind;
  }
  if (kind != CharKind::kLetter || code < kFirstComplex) return kind;
  if (EndsSyllable(code)) return CharKind::kMark;
  return IsHangul(code) || IsComplexInContext(code) ? CharKind::kIdeograph : kind;
}

CharKind KindOf(char32_t code) {
  if (code > kLastCodePoint) return CharKind::kSeparator;
  if (IsApostrophe(code)) return CharKind::kApostrophe;
  if (IsIgnorable(code)) return CharKind::kIgnorable;
  switch (u_charType(static_cast<UChar32>(code))) {
    case U_UPPERCASE_LETTER:
    case U_LOWERCASE_LETTER:
    case U_TITLECASE_LETTER:
    case U_MODIFIER_LETTER:
    case U_OTHER_LETTER:
    case U_LETTER_NUMBER:
      return IsIdeograph(code) ? CharKind::kIdeograph : CharKind::kLetter;
    case U_DECIMAL_DIGIT_NUMBER:
      return CharKind::kDigit;
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_COMBINING_SPACING_MARK:
      return CharKind::kMark;
    default:
      return CharKind::kSeparator;
  }
}

}  // namespace dateline::text
