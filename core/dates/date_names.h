// SPDX-License-Identifier: GPL-3.0-or-later
// Names of months and seasons that people type.
#ifndef DATELINE_CORE_DATES_DATE_NAMES_H_
#define DATELINE_CORE_DATES_DATE_NAMES_H_

#include <string>
#include <string_view>

namespace dateline::dates {

// `text` with A to Z in lower case.
std::string LowerAscii(std::string_view text);

// The month, 1 to 12, of an English name in lower case, in full or cut to three letters or more
// ("sept"); 0 if it is none.
int FindMonthName(std::string_view lower);

// The season, 21 (spring) to 24 (winter), of a name in English, German, French or Spanish in lower
// case, with or without accents; 0 if it is none.
int FindSeasonName(std::string_view lower);

}  // namespace dateline::dates

#endif  // DATELINE_CORE_DATES_DATE_NAMES_H_
