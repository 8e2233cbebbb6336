// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dates/parse_period.h"

#include <gtest/gtest.h>

#include <string>

#include "core/dates/time_zone.h"

namespace dateline::dates {
namespace {

absl::TimeZone Zone(const char* name) { return FindZone(name).value(); }

std::string Utc(absl::Time time) {
  return absl::FormatTime("%E4Y-%m-%dT%H:%M:%S", time, absl::UTCTimeZone());
}

// A Sunday.
absl::Time Now() {
  return absl::FromCivil(absl::CivilSecond(2024, 3, 31, 15, 20, 40), absl::UTCTimeZone());
}

struct Case {
  const char* text;
  const char* zone;
  const char* start;
  const char* end;
};

TEST(ParsePeriodTest, APeriodCoversAllThatItsTextNames) {
  for (const Case& one : {
           Case{"2024", "", "2024-01-01T00:00:00", "2025-01-01T00:00:00"},
           Case{"0001", "", "0001-01-01T00:00:00", "0002-01-01T00:00:00"},
           Case{"9999-12", "", "9999-12-01T00:00:00", "10000-01-01T00:00:00"},
           Case{"2024-12", "", "2024-12-01T00:00:00", "2025-01-01T00:00:00"},
           Case{"2024-02-29", "", "2024-02-29T00:00:00", "2024-03-01T00:00:00"},
           Case{"2024-03-31", "Europe/Berlin", "2024-03-30T23:00:00", "2024-03-31T22:00:00"},
           // Clocks went from 23:30 to 00:30: the day starts at the change.
           Case{"1919-03-31", "America/Toronto", "1919-03-31T04:30:00", "1919-04-01T04:00:00"},
           Case{"2024-05-17T14:30:00Z", "Europe/Berlin", "2024-05-17T14:30:00",
                "2024-05-17T14:30:01"},
           Case{"2024-05-17t14:30:00+02:00", "", "2024-05-17T12:30:00", "2024-05-17T12:30:01"},
           Case{"2024-05-17T14:30:00.75Z", "", "2024-05-17T14:30:00", "2024-05-17T14:30:01"},
           Case{"1969-12-31T23:59:59.5Z", "", "1969-12-31T23:59:59", "1970-01-01T00:00:00"},
           Case{"2024-05-17T14:30:00", "Europe/Berlin", "2024-05-17T12:30:00",
                "2024-05-17T12:30:01"},
           Case{"2024-05-17T14:30", "Europe/Berlin", "2024-05-17T12:30:00", "2024-05-17T12:31:00"},
           Case{"2024-05-17 14:30", "", "2024-05-17T14:30:00", "2024-05-17T14:31:00"},
           Case{"2024-05-17T14:30+0530", "", "2024-05-17T09:00:00", "2024-05-17T09:01:00"},
           Case{"2024-05-17T14:30-03", "", "2024-05-17T17:30:00", "2024-05-17T17:31:00"},
           Case{"2024-05-17 14:30 UTC", "Europe/Berlin", "2024-05-17T14:30:00",
                "2024-05-17T14:31:00"},
           Case{"20240517T143000Z", "", "2024-05-17T14:30:00", "2024-05-17T14:30:01"},
           Case{"2024-05-17T24:00", "", "2024-05-18T00:00:00", "2024-05-18T00:01:00"},
           Case{"2024-5", "", "2024-05-01T00:00:00", "2024-06-01T00:00:00"},
           Case{" 2024/05/01 ", "", "2024-05-01T00:00:00", "2024-05-02T00:00:00"},
           Case{"2024/05", "", "2024-05-01T00:00:00", "2024-06-01T00:00:00"},
           Case{"20240517", "", "2024-05-17T00:00:00", "2024-05-18T00:00:00"},
           Case{"2025-Q4", "", "2025-10-01T00:00:00", "2026-01-01T00:00:00"},
           Case{"Q1 2025", "Europe/Berlin", "2024-12-31T23:00:00", "2025-03-31T22:00:00"},
           Case{"2025q2", "", "2025-04-01T00:00:00", "2025-07-01T00:00:00"},
           Case{"May 2010", "", "2010-05-01T00:00:00", "2010-06-01T00:00:00"},
           Case{"sept 2010", "", "2010-09-01T00:00:00", "2010-10-01T00:00:00"},
           Case{"17 May 2010", "", "2010-05-17T00:00:00", "2010-05-18T00:00:00"},
           Case{"May 17th, 2010", "", "2010-05-17T00:00:00", "2010-05-18T00:00:00"},
           Case{"1887-21", "", "1887-03-01T00:00:00", "1887-06-01T00:00:00"},
           Case{"Winter 1887", "", "1887-12-01T00:00:00", "1888-03-01T00:00:00"},
           Case{"Frühling 1887", "", "1887-03-01T00:00:00", "1887-06-01T00:00:00"},
           Case{"188X", "", "1880-01-01T00:00:00", "1890-01-01T00:00:00"},
           Case{"1880s", "", "1880-01-01T00:00:00", "1890-01-01T00:00:00"},
           Case{"18XX", "", "1800-01-01T00:00:00", "1900-01-01T00:00:00"},
           Case{"1887~", "", "1887-01-01T00:00:00", "1888-01-01T00:00:00"},
       }) {
    const auto period = ParsePeriod(one.text, Now(), Zone(one.zone));
    ASSERT_TRUE(period.ok()) << period.status();
    EXPECT_EQ(Utc(period->start), one.start) << one.text;
    EXPECT_EQ(Utc(period->end), one.end) << one.text;
  }
}

TEST(ParsePeriodTest, WhatCountsFromNowIsASecondOrTheUnitThatItIsRoundedTo) {
  for (const Case& one : {
           Case{"now", "", "2024-03-31T15:20:40", "2024-03-31T15:20:41"},
           Case{"now-7d", "", "2024-03-24T15:20:40", "2024-03-24T15:20:41"},
           Case{"now-1M", "", "2024-02-29T15:20:40", "2024-02-29T15:20:41"},
           Case{"now/m", "", "2024-03-31T15:20:00", "2024-03-31T15:21:00"},
           Case{"now/h", "Asia/Kolkata", "2024-03-31T14:30:00", "2024-03-31T15:30:00"},
           Case{"now/d", "", "2024-03-31T00:00:00", "2024-04-01T00:00:00"},
           Case{"now/d", "Europe/Berlin", "2024-03-30T23:00:00", "2024-03-31T22:00:00"},
           Case{"now/w", "", "2024-03-25T00:00:00", "2024-04-01T00:00:00"},
           Case{"now-1M/M", "", "2024-02-01T00:00:00", "2024-03-01T00:00:00"},
           Case{"now/y+6h", "", "2024-01-01T06:00:00", "2024-01-01T06:00:01"},
           Case{"now+2w/y", "", "2024-01-01T00:00:00", "2025-01-01T00:00:00"},
           Case{"today", "Europe/Berlin", "2024-03-30T23:00:00", "2024-03-31T22:00:00"},
           Case{"Yesterday", "", "2024-03-30T00:00:00", "2024-03-31T00:00:00"},
           Case{"tomorrow", "", "2024-04-01T00:00:00", "2024-04-02T00:00:00"},
           Case{"today-7d", "", "2024-03-24T00:00:00", "2024-03-25T00:00:00"},
           Case{"today-1M/M", "", "2024-02-01T00:00:00", "2024-03-01T00:00:00"},
           Case{"yesterday+6h", "", "2024-03-30T06:00:00", "2024-03-30T06:00:01"},
       }) {
    const auto period = ParsePeriod(one.text, Now(), Zone(one.zone));
    ASSERT_TRUE(period.ok()) << period.status();
    EXPECT_EQ(Utc(period->start), one.start) << one.text;
    EXPECT_EQ(Utc(period->end), one.end) << one.text;
  }
}

TEST(ParsePeriodTest, WhatIsNotADateIsRefusedWithTheFormsThatAre) {
  for (const char* text : {"",
                           "2025-13",
                           "2025-02-30",
                           "2024-05-17T24:30",
                           "2024-Q5",
                           "May 2024..",
                           "..2024",
                           "20241317",
                           "5/6/2024",
                           "Mayday 2024",
                           "31 June 2024",
                           "1887-03/1887-05",
                           "2024-05-17T14:30+25:00",
                           "17.05.2024",
                           "2024-05-17x",
                           "0000",
                           "10000",
                           "-1",
                           "99999999999999999999",
                           "9223372036854775807",
                           "infinite-future",
                           "infinite-past",
                           "0000-06-01T00:00:00Z",
                           "now-",
                           "now-7q",
                           "now7d",
                           "nowhere",
                           "now-99999999999999d",
                           "now+1000000y",
                           "now-1000000y",
                           "2024-05-17T14:30:00.0000000000000000000000000Z"}) {
    const auto period = ParsePeriod(text, Now(), absl::UTCTimeZone());
    ASSERT_TRUE(absl::IsInvalidArgument(period.status())) << text;
    EXPECT_NE(period.status().message().find("write 2024, 2024-05, 2024-05-17"),
              absl::string_view::npos);
    EXPECT_LT(period.status().message().size(), 300U) << text;
  }
}

TEST(FindZoneTest, AZoneIsFoundByItsNameAndNoneIsUtc) {
  EXPECT_EQ(FindZone("").value(), absl::UTCTimeZone());
  EXPECT_EQ(FindZone("Asia/Tokyo").value().name(), "Asia/Tokyo");
  for (const std::string& name :
       {std::string("Nope"), std::string("/etc/passwd"), std::string("../UTC"),
        std::string("file:UTC"), std::string("Fixed/UTC+01:02:03"), std::string("localtime"),
        std::string("posix/Europe/Berlin"), std::string("europe/berlin"), std::string("zone.tab"),
        std::string("Europe"), std::string(70, 'a')}) {
    const auto unknown = FindZone(name);
    EXPECT_TRUE(absl::IsInvalidArgument(unknown.status())) << name;
    EXPECT_NE(unknown.status().message().find("IANA"), absl::string_view::npos);
  }
}

}  // namespace
}  // namespace dateline::dates
