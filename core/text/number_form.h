// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers with separators.
#ifndef DATELINE_CORE_TEXT_NUMBER_FORM_H_
#define DATELINE_CORE_TEXT_NUMBER_FORM_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "core/text/language.h"

namespace dateline::text {

// Length of the number with separators that `text` starts with, and its plain form: 1,250,000 is
// 1250000, 3.5 stays, 3,5 is 3.5 and 1.250 is 1250 in languages with a decimal comma. 0 if it does
// not start with one, or if the separators do not make a number (1,2,3 or 15.12.2025): its parts
// are words then. Thread-safe.
std::size_t NumberLength(std::string_view text, Language language, std::string& plain);

}  // namespace dateline::text

#endif  // DATELINE_CORE_TEXT_NUMBER_FORM_H_
