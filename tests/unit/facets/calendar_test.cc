// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/facets/calendar.h"

#include <gtest/gtest.h>

#include <random>

#include "core/dates/time_zone.h"

namespace dateline::facets {
namespace {

absl::TimeZone Zone(const char* name) {
  const auto zone = dates::FindZone(name);
  EXPECT_TRUE(zone.ok()) << name;
  return zone.ok() ? *zone : absl::UTCTimeZone();
}

std::int64_t At(absl::TimeZone zone, std::int64_t year, int month, int day, int hour = 0) {
  return absl::ToUnixSeconds(absl::FromCivil(absl::CivilSecond(year, month, day, hour), zone));
}

struct Case {
  const char* what;
  v1::CalendarInterval interval;
  const char* zone;
  const char* moment;
  const char* start;
  const char* next;
};

class BucketTest : public testing::TestWithParam<Case> {};

TEST_P(BucketTest, StartsAndEndsWhereTheCalendarSays) {
  const Case& c = GetParam();
  const absl::TimeZone zone = Zone(c.zone);
  const auto moment = ParseMoment(c.moment, absl::UnixEpoch(), zone);
  ASSERT_TRUE(moment.ok()) << moment.status();
  const std::int64_t start = BucketStart(*moment, c.interval, zone);
  EXPECT_EQ(FormatMoment(start, zone), c.start);
  EXPECT_EQ(FormatMoment(NextBucketStart(start, c.interval, zone), zone), c.next);
}

constexpr const char* kBerlin = "Europe/Berlin";
INSTANTIATE_TEST_SUITE_P(
    Calendar, BucketTest,
    testing::Values(Case{"Month", v1::CALENDAR_INTERVAL_MONTH, "", "2024-02-15",
                         "2024-02-01T00:00:00+00:00", "2024-03-01T00:00:00+00:00"},
                    Case{"MonthOverDst", v1::CALENDAR_INTERVAL_MONTH, kBerlin, "2024-03-20",
                         "2024-03-01T00:00:00+01:00", "2024-04-01T00:00:00+02:00"},
                    Case{"ShortDay", v1::CALENDAR_INTERVAL_DAY, kBerlin, "2024-03-31",
                         "2024-03-31T00:00:00+01:00", "2024-04-01T00:00:00+02:00"},
                    Case{"LongDay", v1::CALENDAR_INTERVAL_DAY, kBerlin, "2024-10-27",
                         "2024-10-27T00:00:00+02:00", "2024-10-28T00:00:00+01:00"},
                    Case{"LeapDay", v1::CALENDAR_INTERVAL_DAY, "", "2000-02-29",
                         "2000-02-29T00:00:00+00:00", "2000-03-01T00:00:00+00:00"},
                    Case{"NoLeapDay1900", v1::CALENDAR_INTERVAL_DAY, "", "1900-02-28",
                         "1900-02-28T00:00:00+00:00", "1900-03-01T00:00:00+00:00"},
                    Case{"WeekStartsOnMonday", v1::CALENDAR_INTERVAL_WEEK, "", "2024-01-03",
                         "2024-01-01T00:00:00+00:00", "2024-01-08T00:00:00+00:00"},
                    Case{"WeekOverNewYear", v1::CALENDAR_INTERVAL_WEEK, "", "2023-01-01",
                         "2022-12-26T00:00:00+00:00", "2023-01-02T00:00:00+00:00"},
                    Case{"Quarter", v1::CALENDAR_INTERVAL_QUARTER, "", "2024-06-30",
                         "2024-04-01T00:00:00+00:00", "2024-07-01T00:00:00+00:00"},
                    Case{"Year", v1::CALENDAR_INTERVAL_YEAR, "", "1969-12-31",
                         "1969-01-01T00:00:00+00:00", "1970-01-01T00:00:00+00:00"},
                    Case{"Decade", v1::CALENDAR_INTERVAL_DECADE, "", "1899-05",
                         "1890-01-01T00:00:00+00:00", "1900-01-01T00:00:00+00:00"},
                    Case{"Ancient", v1::CALENDAR_INTERVAL_YEAR, "", "0001-06",
                         "0001-01-01T00:00:00+00:00", "0002-01-01T00:00:00+00:00"}),
    [](const auto& one) { return one.param.what; });

// Each moment lies in its bucket, and buckets follow each other without gaps.
TEST(BucketTest, BoundariesCoverEveryMoment) {
  std::mt19937_64 random(3);
  for (const char* name : {"", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
                           "Asia/Kathmandu", "Pacific/Apia"}) {
    const absl::TimeZone zone = Zone(name);
    for (const auto interval :
         {v1::CALENDAR_INTERVAL_HOUR, v1::CALENDAR_INTERVAL_DAY, v1::CALENDAR_INTERVAL_WEEK,
          v1::CALENDAR_INTERVAL_MONTH, v1::CALENDAR_INTERVAL_YEAR}) {
      for (int i = 0; i < 300; ++i) {
        const auto moment = static_cast<std::int64_t>(random() % 6'000'000'000) - 3'000'000'000;
        const std::int64_t start = BucketStart(moment, interval, zone);
        const std::int64_t next = NextBucketStart(start, interval, zone);
        ASSERT_LE(start, moment) << name << interval;
        ASSERT_GT(next, moment) << name << interval << " " << moment;
        ASSERT_EQ(BucketStart(next, interval, zone), next) << name << interval;
        ASSERT_EQ(BucketStart(next - 1, interval, zone), start) << name << interval;
      }
    }
  }
}

TEST(CalendarTest, TooManyBucketsAreRefused) {
  EXPECT_EQ(
      BucketBoundaries({0, 86400 * 10}, v1::CALENDAR_INTERVAL_DAY, Zone(""), 5, {}).status().code(),
      absl::StatusCode::kOutOfRange);
  const auto days = BucketBoundaries({0, 86400 * 10}, v1::CALENDAR_INTERVAL_DAY, Zone(""), 11, {});
  ASSERT_TRUE(days.ok());
  EXPECT_EQ(days->size(), 12U);
}

TEST(CalendarTest, WhetherAWidthFitsIsWhatItsBucketsSay) {
  const absl::TimeZone utc = Zone("");
  const auto first = [&](SecondsRange range, std::size_t most) {
    for (const BucketWidth& width : AutomaticWidths()) {
      if (FitsIn(range, width, utc, most, {}).value()) return width;
    }
    return BucketWidth(v1::CALENDAR_INTERVAL_UNSPECIFIED);
  };
  constexpr std::int64_t kYear = 86400L * 365;
  EXPECT_EQ(first({0, 3600 * 20}, 60), v1::CALENDAR_INTERVAL_HOUR);
  EXPECT_EQ(first({0, 86400 * 30}, 60), v1::CALENDAR_INTERVAL_DAY);
  EXPECT_EQ(first({0, kYear * 300}, 60), v1::CALENDAR_INTERVAL_DECADE);
  EXPECT_EQ(first({0, kYear * 3000}, 60), v1::CALENDAR_INTERVAL_CENTURY);
  const SecondsRange all{-62135596800, 253402300799};
  EXPECT_EQ(first(all, 60), BucketWidth(v1::CALENDAR_INTERVAL_CENTURY, 2));
  EXPECT_EQ(first(all, 1), BucketWidth(v1::CALENDAR_INTERVAL_CENTURY, 200));
}

// Buckets of several intervals follow each other without gaps, start as their rule says, and
// none is longer than its width.
TEST(CalendarTest, SeveralIntervalsMakeABucket) {
  const struct {
    BucketWidth width;
    const char* zone;
    const char* moment;
    const char* start;
    const char* next;
  } cases[] = {
      {{v1::CALENDAR_INTERVAL_MINUTE, 15},
       "Asia/Kathmandu",
       "2024-03-05T10:44:59Z",
       "2024-03-05T16:15:00+05:45",
       "2024-03-05T16:30:00+05:45"},
      {v1::CALENDAR_INTERVAL_MINUTE, "", "2024-03-05T10:44:59Z", "2024-03-05T10:44:00+00:00",
       "2024-03-05T10:45:00+00:00"},
      {{v1::CALENDAR_INTERVAL_HOUR, 6},
       kBerlin,
       "2024-03-31T08:00:00+02:00",
       "2024-03-31T06:00:00+02:00",
       "2024-03-31T12:00:00+02:00"},
      {{v1::CALENDAR_INTERVAL_HOUR, 5},
       "",
       "2024-03-05T23:00:00Z",
       "2024-03-05T20:00:00+00:00",
       "2024-03-06T00:00:00+00:00"},
      {{v1::CALENDAR_INTERVAL_HOUR, 24},
       kBerlin,
       "2024-03-31T08:00:00+02:00",
       "2024-03-31T00:00:00+01:00",
       "2024-04-01T00:00:00+02:00"},
      {{v1::CALENDAR_INTERVAL_WEEK, 2},
       "",
       "1970-01-06T00:00:00Z",
       "1970-01-05T00:00:00+00:00",
       "1970-01-19T00:00:00+00:00"},
      {{v1::CALENDAR_INTERVAL_WEEK, 2},
       "",
       "1970-01-04T00:00:00Z",
       "1969-12-22T00:00:00+00:00",
       "1970-01-05T00:00:00+00:00"},
      {{v1::CALENDAR_INTERVAL_DAY, 10},
       "",
       "1970-01-20T00:00:00Z",
       "1970-01-15T00:00:00+00:00",
       "1970-01-25T00:00:00+00:00"},
      {{v1::CALENDAR_INTERVAL_MONTH, 2},
       "",
       "2024-04-05T00:00:00Z",
       "2024-03-01T00:00:00+00:00",
       "2024-05-01T00:00:00+00:00"},
      {{v1::CALENDAR_INTERVAL_QUARTER, 2},
       "",
       "2024-12-05T00:00:00Z",
       "2024-07-01T00:00:00+00:00",
       "2025-01-01T00:00:00+00:00"},
      {{v1::CALENDAR_INTERVAL_YEAR, 5},
       "",
       "2024-12-05T00:00:00Z",
       "2021-01-01T00:00:00+00:00",
       "2026-01-01T00:00:00+00:00"},
      {{v1::CALENDAR_INTERVAL_DECADE, 2},
       "",
       "1999-12-05T00:00:00Z",
       "1980-01-01T00:00:00+00:00",
       "2000-01-01T00:00:00+00:00"},
      {v1::CALENDAR_INTERVAL_CENTURY, "", "1999-12-05T00:00:00Z", "1900-01-01T00:00:00+00:00",
       "2000-01-01T00:00:00+00:00"},
  };
  for (const auto& c : cases) {
    const absl::TimeZone zone = Zone(c.zone);
    const auto moment = ParseMoment(c.moment, absl::UnixEpoch(), zone);
    ASSERT_TRUE(moment.ok()) << c.moment;
    const std::int64_t start = BucketStart(*moment, c.width, zone);
    EXPECT_EQ(FormatMoment(start, zone), c.start) << c.moment;
    EXPECT_EQ(FormatMoment(NextBucketStart(start, c.width, zone), zone), c.next) << c.moment;
  }
  std::mt19937_64 random(4);
  for (const char* name : {"", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"}) {
    const absl::TimeZone zone = Zone(name);
    for (const BucketWidth width :
         {BucketWidth(v1::CALENDAR_INTERVAL_MINUTE, 15),
          BucketWidth(v1::CALENDAR_INTERVAL_MINUTE, 90), BucketWidth(v1::CALENDAR_INTERVAL_HOUR, 7),
          BucketWidth(v1::CALENDAR_INTERVAL_DAY, 3), BucketWidth(v1::CALENDAR_INTERVAL_WEEK, 2),
          BucketWidth(v1::CALENDAR_INTERVAL_MONTH, 5),
          BucketWidth(v1::CALENDAR_INTERVAL_CENTURY, 3)}) {
      for (int i = 0; i < 300; ++i) {
        const auto moment = static_cast<std::int64_t>(random() % 2'000'000'000);
        const std::int64_t start = BucketStart(moment, width, zone);
        const std::int64_t next = NextBucketStart(start, width, zone);
        ASSERT_LE(start, moment) << name << width.interval << width.count;
        ASSERT_GT(next, moment) << name << width.interval << width.count << " " << moment;
      }
    }
  }
}

TEST(CalendarTest, KeysAreOfTheYearsThatTimesHave) {
  const absl::TimeZone new_york = Zone("America/New_York");
  EXPECT_EQ(FormatMoment(At(new_york, 1850, 1, 1), new_york), "1850-01-01T00:00:00-04:56:02");
  EXPECT_EQ(FormatMoment(At(Zone(""), 0, 1, 1), Zone("")), "0001-01-01T00:00:00+00:00");
  EXPECT_EQ(FormatMoment(At(Zone(""), 0, 1, 1), new_york), "0001-01-01T00:00:00+00:00");
  EXPECT_EQ(FormatMoment(At(Zone(""), 9999, 12, 31, 23), Zone("Asia/Tokyo")),
            "9999-12-31T23:00:00+00:00");
}

TEST(CalendarTest, RelativeMomentsCountFromNow) {
  const absl::TimeZone utc = Zone("");
  const absl::Time now = absl::FromUnixSeconds(At(utc, 2024, 3, 31, 15));
  for (const auto& [text, expected] :
       std::vector<std::pair<const char*, std::int64_t>>{{"now", At(utc, 2024, 3, 31, 15)},
                                                         {"now-7d", At(utc, 2024, 3, 24, 15)},
                                                         {"now-7d/d", At(utc, 2024, 3, 24)},
                                                         {"now/M", At(utc, 2024, 3, 1)},
                                                         {"now+1M/M", At(utc, 2024, 4, 1)},
                                                         {"now-1y", At(utc, 2023, 3, 31, 15)},
                                                         {"2024", At(utc, 2024, 1, 1)},
                                                         {"2024-05-17", At(utc, 2024, 5, 17)}}) {
    const auto moment = ParseMoment(text, now, utc);
    ASSERT_TRUE(moment.ok()) << text;
    EXPECT_EQ(*moment, expected) << text;
  }
  for (const char* text : {"", "now-", "now-7q", "soon", "2024-13", "now-99999999999999d"}) {
    EXPECT_FALSE(ParseMoment(text, now, utc).ok()) << text;
  }
}

struct Relative {
  const char* now;
  const char* text;
  const char* moment;
};

TEST(CalendarTest, HoursPassAndDaysKeepTheClockWhereSummerTimeChanges) {
  const absl::TimeZone berlin = Zone(kBerlin);
  // 02:00 to 03:00 is left out on 31 March 2024 and comes twice on 27 October.
  for (const Relative& c : std::vector<Relative>{
           {"2024-03-31T03:30:00+02:00", "now-1h", "2024-03-31T01:30:00+01:00"},
           {"2024-03-31T01:30:00+01:00", "now+1h", "2024-03-31T03:30:00+02:00"},
           {"2024-03-31T12:00:00+02:00", "now-1d", "2024-03-30T12:00:00+01:00"},
           {"2024-03-31T12:00:00+02:00", "now-24h", "2024-03-30T11:00:00+01:00"},
           {"2024-03-31T12:00:00+02:00", "now-1w/d", "2024-03-24T00:00:00+01:00"},
           {"2024-03-30T02:30:00+01:00", "now+1d", "2024-03-31T03:00:00+02:00"},
           {"2024-10-27T02:30:00+01:00", "now", "2024-10-27T02:30:00+01:00"},
           {"2024-10-27T02:30:00+02:00", "now", "2024-10-27T02:30:00+02:00"},
           {"2024-10-27T02:30:00+01:00", "now/h", "2024-10-27T02:00:00+01:00"},
           {"2024-10-27T02:30:00+01:00", "now-30m", "2024-10-27T02:00:00+01:00"},
           {"2024-10-27T02:30:00+01:00", "now-1h", "2024-10-27T02:30:00+02:00"},
           {"2024-10-27T12:00:00+01:00", "now-24h", "2024-10-26T13:00:00+02:00"},
           {"2024-10-27T12:00:00+01:00", "now-1d", "2024-10-26T12:00:00+02:00"},
           {"2024-10-27T12:00:00+01:00", "now-1M/M", "2024-09-01T00:00:00+02:00"}}) {
    const auto now = ParseMoment(c.now, absl::UnixEpoch(), berlin);
    ASSERT_TRUE(now.ok()) << c.now;
    const auto moment = ParseMoment(c.text, absl::FromUnixSeconds(*now), berlin);
    ASSERT_TRUE(moment.ok()) << c.text;
    EXPECT_EQ(FormatMoment(*moment, berlin), c.moment) << c.now << " " << c.text;
  }
}

TEST(CalendarTest, UnknownZonesAreRefused) { EXPECT_FALSE(dates::FindZone("Moon/Crater").ok()); }

}  // namespace
}  // namespace dateline::facets
