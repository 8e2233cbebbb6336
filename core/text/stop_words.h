// SPDX-License-Identifier: GPL-3.0-or-later
// Stop words.
#ifndef DATELINE_CORE_TEXT_STOP_WORDS_H_
#define DATELINE_CORE_TEXT_STOP_WORDS_H_

#include <string_view>

#include "core/text/language.h"

namespace dateline::text {

// Whether `word`, as written, is a function word of `language`: an article, preposition, pronoun,
// conjunction or auxiliary that says next to nothing about a text. Case does not matter, accents
// do: "the" is none in French, and neither is "thé". Words that negate are none either: they turn
// the meaning of others. kOther and Irish have no list. Thread-safe.
bool IsStopWord(std::string_view word, Language language);

// Whether `word` negates, such as "not" or "kein": as frequent as a stop word, but it counts. The
// same holds for case, accents and threads.
bool IsNegation(std::string_view word, Language language);

}  // namespace dateline::text

#endif  // DATELINE_CORE_TEXT_STOP_WORDS_H_
