// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/facets/calendar.h"

#include <absl/time/civil_time.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace dateline::facets {
namespace {

constexpr std::int64_t kHour = 3600;
constexpr std::array kIntervals = {v1::CALENDAR_INTERVAL_HOUR,    v1::CALENDAR_INTERVAL_DAY,
                                   v1::CALENDAR_INTERVAL_WEEK,    v1::CALENDAR_INTERVAL_MONTH,
                                   v1::CALENDAR_INTERVAL_QUARTER, v1::CALENDAR_INTERVAL_YEAR,
                                   v1::CALENDAR_INTERVAL_DECADE};

std::int64_t FloorTo(std::int64_t value, std::int64_t unit) {
  return value - ((value % unit) + unit) % unit;
}

// If midnight is skipped or comes twice, the day starts at its first moment.
std::int64_t DayStart(absl::CivilDay day, absl::TimeZone zone) {
  const auto info = zone.At(absl::CivilSecond(day));
  return absl::ToUnixSeconds(info.kind == absl::TimeZone::TimeInfo::SKIPPED ? info.trans
                                                                            : info.pre);
}

absl::CivilDay FirstDay(absl::CivilDay day, v1::CalendarInterval interval) {
  switch (interval) {
    case v1::CALENDAR_INTERVAL_WEEK:
      return absl::PrevWeekday(day + 1, absl::Weekday::monday);
    case v1::CALENDAR_INTERVAL_MONTH:
      return absl::CivilDay(absl::CivilMonth(day));
    case v1::CALENDAR_INTERVAL_QUARTER:
      return absl::CivilDay(day.year(), (day.month() - 1) / 3 * 3 + 1, 1);
    case v1::CALENDAR_INTERVAL_YEAR:
      return absl::CivilDay(day.year(), 1, 1);
    case v1::CALENDAR_INTERVAL_DECADE:
      return absl::CivilDay(FloorTo(day.year(), 10), 1, 1);
    default:
      return day;
  }
}

absl::CivilDay NextDay(absl::CivilDay first, v1::CalendarInterval interval) {
  const absl::CivilMonth month(first);
  switch (interval) {
    case v1::CALENDAR_INTERVAL_WEEK:
      return first + 7;
    case v1::CALENDAR_INTERVAL_MONTH:
      return absl::CivilDay(month + 1);
    case v1::CALENDAR_INTERVAL_QUARTER:
      return absl::CivilDay(month + 3);
    case v1::CALENDAR_INTERVAL_YEAR:
      return absl::CivilDay(month + 12);
    case v1::CALENDAR_INTERVAL_DECADE:
      return absl::CivilDay(month + 120);
    default:
      return first + 1;
  }
}

// If the offset of a zone is not whole hours, its hours do not start at those of UTC.
std::int64_t HourStart(std::int64_t seconds, absl::TimeZone zone) {
  const std::int64_t offset = zone.At(absl::FromUnixSeconds(seconds)).offset;
  return FloorTo(seconds + offset, kHour) - offset;
}

absl::Status BadMoment(std::string_view text) {
  return absl::InvalidArgumentError(
      fmt::format("'{}' is no moment; give 2024, 2024-05, 2024-05-17, RFC 3339, now, or now-7d/d "
                  "with the units "
                  "m h d w M y",
                  text));
}

absl::CivilSecond ShiftCivil(absl::CivilSecond time, std::int64_t count, char unit) {
  const absl::CivilDay day(time);
  const auto of_day = time - absl::CivilSecond(day);
  switch (unit) {
    case 'd':
      return time + count * 24 * kHour;
    case 'w':
      return time + count * 7 * 24 * kHour;
    default: {
      const absl::CivilMonth month = absl::CivilMonth(time) + (unit == 'y' ? 12 * count : count);
      const absl::CivilDay last = absl::CivilDay(month + 1) - 1;
      return absl::CivilSecond(
                 absl::CivilDay(month.year(), month.month(), std::min(day.day(), last.day()))) +
             of_day;
    }
  }
}

// Hours and minutes are time that passes; days and longer keep the time of the clock on the wall.
std::int64_t Shift(std::int64_t seconds, std::int64_t count, char unit, absl::TimeZone zone) {
  if (unit == 'm') return seconds + count * 60;
  if (unit == 'h') return seconds + count * kHour;
  const absl::CivilSecond civil = absl::ToCivilSecond(absl::FromUnixSeconds(seconds), zone);
  return absl::ToUnixSeconds(absl::FromCivil(ShiftCivil(civil, count, unit), zone));
}

std::int64_t RoundDown(std::int64_t seconds, char unit, absl::TimeZone zone) {
  switch (unit) {
    case 'm':
      return FloorTo(seconds, 60);
    case 'h':
      return BucketStart(seconds, v1::CALENDAR_INTERVAL_HOUR, zone);
    case 'w':
      return BucketStart(seconds, v1::CALENDAR_INTERVAL_WEEK, zone);
    case 'M':
      return BucketStart(seconds, v1::CALENDAR_INTERVAL_MONTH, zone);
    case 'y':
      return BucketStart(seconds, v1::CALENDAR_INTERVAL_YEAR, zone);
    default:
      return BucketStart(seconds, v1::CALENDAR_INTERVAL_DAY, zone);
  }
}

bool IsUnit(char c) { return std::string_view("mhdwMy").find(c) != std::string_view::npos; }

absl::StatusOr<std::int64_t> ParseRelative(std::string_view text, absl::Time now,
                                           absl::TimeZone zone) {
  std::string_view rest = text.substr(3);
  std::int64_t time = absl::ToUnixSeconds(now);
  while (!rest.empty()) {
    const char op = rest.front();
    rest.remove_prefix(1);
    std::int64_t count = 0;
    if (op == '+' || op == '-') {
      const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), count);
      if (error != std::errc() || count < 0 || count > 1000000) return BadMoment(text);
      rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    } else if (op != '/') {
      return BadMoment(text);
    }
    if (rest.empty() || !IsUnit(rest.front())) return BadMoment(text);
    time = op == '/' ? RoundDown(time, rest.front(), zone)
                     : Shift(time, op == '-' ? -count : count, rest.front(), zone);
    rest.remove_prefix(1);
  }
  return time;
}

}  // namespace

absl::StatusOr<absl::TimeZone> LoadZone(std::string_view name) {
  absl::TimeZone zone = absl::UTCTimeZone();
  // A path or an endless name must not reach the file system.
  const bool safe = name.size() <= 64 && name.find("..") == std::string_view::npos &&
                    !name.starts_with('/') && !name.starts_with(':') && !name.starts_with("file:");
  if (name.empty()) return zone;
  if (!safe || !absl::LoadTimeZone(absl::string_view(name.data(), name.size()), &zone)) {
    return absl::InvalidArgumentError(fmt::format(
        "'{}' is not a time zone; give an IANA name such as Europe/Berlin, or none for UTC",
        name.substr(0, 64)));
  }
  return zone;
}

std::int64_t BucketStart(std::int64_t seconds, v1::CalendarInterval interval, absl::TimeZone zone) {
  if (interval == v1::CALENDAR_INTERVAL_HOUR) return HourStart(seconds, zone);
  const absl::CivilDay day(absl::ToCivilSecond(absl::FromUnixSeconds(seconds), zone));
  return DayStart(FirstDay(day, interval), zone);
}

std::int64_t NextBucketStart(std::int64_t bucket_start, v1::CalendarInterval interval,
                             absl::TimeZone zone) {
  if (interval == v1::CALENDAR_INTERVAL_HOUR) return HourStart(bucket_start, zone) + kHour;
  const absl::CivilDay day(absl::ToCivilSecond(absl::FromUnixSeconds(bucket_start), zone));
  absl::CivilDay next = NextDay(FirstDay(day, interval), interval);
  // A zone that crosses the date line skips a whole day (Pacific/Apia, 2011-12-30).
  while (DayStart(next, zone) <= bucket_start) next = NextDay(next, interval);
  return DayStart(next, zone);
}

absl::StatusOr<std::vector<std::int64_t>> BucketBoundaries(SecondsRange range,
                                                           v1::CalendarInterval interval,
                                                           absl::TimeZone zone,
                                                           std::size_t max_buckets) {
  std::vector<std::int64_t> boundaries{BucketStart(range.first, interval, zone)};
  while (boundaries.back() <= range.last) {
    if (boundaries.size() > max_buckets) {
      return absl::OutOfRangeError(fmt::format(
          "the interval gives more than {} buckets; choose a longer one, or narrow the dates",
          max_buckets));
    }
    boundaries.push_back(NextBucketStart(boundaries.back(), interval, zone));
  }
  return boundaries;
}

v1::CalendarInterval ChooseInterval(SecondsRange range, absl::TimeZone zone,
                                    std::size_t max_buckets) {
  constexpr std::array<std::int64_t, 7> kShortest = {
      kHour,           23 * kHour,       167 * kHour,      28 * 24 * kHour,
      90 * 24 * kHour, 365 * 24 * kHour, 3652 * 24 * kHour};
  for (std::size_t i = 0; i < kIntervals.size(); ++i) {
    // Saves making the boundaries if there are far too many.
    if (static_cast<std::uint64_t>(range.last - range.first) /
            static_cast<std::uint64_t>(kShortest[i]) >
        2 * max_buckets + 2)
      continue;
    if (BucketBoundaries(range, kIntervals[i], zone, max_buckets).ok()) return kIntervals[i];
  }
  return v1::CALENDAR_INTERVAL_DECADE;
}

absl::StatusOr<std::int64_t> ParseMoment(std::string_view text, absl::Time now,
                                         absl::TimeZone zone) {
  if (text.size() > 40) return BadMoment(text.substr(0, 40));
  if (text.starts_with("now")) return ParseRelative(text, now, zone);
  const std::string copy(text);
  absl::Time time;
  std::string error;
  for (const char* format :
       {"%Y", "%Y-%m", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%E*S%Ez", "%Y-%m-%dT%H:%M:%E*S"}) {
    if (absl::ParseTime(format, copy, zone, &time, &error) && time != absl::InfiniteFuture() &&
        time != absl::InfinitePast()) {
      return absl::ToUnixSeconds(time);
    }
  }
  return BadMoment(text);
}

std::string FormatMoment(std::int64_t seconds, absl::TimeZone zone) {
  const absl::TimeZone::CivilInfo info = zone.At(absl::FromUnixSeconds(seconds));
  const absl::CivilSecond& at = info.cs;
  const int minutes = std::abs(info.offset) / 60;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{:02}:{:02}", at.year(), at.month(),
                     at.day(), at.hour(), at.minute(), at.second(), info.offset < 0 ? '-' : '+',
                     minutes / 60, minutes % 60);
}

}  // namespace dateline::facets
