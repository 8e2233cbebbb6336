// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dates/parse_period.h"

#include <absl/time/civil_time.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

#include "core/dates/time_zone.h"

namespace dateline::dates {
namespace {

constexpr std::size_t kMaxBytes = 40;
constexpr std::int64_t kFirstYear = 1;
constexpr std::int64_t kLastYear = 9999;
constexpr std::int64_t kMaxCount = 1000000;  // of units in one step
constexpr std::string_view kUnits = "mhdwMy";

absl::Status NotADate(std::string_view text) {
  return absl::InvalidArgumentError(fmt::format(
      "'{}' is not a date of the years 1 to 9999; write 2024, 2024-05, 2024-05-17, RFC 3339 such "
      "as 2024-05-17T14:30:00Z, now, or now-7d/d with the units m h d w M y",
      text.substr(0, kMaxBytes)));
}

absl::CivilSecond ShiftCivil(absl::CivilSecond time, std::int64_t count, char unit) {
  const absl::CivilDay day(time);
  const auto of_day = time - absl::CivilSecond(day);
  if (unit == 'd' || unit == 'w') {
    return absl::CivilSecond(day + (unit == 'w' ? 7 * count : count)) + of_day;
  }
  const absl::CivilMonth month = absl::CivilMonth(time) + (unit == 'y' ? 12 * count : count);
  const absl::CivilDay last = absl::CivilDay(month + 1) - 1;
  return absl::CivilSecond(
             absl::CivilDay(month.year(), month.month(), std::min(day.day(), last.day()))) +
         of_day;
}

// Hours and minutes are time that passes; days and longer keep the time of the clock on the wall.
absl::Time Shift(absl::Time time, std::int64_t count, char unit, absl::TimeZone zone) {
  if (unit == 'm') return time + absl::Minutes(count);
  if (unit == 'h') return time + absl::Hours(count);
  return absl::FromCivil(ShiftCivil(absl::ToCivilSecond(time, zone), count, unit), zone);
}

absl::CivilDay FirstDay(absl::CivilDay day, char unit) {
  switch (unit) {
    case 'w':
      return absl::PrevWeekday(day + 1, absl::Weekday::monday);
    case 'M':
      return absl::CivilDay(absl::CivilMonth(day));
    case 'y':
      return absl::CivilDay(absl::CivilYear(day));
    default:
      return day;
  }
}

// The unit of the calendar in which `time` lies.
Period UnitOf(absl::Time time, char unit, absl::TimeZone zone) {
  if (unit == 'm') {
    const absl::Time start = Floor(time, absl::Minutes(1));
    return {start, start + absl::Minutes(1)};
  }
  if (unit == 'h') {
    const absl::Time start = HourStart(time, zone);
    return {start, start + absl::Hours(1)};
  }
  const absl::CivilDay first = FirstDay(absl::ToCivilDay(time, zone), unit);
  const absl::CivilDay next(ShiftCivil(absl::CivilSecond(first), 1, unit));
  return {DayStart(first, zone), DayStart(next, zone)};
}

// Reads the steps after "now".
std::optional<Period> ParseSteps(std::string_view rest, absl::Time now, absl::TimeZone zone) {
  const absl::Time second = Floor(now, absl::Seconds(1));
  Period period{second, second + absl::Seconds(1)};
  while (!rest.empty()) {
    const char step = rest.front();
    rest.remove_prefix(1);
    std::int64_t count = 0;
    if (step == '+' || step == '-') {
      const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), count);
      if (error != std::errc() || count < 0 || count > kMaxCount) return std::nullopt;
      rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    } else if (step != '/') {
      return std::nullopt;
    }
    if (rest.empty() || kUnits.find(rest.front()) == std::string_view::npos) return std::nullopt;
    const char unit = rest.front();
    rest.remove_prefix(1);
    if (step == '/') {
      period = UnitOf(period.start, unit, zone);
    } else {
      period.start = Shift(period.start, step == '-' ? -count : count, unit, zone);
      period.end = period.start + absl::Seconds(1);
    }
  }
  return period;
}

// True if `text` is a `Civil`, such as a month, written in full; sets `period` to what it covers.
template <typename Civil>
bool ParseCivil(absl::string_view text, absl::TimeZone zone, Period& period) {
  Civil civil;
  if (!absl::ParseCivilTime(text, &civil)) return false;
  if (civil.year() < kFirstYear || civil.year() > kLastYear) return false;
  period = {DayStart(absl::CivilDay(civil), zone), DayStart(absl::CivilDay(civil + 1), zone)};
  return true;
}

std::optional<Period> ParseMoment(absl::string_view text, absl::TimeZone zone) {
  absl::Time time;
  std::string error;
  for (const char* format : {"%Y-%m-%d%ET%H:%M:%E*S%Ez", "%Y-%m-%d%ET%H:%M:%E*S"}) {
    if (absl::ParseTime(format, text, zone, &time, &error)) {
      const absl::Time second = Floor(time, absl::Seconds(1));
      return Period{second, second + absl::Seconds(1)};
    }
  }
  return std::nullopt;
}

std::optional<Period> Parse(std::string_view text, absl::Time now, absl::TimeZone zone) {
  if (text.size() > kMaxBytes) return std::nullopt;
  if (text.starts_with("now")) return ParseSteps(text.substr(3), now, zone);
  const absl::string_view view(text.data(), text.size());
  Period period;
  if (ParseCivil<absl::CivilYear>(view, zone, period) ||
      ParseCivil<absl::CivilMonth>(view, zone, period) ||
      ParseCivil<absl::CivilDay>(view, zone, period)) {
    return period;
  }
  return ParseMoment(view, zone);
}

// Publish times are of these years, and so is every date that can be written down again. A day of
// slack on both sides: year 1 starts in year 0 of UTC if the zone is east of it.
bool InRange(const Period& period) {
  const absl::Time first =
      absl::FromCivil(absl::CivilSecond(kFirstYear, 1, 1), absl::UTCTimeZone());
  const absl::Time last =
      absl::FromCivil(absl::CivilSecond(kLastYear + 1, 1, 1), absl::UTCTimeZone());
  return period.start >= first - absl::Hours(24) && period.end <= last + absl::Hours(24);
}

}  // namespace

absl::StatusOr<Period> ParsePeriod(std::string_view text, absl::Time now, absl::TimeZone zone) {
  const std::optional<Period> period = Parse(text, now, zone);
  if (!period || !InRange(*period)) return NotADate(text);
  return *period;
}

}  // namespace dateline::dates
