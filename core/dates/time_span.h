// SPDX-License-Identifier: GPL-3.0-or-later
// A span of time, of which either end may be open, and the ways to type one.
#ifndef DATELINE_CORE_DATES_TIME_SPAN_H_
#define DATELINE_CORE_DATES_TIME_SPAN_H_

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dateline::dates {

// In seconds since 1970; absent = open. A day is named by its midnight in UTC, whatever the zone.
struct TimeSpan {
  // Moments in [start, end).
  std::optional<std::int64_t> start;
  std::optional<std::int64_t> end;
  // The days [first_day, end_day) overlap it, and [first_whole, end_whole) lie wholly in it.
  std::optional<std::int64_t> first_day;
  std::optional<std::int64_t> end_day;
  std::optional<std::int64_t> first_whole;
  std::optional<std::int64_t> end_whole;

  bool operator==(const TimeSpan&) const = default;
};

// What ParseTimeSpan reads, for error messages.
inline constexpr std::string_view kTimeSpanForms =
    "a year, quarter, month or day such as 2025, 2025-Q4, 2025-12, 2025-12-31 or \"May 2025\", a "
    "time such as 2025-12-31T14:30:00+01:00, today, yesterday, now or now-7d/d, a range of them "
    "such as 2025-12-01..2025-12-31, ..2025 or 2025.., or one after >, >=, < or <=";

// The span of moments in `zone`.
TimeSpan SpanOf(std::optional<absl::Time> start, std::optional<absl::Time> end,
                absl::TimeZone zone);

// Span of a date in any of the forms of core/dates/parse_period.h, of a range a..b or a/b that
// includes all of b (open if one is missing), or of a comparison. Years 1 to 9999; what a zone adds
// to them is cut off. INVALID_ARGUMENT for anything else and for ranges that end before they start;
// the message says which. Never open at both ends. Thread-safe.
absl::StatusOr<TimeSpan> ParseTimeSpan(std::string_view text, absl::Time now, absl::TimeZone zone);

// A text that ParseTimeSpan reads as `span` in its zone, in whole days if possible.
std::string FormatTimeSpan(const TimeSpan& span);

}  // namespace dateline::dates

#endif  // DATELINE_CORE_DATES_TIME_SPAN_H_
