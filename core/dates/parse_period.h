// SPDX-License-Identifier: GPL-3.0-or-later
// The one grammar of dates that people type: in queries, in date facets and on the command line.
// (Dates of articles are read by core/article/parse_date.h, which takes whatever a publisher
// writes.) It stands apart from the rest of core so that the client may use it too.
//
//   2024, 2024-05, 2024-05-17     a year, month or day
//   2024-05-17T14:30:00+02:00     RFC 3339, also with a fraction of a second: one second
//   2024-05-17T14:30:00           the same in the time zone of the caller
//   now, then any number of       now: one second
//     +7d, -1M                    later, earlier
//     /d                          rounded down to the start of its unit
//   Units: m h d w M y. Minutes and hours are elapsed time, longer units keep the time of day.
//
// A year may have fewer digits, a month or day one: 2024-5 is May 2024, 24 is the year 24. White
// space around a date does not count.
#ifndef DATELINE_CORE_DATES_PARSE_PERIOD_H_
#define DATELINE_CORE_DATES_PARSE_PERIOD_H_

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <string_view>

namespace dateline::dates {

// Whole seconds.
struct Period {
  absl::Time start;  // inclusive
  absl::Time end;    // exclusive
};

// What `text` covers; dates without an offset are in `zone`. A text that ends with "/d" or another
// rounding covers that unit: now/d is today. Years 1 to 9999. INVALID_ARGUMENT for anything else;
// the message names value and forms. Thread-safe.
absl::StatusOr<Period> ParsePeriod(std::string_view text, absl::Time now, absl::TimeZone zone);

}  // namespace dateline::dates

#endif  // DATELINE_CORE_DATES_PARSE_PERIOD_H_
