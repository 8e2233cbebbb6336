// SPDX-License-Identifier: GPL-3.0-or-later
// Words whose accents were dropped, as a stemmer knows them.
#ifndef DATELINE_CORE_TEXT_WRITTEN_ACCENTS_H_
#define DATELINE_CORE_TEXT_WRITTEN_ACCENTS_H_

#include <string>
#include <string_view>

#include "core/text/language.h"

namespace dateline::text {

// `folded` (case and accents folded) with the accents that the rules of the Snowball stemmer of
// `language` look for, as far as the ending tells: "premiere" is "première" in French. Plurals
// whose letters only differ by an accent from those the stemmer knows are made singular ("eleicoes"
// is "eleicão" in Portuguese). Stems are made of this form alone, so that a word and its spelling
// without accents have one stem. Thread-safe.
std::string WithWrittenAccents(std::string_view folded, Language language);

// `stem` (accents folded) in the one spelling that words with and without accents share: German ae,
// oe and ue are a, o and u, since umlauts are written so too; a Spanish i before a dropped ending
// goes, since the stemmer drops it only if it has an accent. Thread-safe.
std::string SharedStem(std::string stem, Language language);

}  // namespace dateline::text

#endif  // DATELINE_CORE_TEXT_WRITTEN_ACCENTS_H_
