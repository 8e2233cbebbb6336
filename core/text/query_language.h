// SPDX-License-Identifier: GPL-3.0-or-later
// The language of a few words.
#ifndef DATELINE_CORE_TEXT_QUERY_LANGUAGE_H_
#define DATELINE_CORE_TEXT_QUERY_LANGUAGE_H_

#include <string_view>
#include <vector>

#include "core/text/language.h"

namespace dateline::text {

// Which of `languages` (not empty, likelier ones first) the query `text` is written in: of those in
// its script the one with most stop words in it; of several with as many, and if that is a single
// word, the one that DetectLanguage is sure of, else the likeliest. A text in a script that none
// has is in the first. Thread-safe.
Language DetectQueryLanguage(std::string_view text, const std::vector<Language>& languages);

}  // namespace dateline::text

#endif  // DATELINE_CORE_TEXT_QUERY_LANGUAGE_H_
