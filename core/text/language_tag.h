// SPDX-License-Identifier: GPL-3.0-or-later
// Languages as people and publishers write them: codes of any kind, and names.
#ifndef DATELINE_CORE_TEXT_LANGUAGE_TAG_H_
#define DATELINE_CORE_TEXT_LANGUAGE_TAG_H_

#include <optional>
#include <string>
#include <string_view>

namespace dateline::text {

struct LanguageTag {
  // The ISO 639-1 code, or the one of ISO 639-3 if there is none of two letters. Bokmål and Nynorsk
  // are "no".
  std::string base;
  // In the form of BCP 47, if it says more than base: "en-GB", "zh-Hant", "nb"; else empty.
  std::string tag;
};

// Reads codes of ISO 639-1, -2 (both kinds) and -3 with or without region and script ("en", "eng",
// "ger", "en_US", "EN-gb", "de_DE.UTF-8"), former codes ("iw"), and names as Unicode CLDR has them
// in English, in the language itself and in some other languages ("English", "Deutsch",
// "français", "Brazilian Portuguese"). Of a list ("en, fr") the first counts. nullopt: not known,
// as "und" and "mul" are not. The first name that is read takes some ten milliseconds. Thread-safe.
std::optional<LanguageTag> ReadLanguage(std::string_view given);

// The base of ReadLanguage; `given` itself if it is not known.
std::string LanguageBase(std::string_view given);

}  // namespace dateline::text

#endif  // DATELINE_CORE_TEXT_LANGUAGE_TAG_H_
