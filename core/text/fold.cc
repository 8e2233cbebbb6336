// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/fold.h"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "core/text/char_kind.h"
#include "core/text/utf8.h"

namespace dateline::text {
namespace {

icu::UnicodeString Decode(std::string_view text) {
  return icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

std::string Encode(const icu::UnicodeString& text) {
  std::string out;
  return text.toUTF8String(out);
}

std::string LowerAscii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// Canonical combining classes 10-35 are the vowel points of Hebrew and Arabic, 200 and up accents
// of alphabets; those between and below belong to scripts whose marks are letters (virama, nukta,
// Thai tones).
bool IsAccent(UChar32 code) {
  const auto combining = u_getCombiningClass(code);
  return (combining >= 10 && combining <= 35) || combining >= 200;
}

// Plain spelling of letters that have no decomposition; nullptr for all others.
const char* PlainSpelling(UChar32 code) {
  switch (code) {
    case 0x00DF:
      return "ss";
    case 0x00E6:
      return "ae";
    case 0x00F0:
      return "d";
    case 0x00F8:
      return "o";
    case 0x00FE:
      return "th";
    case 0x0111:
      return "d";
    case 0x0127:
      return "h";
    case 0x0131:
      return "i";
    case 0x0142:
      return "l";
    case 0x0153:
      return "oe";
    case 0x0167:
      return "t";
    case 0x0640:
      return "";  // tatweel only stretches a word
    default:
      return nullptr;
  }
}

}  // namespace

std::string FoldCase(std::string_view text, bool turkish) {
  if (!turkish && IsAscii(text)) return LowerAscii(text);
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* fold = icu::Normalizer2::getNFKCCasefoldInstance(error);
  if (U_FAILURE(error)) return LowerAscii(text);
  icu::UnicodeString wide = Decode(text);
  if (turkish) wide.toLower(icu::Locale("tr"));
  const icu::UnicodeString folded = fold->normalize(wide, error);
  return U_FAILURE(error) ? LowerAscii(text) : Encode(folded);
}

std::string FoldAccents(std::string_view text) {
  if (IsAscii(text)) return std::string(text);
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* decompose = icu::Normalizer2::getNFDInstance(error);
  const icu::Normalizer2* compose = icu::Normalizer2::getNFCInstance(error);
  if (U_FAILURE(error)) return std::string(text);
  const icu::UnicodeString apart = decompose->normalize(Decode(text), error);
  icu::UnicodeString plain;
  for (std::int32_t i = 0; i < apart.length(); i = apart.moveIndex32(i, 1)) {
    const UChar32 code = apart.char32At(i);
    if (IsAccent(code)) continue;
    if (const char* spelling = PlainSpelling(code)) {
      plain.append(icu::UnicodeString::fromUTF8(spelling));
    } else {
      plain.append(code);
    }
  }
  const icu::UnicodeString composed = compose->normalize(plain, error);
  return U_FAILURE(error) ? std::string(text) : Encode(composed);
}

std::string KeepWordCharacters(std::string_view text) {
  std::string kept;
  for (std::size_t i = 0; i < text.size();) {
    const auto [code, length] = DecodeUtf8(text, i);
    const CharKind kind = KindOf(code);
    if (kind == CharKind::kDigit) {
      kept += static_cast<char>('0' + u_charDigitValue(static_cast<UChar32>(code)));
    } else if (kind == CharKind::kApostrophe) {
      kept += '\'';
    } else if (code == '.' || (kind != CharKind::kSeparator && kind != CharKind::kIgnorable)) {
      kept.append(text.substr(i, length));
    }
    i += length;
  }
  return kept;
}

std::string FoldName(std::string_view text) {
  std::string folded(text);
  char before = ' ';
  for (char& c : folded) {
    const char lower = kAsciiWordLower[static_cast<unsigned char>(c)];
    const bool single_space = c == ' ' && before != ' ';
    if (lower == 0 && !single_space && c != '.' && c != '-' && c != '\'') return FoldAnyName(text);
    if (lower != 0) c = lower;
    before = c;
  }
  return before == ' ' ? FoldAnyName(text) : folded;
}

std::string FoldAnyName(std::string_view text) {
  const std::string folded = FoldAccents(FoldCase(CleanUtf8(text)));
  std::string name;
  name.reserve(folded.size());
  bool gap = false;
  for (std::size_t i = 0; i < folded.size();) {
    const auto [code, length] = DecodeUtf8(folded, i);
    if (code == kBrokenUtf8 || u_isUWhiteSpace(static_cast<UChar32>(code))) {
      gap = !name.empty();
    } else {
      if (gap) name += ' ';
      gap = false;
      name.append(folded, i, length);
    }
    i += length;
  }
  return name;
}

}  // namespace dateline::text
