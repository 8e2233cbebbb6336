// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/language.h"

#include <cld2/public/compact_lang_det.h>

#include <algorithm>
#include <array>

#include "core/text/char_kind.h"
#include "core/text/utf8.h"

namespace dateline::text {
namespace {

// Indexed by Language.
constexpr std::array<std::string_view, 20> kCodes{"",   "en", "de", "fr", "es", "it", "pt",
                                                  "nl", "sv", "no", "da", "fi", "ru", "ar",
                                                  "hu", "ro", "tr", "el", "ca", "ga"};

// ISO 639-1, with "bh" for the Bihari languages, which detection still names so.
constexpr std::string_view kIso639Codes =
    " "
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs "
    "cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha "
    "he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn "
    "ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb "
    "nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd "
    "se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw "
    "ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu ";

// Languages without a code of two letters that detection knows.
constexpr std::string_view kLongCodes = " ceb chr crs haw hmn kha lif mfe nso sco syr war ";

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

bool IsKnownLanguage(std::string_view code) {
  if (!IsLanguageCode(code)) return false;
  const std::string word = " " + PrimaryCode(code) + " ";
  return kIso639Codes.find(word) != std::string_view::npos ||
         kLongCodes.find(word) != std::string_view::npos;
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

}  // namespace dateline::text
