// SPDX-License-Identifier: GPL-3.0-or-later
// Dates that are known less exactly than to a day.
#ifndef DATELINE_CORE_ARTICLE_COARSE_DATE_H_
#define DATELINE_CORE_ARTICLE_COARSE_DATE_H_

#include <optional>
#include <string_view>

#include "core/dates/date.h"

namespace dateline::article {

// The whole of `text` as a date in EDTF level 1, or as decade, circa, before, after, or between two
// dates, in the forms of parse_date.h. nullopt for anything else, also for most plain dates.
// Thread-safe.
std::optional<dates::Date> ReadCoarseDate(std::string_view text);

}  // namespace dateline::article

#endif  // DATELINE_CORE_ARTICLE_COARSE_DATE_H_
