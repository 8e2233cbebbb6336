// SPDX-License-Identifier: GPL-3.0-or-later
// The one grammar of dates that people type: in queries, in filters and date facets and on the
// command line. (Dates of articles are read by core/article/parse_date.h, which takes whatever a
// publisher writes.) It stands apart from the rest of core so that the client may use it too.
//
//   2024, 2024-05, 2024-05-17     a year, month or day; also 2024/05/17 and 20240517
//   2025-Q4, Q4 2025              a quarter
//   May 2010, 17 May 2010,        with the English name of the month or its first three letters
//     May 17, 2010
//   2024-21 to -24, Spring 2024   a season: spring is March to May. Names in English, German,
//   French
//                                 and Spanish
//   188X, 1880s, 18XX             a decade, a century; ~, ? or % after a date do not count
//   2024-05-17T14:30:00+02:00     RFC 3339, also with a fraction of a second: one second
//   2024-05-17T14:30, 2024-05-17  one minute, in the time zone of the caller if there is no offset;
//     14:30                       an offset is Z, UTC, GMT, +02:00, +0200 or +02
//   now, then any number of       now: one second
//     +7d, -1M                    later, earlier
//     /d                          rounded down to the start of its unit
//   today, yesterday, tomorrow    a day; steps may follow as after now
//   Units: m h d w M y. Minutes and hours are elapsed time, longer units keep the time of day.
//
// A year may have fewer digits, a month or day one: 2024-5 is May 2024, 24 is the year 24. White
// space around a date does not count.
#ifndef DATELINE_CORE_DATES_PARSE_PERIOD_H_
#define DATELINE_CORE_DATES_PARSE_PERIOD_H_

#include <absl/status/statusor.h>
#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <optional>
#include <string_view>

#include "core/dates/date.h"

namespace dateline::dates {

// The place of a moment among the days of a zone.
struct DayEdge {
  absl::CivilDay begun;  // the first day that ends after it
  absl::CivilDay next;   // the first day that starts at it or later; `begun` itself if it is whole

  bool operator==(const DayEdge&) const = default;
};

// Whole seconds.
struct Period {
  absl::Time start;  // inclusive
  absl::Time end;    // exclusive
  // A text that names days gives these days, also if the clocks of the zone skip one.
  DayEdge start_days;
  DayEdge end_days;
};

// The quarter that `text` is: 2025-Q4, 2025Q4, Q4 2025. An interval of three months. Thread-safe.
std::optional<Date> ParseQuarter(std::string_view text);

// The edge of a moment in `zone`. Thread-safe.
DayEdge DayEdgeOf(absl::Time time, absl::TimeZone zone);

// What `text` covers; dates without an offset are in `zone`. A text that ends with "/d" or another
// rounding covers that unit: now/d is today. Years 1 to 9999. INVALID_ARGUMENT for anything else;
// the message names value and forms. Thread-safe.
absl::StatusOr<Period> ParsePeriod(std::string_view text, absl::Time now, absl::TimeZone zone);

}  // namespace dateline::dates

#endif  // DATELINE_CORE_DATES_PARSE_PERIOD_H_
