// SPDX-License-Identifier: GPL-3.0-or-later
// Values of the field date: in queries, in the grammar of core/dates/time_span.h.
#ifndef DATELINE_SERVER_QUERY_DATE_VALUE_H_
#define DATELINE_SERVER_QUERY_DATE_VALUE_H_

#include <absl/time/time.h>

#include <optional>
#include <string>
#include <string_view>

#include "core/dates/time_span.h"

namespace dateline::query {

// Never open at both ends.
using DateSpan = dates::TimeSpan;

// What ParseDateValue reads, for error messages.
inline constexpr std::string_view kDateForms = dates::kTimeSpanForms;

// The span that `text` names; dates without an offset are in `zone`. nullopt for anything else and
// for ranges that end before they start.
std::optional<DateSpan> ParseDateValue(std::string_view text, absl::Time now,
                                       absl::TimeZone zone = absl::UTCTimeZone());

// Why ParseDateValue does not read `text`: value, rule and remedy.
std::string WhyNotADate(std::string_view text, absl::Time now, absl::TimeZone zone);

// A value that ParseDateValue reads as `span` in the same zone, in whole days if possible.
std::string FormatDateValue(const DateSpan& span);

}  // namespace dateline::query

#endif  // DATELINE_SERVER_QUERY_DATE_VALUE_H_
