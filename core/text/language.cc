// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/language.h"

#include <cld2/public/compact_lang_det.h>

#include <algorithm>
#include <array>

#include "core/text/char_kind.h"
#include "core/text/utf8.h"

namespace dateline {
namespace {

// Indexed by Language.
constexpr std::array<std::string_view, 20> kCodes{"",   "en", "de", "fr", "es", "it", "pt",
                                                  "nl", "sv", "no", "da", "fi", "ru", "ar",
                                                  "hu", "ro", "tr", "el", "ca", "ga"};

// More text than this does not change the answer.
constexpr std::size_t kDetectBytes = 16384;

std::string PrimaryCode(std::string_view code) {
  std::string primary(code.substr(0, code.find_first_of("-_")));
  for (char& c : primary) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return primary;
}

// Codes CLD2 still spells as ISO 639 did before 1989.
std::string ModernCode(std::string code) {
  if (code == "iw") return "he";
  if (code == "jw") return "jv";
  if (code == "in") return "id";
  return code;
}

}  // namespace

Language LanguageFromCode(std::string_view code) {
  if (!IsLanguageCode(code)) return Language::kOther;
  const std::string primary = PrimaryCode(code);
  if (primary == "nb" || primary == "nn") return Language::kNorwegian;
  const auto* found = std::find(kCodes.begin() + 1, kCodes.end(), primary);
  return found == kCodes.end() ? Language::kOther : static_cast<Language>(found - kCodes.begin());
}

Language AnalysisLanguage(std::string_view code) {
  return code.empty() ? Language::kEnglish : LanguageFromCode(code);
}

std::string_view LanguageCode(Language language) {
  const auto index = static_cast<std::size_t>(language);
  return index < kCodes.size() ? kCodes[index] : std::string_view();
}

bool IsLanguageCode(std::string_view code) {
  const std::size_t letters = std::min(code.find_first_of("-_"), code.size());
  if (letters < 2 || letters > 3) return false;
  if (!std::all_of(code.begin(), code.begin() + static_cast<std::ptrdiff_t>(letters),
                   IsAsciiLetter))
    return false;
  if (letters == code.size()) return true;
  const std::string_view region = code.substr(letters + 1);
  return region.size() >= 2 && region.size() <= 8 &&
         std::all_of(region.begin(), region.end(), [](char c) {
           return IsAsciiLetter(c) || IsAsciiDigit(c) || c == '-' || c == '_';
         });
}

std::string DetectLanguage(std::string_view text) {
  const std::string_view sample = CutUtf8(text, kDetectBytes);
  bool reliable = false;
  int valid_bytes = 0;
  const CLD2::Language found = CLD2::DetectLanguageCheckUTF8(
      sample.data(), static_cast<int>(sample.size()), true, &reliable, &valid_bytes);
  if (!reliable || found == CLD2::UNKNOWN_LANGUAGE) return "";
  const std::string code = ModernCode(PrimaryCode(CLD2::LanguageCode(found)));
  return IsLanguageCode(code) && code != "un" ? code : "";
}

}  // namespace dateline
