// SPDX-License-Identifier: GPL-3.0-or-later
// Stop words.
#ifndef DATELINE_CORE_TEXT_STOP_WORDS_H_
#define DATELINE_CORE_TEXT_STOP_WORDS_H_

#include <string_view>

#include "core/text/language.h"

namespace dateline::text {

// Whether `folded` is on the Snowball stop list of `language`. Only English has one: in other
// languages frequent words weigh little by themselves.
bool IsStopWord(std::string_view folded, Language language);

}  // namespace dateline::text

#endif  // DATELINE_CORE_TEXT_STOP_WORDS_H_
