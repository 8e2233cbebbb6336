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

constexpr std::int64_t kMinute = 60;
constexpr std::int64_t kHour = 3600;
constexpr std::size_t kBoundariesPerLook = 256;  // at the clock
constexpr absl::CivilDay kFirstMonday(1970, 1, 5);

std::int64_t FloorTo(std::int64_t value, std::int64_t unit) {
  return value - ((value % unit) + unit) % unit;
}

std::int64_t DayStart(absl::CivilDay day, absl::TimeZone zone) {
  return absl::ToUnixSeconds(dates::DayStart(day, zone));
}

// Seconds of a width that is shorter than a day.
std::int64_t SubDaySeconds(const BucketWidth& width) {
  return width.count * (width.interval == v1::CALENDAR_INTERVAL_MINUTE ? kMinute : kHour);
}

// Months of a width that is counted from the year 1; 0 of any other.
std::int64_t MonthsOf(const BucketWidth& width) {
  switch (width.interval) {
    case v1::CALENDAR_INTERVAL_MONTH:
      return width.count;
    case v1::CALENDAR_INTERVAL_QUARTER:
      return 3 * width.count;
    case v1::CALENDAR_INTERVAL_YEAR:
      return 12 * width.count;
    default:
      return 0;
  }
}

// Years of a width that is counted from a year divisible by ten or a hundred; 0 of any other.
std::int64_t RoundYearsOf(const BucketWidth& width) {
  if (width.interval == v1::CALENDAR_INTERVAL_DECADE) return 10 * width.count;
  return width.interval == v1::CALENDAR_INTERVAL_CENTURY ? 100 * width.count : 0;
}

std::int64_t DaysOf(const BucketWidth& width) {
  return width.interval == v1::CALENDAR_INTERVAL_WEEK ? 7 * width.count : width.count;
}

absl::CivilDay NextDay(absl::CivilDay first, const BucketWidth& width) {
  const absl::CivilMonth month(first);
  if (const std::int64_t months = MonthsOf(width)) return absl::CivilDay(month + months);
  if (const std::int64_t years = RoundYearsOf(width)) return absl::CivilDay(month + 12 * years);
  return first + DaysOf(width);
}

// By the clock at `seconds`: hours of a zone whose offset is not whole hours do not start at those
// of UTC.
std::int64_t ClockFloor(std::int64_t seconds, std::int64_t unit, absl::TimeZone zone) {
  const std::int64_t offset = zone.At(absl::FromUnixSeconds(seconds)).offset;
  return FloorTo(seconds + offset, unit) - offset;
}

// Whether buckets of so many seconds fill each hour.
bool FillsHours(std::int64_t unit) { return kHour % unit == 0; }

// Start of the bucket, of those that count from midnight, that the clock is in.
absl::CivilSecond FromMidnight(absl::CivilSecond civil, std::int64_t unit) {
  const absl::CivilSecond midnight{absl::CivilDay(civil)};
  return midnight + FloorTo(civil - midnight, unit);
}

std::int64_t SubDayStart(std::int64_t seconds, std::int64_t unit, absl::TimeZone zone) {
  if (FillsHours(unit)) return ClockFloor(seconds, unit, zone);
  const absl::CivilSecond civil = absl::ToCivilSecond(absl::FromUnixSeconds(seconds), zone);
  return absl::ToUnixSeconds(absl::FromCivil(FromMidnight(civil, unit), zone));
}

std::int64_t NextSubDayStart(std::int64_t bucket_start, std::int64_t unit, absl::TimeZone zone) {
  if (FillsHours(unit)) return ClockFloor(bucket_start, unit, zone) + unit;
  absl::CivilSecond civil =
      FromMidnight(absl::ToCivilSecond(absl::FromUnixSeconds(bucket_start), zone), unit);
  std::int64_t next = bucket_start;
  // The clock may skip a whole bucket.
  while (next <= bucket_start) {
    const absl::CivilSecond midnight(absl::CivilDay(civil) + 1);
    civil = std::min(civil + unit, midnight);
    next = absl::ToUnixSeconds(absl::FromCivil(civil, zone));
  }
  return next;
}

}  // namespace

BucketWidth Normal(BucketWidth width) {
  const bool day = (width.interval == v1::CALENDAR_INTERVAL_MINUTE && width.count == 1440) ||
                   (width.interval == v1::CALENDAR_INTERVAL_HOUR && width.count == 24);
  return day ? BucketWidth(v1::CALENDAR_INTERVAL_DAY) : width;
}

bool IsSubDay(const BucketWidth& width) {
  return width.interval == v1::CALENDAR_INTERVAL_MINUTE ||
         width.interval == v1::CALENDAR_INTERVAL_HOUR;
}

absl::CivilDay BucketDay(absl::CivilDay day, const BucketWidth& width) {
  if (const std::int64_t months = MonthsOf(width)) {
    const std::int64_t month = 12 * (day.year() - 1) + day.month() - 1;
    return absl::CivilDay(absl::CivilMonth(1, 1) + FloorTo(month, months));
  }
  if (const std::int64_t years = RoundYearsOf(width)) {
    return absl::CivilDay(FloorTo(day.year(), years), 1, 1);
  }
  return kFirstMonday + FloorTo(day - kFirstMonday, DaysOf(width));
}

std::int64_t BucketStart(std::int64_t seconds, BucketWidth given, absl::TimeZone zone) {
  const BucketWidth width = Normal(given);
  if (IsSubDay(width)) return SubDayStart(seconds, SubDaySeconds(width), zone);
  const absl::CivilDay day = absl::ToCivilDay(absl::FromUnixSeconds(seconds), zone);
  return DayStart(BucketDay(day, width), zone);
}

std::int64_t NextBucketStart(std::int64_t bucket_start, BucketWidth given, absl::TimeZone zone) {
  const BucketWidth width = Normal(given);
  if (IsSubDay(width)) return NextSubDayStart(bucket_start, SubDaySeconds(width), zone);
  const absl::CivilDay day = absl::ToCivilDay(absl::FromUnixSeconds(bucket_start), zone);
  absl::CivilDay next = NextDay(BucketDay(day, width), width);
  // A zone that crosses the date line skips a whole day (Pacific/Apia, 2011-12-30).
  while (DayStart(next, zone) <= bucket_start) next = NextDay(next, width);
  return DayStart(next, zone);
}

absl::StatusOr<std::vector<std::int64_t>> BucketBoundaries(SecondsRange range, BucketWidth width,
                                                           absl::TimeZone zone,
                                                           std::size_t max_buckets,
                                                           const search::SearchContext& context) {
  std::vector<std::int64_t> boundaries{BucketStart(range.first, width, zone)};
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
    boundaries.push_back(NextBucketStart(boundaries.back(), width, zone));
  }
  return boundaries;
}

std::span<const BucketWidth> AutomaticWidths() {
  static const std::array<BucketWidth, 14> kWidths = {
      v1::CALENDAR_INTERVAL_HOUR,
      v1::CALENDAR_INTERVAL_DAY,
      v1::CALENDAR_INTERVAL_WEEK,
      v1::CALENDAR_INTERVAL_MONTH,
      v1::CALENDAR_INTERVAL_QUARTER,
      v1::CALENDAR_INTERVAL_YEAR,
      v1::CALENDAR_INTERVAL_DECADE,
      v1::CALENDAR_INTERVAL_CENTURY,
      {v1::CALENDAR_INTERVAL_CENTURY, 2},
      {v1::CALENDAR_INTERVAL_CENTURY, 5},
      {v1::CALENDAR_INTERVAL_CENTURY, 10},
      {v1::CALENDAR_INTERVAL_CENTURY, 20},
      {v1::CALENDAR_INTERVAL_CENTURY, 50},
      {v1::CALENDAR_INTERVAL_CENTURY, 200},  // all years, in any zone
  };
  return kWidths;
}

absl::StatusOr<bool> FitsIn(SecondsRange range, BucketWidth width, absl::TimeZone zone,
                            std::size_t max_buckets, const search::SearchContext& context) {
  constexpr std::int64_t kDay = 24 * kHour;
  // The shortest that one may be.
  std::int64_t shortest = kHour;
  if (!IsSubDay(width)) shortest = DaysOf(width) * kDay - kHour;
  if (const std::int64_t months = MonthsOf(width)) shortest = months * 28 * kDay;
  if (const std::int64_t years = RoundYearsOf(width)) shortest = years * 365 * kDay;
  // Saves making the boundaries if there are far too many.
  if (static_cast<std::uint64_t>(range.last - range.first) / static_cast<std::uint64_t>(shortest) >
      2 * max_buckets + 2)
    return false;
  const auto covered = BucketBoundaries(range, width, zone, max_buckets, context);
  if (covered.ok()) return true;
  if (absl::IsOutOfRange(covered.status())) return false;
  return covered.status();
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
  seconds = std::clamp(seconds, limits::kMinPublishSeconds, limits::kMaxPublishSeconds);
  absl::TimeZone::CivilInfo info = zone.At(absl::FromUnixSeconds(seconds));
  // RFC 3339 has no other years.
  if (info.cs.year() < 1 || info.cs.year() > 9999) {
    info = absl::UTCTimeZone().At(absl::FromUnixSeconds(seconds));
  }
  const absl::CivilSecond& at = info.cs;
  const int offset = std::abs(info.offset);
  std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{:02}:{:02}", at.year(),
                                 at.month(), at.day(), at.hour(), at.minute(), at.second(),
                                 info.offset < 0 ? '-' : '+', offset / 3600, offset / 60 % 60);
  if (offset % 60 != 0) text += fmt::format(":{:02}", offset % 60);
  return text;
}

}  // namespace dateline::facets
