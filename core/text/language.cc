// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/language.h"

#include <cld2/public/compact_lang_det.h>

#include <algorithm>
#include <array>

#include "core/text/char_kind.h"
#include "core/text/language_tag.h"
#include "core/text/utf8.h"

namespace dateline::text {
namespace {

// Indexed by Language.
constexpr std::array<std::string_view, 20> kCodes{"",   "en", "de", "fr", "es", "it", "pt",
                                                  "nl", "sv", "no", "da", "fi", "ru", "ar",
                                                  "hu", "ro", "tr", "el", "ca", "ga"};

constexpr std::size_t kLongestRest = 32;  // of a tag of 35 bytes (RFC 5646, section 4.4.1)

// More text than this does not change the answer.
constexpr std::size_t kDetectBytes = 16384;

std::string PrimaryCode(std::string_view code) {
  std::string primary(code.substr(0, code.find_first_of("-_")));
  for (char& c : primary) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return primary;
}

}  // namespace

Language LanguageFromCode(std::string_view code) {
  if (code.empty()) return Language::kOther;
  auto found = std::find(kCodes.begin() + 1, kCodes.end(), code);
  if (found == kCodes.end())
    found = std::find(kCodes.begin() + 1, kCodes.end(), LanguageBase(code));
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
  return region.size() >= 2 && region.size() <= kLongestRest &&
         std::all_of(region.begin(), region.end(), [](char c) {
           return IsAsciiLetter(c) || IsAsciiDigit(c) || c == '-' || c == '_';
         });
}

bool IsKnownLanguage(std::string_view code) {
  const bool is_list = code.find_first_of(",;/|") != std::string_view::npos;
  return !is_list && ReadLanguage(code).has_value();
}

std::string DetectLanguage(std::string_view text) {
  const std::string_view sample = CutUtf8(text, kDetectBytes);
  bool reliable = false;
  int valid_bytes = 0;
  const CLD2::Language found = CLD2::DetectLanguageCheckUTF8(
      sample.data(), static_cast<int>(sample.size()), true, &reliable, &valid_bytes);
  if (!reliable || found == CLD2::UNKNOWN_LANGUAGE) return "";
  const auto read = ReadLanguage(PrimaryCode(CLD2::LanguageCode(found)));
  return read ? read->base : "";
}

}  // namespace dateline::text
