// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/fold.h"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>

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

struct PlainLetter {
  UChar32 code;
  const char* plain;
};

// Letters that have no decomposition, in order: strokes, hooks and ligatures, then letters that
// Arabic, Persian and Urdu keyboards give for one another.
constexpr std::array kPlainLetters{
    PlainLetter{0x00DF, "ss"},     PlainLetter{0x00E6, "ae"}, PlainLetter{0x00F0, "d"},
    PlainLetter{0x00F8, "o"},      PlainLetter{0x00FE, "th"}, PlainLetter{0x0111, "d"},
    PlainLetter{0x0127, "h"},      PlainLetter{0x0131, "i"},  PlainLetter{0x0142, "l"},
    PlainLetter{0x014B, "n"},      PlainLetter{0x0153, "oe"}, PlainLetter{0x0167, "t"},
    PlainLetter{0x0180, "b"},      PlainLetter{0x0192, "f"},  PlainLetter{0x0199, "k"},
    PlainLetter{0x019A, "l"},      PlainLetter{0x01B4, "y"},  PlainLetter{0x01B6, "z"},
    PlainLetter{0x01E5, "g"},      PlainLetter{0x023C, "c"},  PlainLetter{0x0247, "e"},
    PlainLetter{0x0249, "j"},      PlainLetter{0x024D, "r"},  PlainLetter{0x024F, "y"},
    PlainLetter{0x0253, "b"},      PlainLetter{0x0257, "d"},  PlainLetter{0x0268, "i"},
    PlainLetter{0x0289, "u"},      PlainLetter{0x0640, ""},  // tatweel only stretches a word
    PlainLetter{0x0671, "\u0627"},                           // alef wasla, alef
    PlainLetter{0x06A9, "\u0643"},                           // keheh, kaf
    PlainLetter{0x06C1, "\u0647"},                           // heh goal, heh
    PlainLetter{0x06CC, "\u064A"},                           // Farsi yeh, yeh
    PlainLetter{0x06D5, "\u0647"},                           // ae, heh
    PlainLetter{0x2C65, "a"},      PlainLetter{0x2C66, "t"},
};

// nullptr for all other letters.
const char* PlainSpelling(UChar32 code) {
  const auto* found = std::lower_bound(
      kPlainLetters.begin(), kPlainLetters.end(), code,
      [](const PlainLetter& letter, UChar32 other) { return letter.code < other; });
  return found != kPlainLetters.end() && found->code == code ? found->plain : nullptr;
}

constexpr UChar32 kCandrabindu = 0x0901;
constexpr UChar32 kAnusvara = 0x0902;
constexpr UChar32 kNukta = 0x093C;
constexpr UChar32 kVirama = 0x094D;

// Devanagari writes a nasal before a consonant of its own row as a letter or as a dot. Whether
// `text` has such a letter and its virama at `at`.
bool IsNasalLetter(const icu::UnicodeString& text, std::int32_t at) {
  constexpr UChar32 kFirstConsonant = 0x0915;
  constexpr std::array<UChar32, 5> kNasals{0x0919, 0x091E, 0x0923, 0x0928, 0x092E};
  // First and last of each row before its nasal; the fifth row comes after a letter of no row.
  constexpr std::array<UChar32, 5> kRows{kFirstConsonant, 0x091A, 0x091F, 0x0924, 0x092A};
  const auto* nasal = std::find(kNasals.begin(), kNasals.end(), text.char32At(at));
  if (nasal == kNasals.end() || text.char32At(at + 1) != kVirama) return false;
  const UChar32 first = kRows[static_cast<std::size_t>(nasal - kNasals.begin())];
  const UChar32 next = text.char32At(at + 2);
  return next >= first && next < first + 4;
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
    if (IsAccent(code) || code == kNukta) continue;
    if (code == kCandrabindu) {
      plain.append(kAnusvara);
    } else if (IsNasalLetter(apart, i)) {
      plain.append(kAnusvara);
      ++i;  // the virama
    } else if (const char* spelling = PlainSpelling(code)) {
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
