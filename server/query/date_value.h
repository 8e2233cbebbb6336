// SPDX-License-Identifier: GPL-3.0-or-later
// Values of the field date: in queries. All times are UTC.
#ifndef DATELINE_SERVER_QUERY_DATE_VALUE_H_
#define DATELINE_SERVER_QUERY_DATE_VALUE_H_

#include <absl/time/time.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dateline::query {

// Seconds [start, end); absent = open. Never both absent.
struct DateSpan {
  std::optional<std::int64_t> start;
  std::optional<std::int64_t> end;
};

// What ParseDateValue reads, for error messages.
inline constexpr std::string_view kDateForms =
    "a year, month or day such as 2025, 2025-12 or 2025-12-31, a time such as "
    "2025-12-31T14:30:00+01:00, now or now-7d/d, a range of them such as 2025-12-01..2025-12-31, "
    "..2025 or 2025.., or one after >, >=, < or <=";

// Span of a date in any of the forms of core/dates/parse_period.h, of a range a..b that includes
// all of b (open if one is missing), or of a comparison. Years 1 to 9999. nullopt for anything else
// and for ranges that end before they start.
std::optional<DateSpan> ParseDateValue(std::string_view text, absl::Time now);

// Whether `text` is a range a..b of dates of which b ends before a starts.
bool EndsBeforeItStarts(std::string_view text, absl::Time now);

// A value that ParseDateValue reads as `span`, in whole days if possible.
std::string FormatDateValue(const DateSpan& span);

}  // namespace dateline::query

#endif  // DATELINE_SERVER_QUERY_DATE_VALUE_H_
