// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/facets/calendar.h"

#include <absl/time/civil_time.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "core/dates/parse_period.h"
#include "core/dates/time_zone.h"
#include "core/limits.h"

namespace dateline::facets {
namespace {

constexpr std::int64_t kHour = 3600;
constexpr std::size_t kBoundariesPerLook = 256;  // at the clock
constexpr std::array kIntervals = {v1::CALENDAR_INTERVAL_HOUR,    v1::CALENDAR_INTERVAL_DAY,
                                   v1::CALENDAR_INTERVAL_WEEK,    v1::CALENDAR_INTERVAL_MONTH,
                                   v1::CALENDAR_INTERVAL_QUARTER, v1::CALENDAR_INTERVAL_YEAR,
                                   v1::CALENDAR_INTERVAL_DECADE};

std::int64_t FloorTo(std::int64_t value, std::int64_t unit) {
  return value - ((value % unit) + unit) % unit;
}

std::int64_t DayStart(absl::CivilDay day, absl::TimeZone zone) {
  return absl::ToUnixSeconds(dates::DayStart(day, zone));
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

std::int64_t HourStart(std::int64_t seconds, absl::TimeZone zone) {
  return absl::ToUnixSeconds(dates::HourStart(absl::FromUnixSeconds(seconds), zone));
}

}  // namespace

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
                                                           std::size_t max_buckets,
                                                           const search::SearchContext& context) {
  std::vector<std::int64_t> boundaries{BucketStart(range.first, interval, zone)};
  const search::Ticker ticker(context);
  while (boundaries.back() <= range.last) {
    if (boundaries.size() % kBoundariesPerLook == 0) {
      if (absl::Status status = ticker.Check(); !status.ok()) return status;
    }
    if (boundaries.size() > max_buckets) {
      return absl::OutOfRangeError(fmt::format(
          "the interval gives more than {} buckets; choose a longer one, or narrow the dates",
          max_buckets));
    }
    boundaries.push_back(NextBucketStart(boundaries.back(), interval, zone));
  }
  return boundaries;
}

absl::StatusOr<v1::CalendarInterval> ChooseInterval(SecondsRange range, absl::TimeZone zone,
                                                    std::size_t max_buckets,
                                                    const search::SearchContext& context) {
  constexpr std::array<std::int64_t, 7> kShortest = {
      kHour,           23 * kHour,       167 * kHour,      28 * 24 * kHour,
      90 * 24 * kHour, 365 * 24 * kHour, 3652 * 24 * kHour};
  for (std::size_t i = 0; i < kIntervals.size(); ++i) {
    // Saves making the boundaries if there are far too many.
    if (static_cast<std::uint64_t>(range.last - range.first) /
            static_cast<std::uint64_t>(kShortest[i]) >
        2 * max_buckets + 2)
      continue;
    const auto covered = BucketBoundaries(range, kIntervals[i], zone, max_buckets, context);
    if (covered.ok()) return kIntervals[i];
    if (!absl::IsOutOfRange(covered.status())) return covered.status();
  }
  return v1::CALENDAR_INTERVAL_DECADE;
}

absl::StatusOr<std::int64_t> ParseMoment(std::string_view text, absl::Time now,
                                         absl::TimeZone zone) {
  const auto period = dates::ParsePeriod(text, now, zone);
  if (!period.ok()) return period.status();
  return absl::ToUnixSeconds(period->start);
}

google::protobuf::Timestamp ToTimestamp(std::int64_t seconds) {
  google::protobuf::Timestamp time;
  time.set_seconds(std::clamp(seconds, limits::kMinPublishSeconds, limits::kMaxPublishSeconds));
  if (seconds > limits::kMaxPublishSeconds) time.set_nanos(limits::kMaxNanos);
  return time;
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
