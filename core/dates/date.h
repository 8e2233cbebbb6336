// SPDX-License-Identifier: GPL-3.0-or-later
// A date as exactly as it is known, and its form in EDTF, the Extended Date/Time Format of ISO
// 8601-2:2019 (https://www.loc.gov/standards/datetime/), level 1.
#ifndef DATELINE_CORE_DATES_DATE_H_
#define DATELINE_CORE_DATES_DATE_H_

#include <absl/time/civil_time.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dateline::dates {

inline constexpr std::int64_t kDaySeconds = 86400;

// The numbers are those of dateline.v1.DatePrecision.
enum class Precision : std::uint8_t {
  kSecond = 1,
  kMinute = 2,
  kDay = 3,
  kMonth = 4,
  kSeason = 5,
  kYear = 6,
  kDecade = 7,
  kInterval = 8,
};

// Seconds since 1970 in UTC. A day and what is longer is stored from midnight to midnight of UTC
// and means the days of that name in every time zone.
struct Date {
  std::optional<std::int64_t> start;  // absent: open, only of an interval, and then end is there
  std::optional<std::int64_t> end;    // exclusive; absent: open
  Precision precision = Precision::kSecond;
  char qualifier = '\0';   // ~ approximate (circa), ? uncertain, % both
  std::int32_t nanos = 0;  // after start, of kSecond

  bool operator==(const Date&) const = default;
};

// Whether `date` is a moment, and not a calendar day or longer.
inline bool IsExact(Precision precision) { return precision <= Precision::kMinute; }

// The days [first, end), as a date of that precision.
Date DaysDate(absl::CivilDay first, absl::CivilDay end, Precision precision);
// The calendar month, year or season. Seasons: 21 spring (March to May), 22 summer, 23 autumn, 24
// winter, which ends in February of the next year.
Date MonthDate(std::int64_t year, int month);
Date YearDate(std::int64_t year);
Date SeasonDate(std::int64_t year, int season);

// Whether all of `date` is of the years 1 to 9999. (Winter of 9999 is not.)
bool IsInYears(const Date& date);

// The date that `text` is in EDTF level 1, without a time of day and of the years 1 to 9999: 1887,
// 1887-03, 1887-03-05, 188X, 18XX, 1887-XX, 1887-03-XX, 1887-21 to -24; ~, ? or % after it; two of
// them as 1887-03/1887-05, of which one may be ".." or empty. nullopt for anything else, also if it
// ends before it starts.
std::optional<Date> ParseEdtf(std::string_view text);

// `date` in EDTF level 1; a moment as RFC 3339 in UTC, without seconds if it is a minute. ParseEdtf
// reads all but moments as the same date again.
std::string FormatEdtf(const Date& date);

}  // namespace dateline::dates

#endif  // DATELINE_CORE_DATES_DATE_H_
