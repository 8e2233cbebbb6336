// SPDX-License-Identifier: GPL-3.0-or-later
// Languages by ISO 639-1 code, and their detection.
#ifndef DATELINE_CORE_TEXT_LANGUAGE_H_
#define DATELINE_CORE_TEXT_LANGUAGE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dateline::text {

// Languages that have a stemmer; kOther is analysed without one.
enum class Language : std::uint8_t {
  kOther,
  kEnglish,
  kGerman,
  kFrench,
  kSpanish,
  kItalian,
  kPortuguese,
  kDutch,
  kSwedish,
  kNorwegian,
  kDanish,
  kFinnish,
  kRussian,
  kArabic,
  kHungarian,
  kRomanian,
  kTurkish,
  kGreek,
  kCatalan,
  kIrish,
};

// Language of a code or name that ReadLanguage reads, such as "en", "eng" or "en-GB"; kOther for
// one without a stemmer.
Language LanguageFromCode(std::string_view code);

// The language in which an article with this code is analysed: English if no language is known,
// so that the words of short texts are still found by their stems.
Language AnalysisLanguage(std::string_view code);

// ISO 639-1 code; "" for kOther.
std::string_view LanguageCode(Language language);

// Whether `code` has the form of an ISO 639 code, with an optional region ("de", "pt-BR").
bool IsLanguageCode(std::string_view code);

// Whether `code` names one language: whether ReadLanguage knows it, and it is not a list. A
// language that people ask for is held to this, since a mistyped code would find nothing.
bool IsKnownLanguage(std::string_view code);

// ISO 639-1 code of the language `text` (valid UTF-8) is written in, by CLD2; "" if it is
// unsure. Thread-safe.
std::string DetectLanguage(std::string_view text);

}  // namespace dateline::text

#endif  // DATELINE_CORE_TEXT_LANGUAGE_H_
