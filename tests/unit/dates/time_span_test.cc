// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dates/time_span.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "core/dates/time_zone.h"

namespace dateline::dates {
namespace {

constexpr std::int64_t kDay = 86400;

absl::Time Now() {
  return absl::FromCivil(absl::CivilSecond(2024, 3, 31, 15, 20, 40), absl::UTCTimeZone());
}
absl::TimeZone Zone(const char* name) { return FindZone(name).value(); }
std::int64_t Midnight(int year, int month, int day) {
  return (absl::CivilDay(year, month, day) - absl::CivilDay(1970, 1, 1)) * kDay;
}

TEST(TimeSpanTest, DaysKeepTheirNamesInEveryZone) {
  for (const char* name : {"", "Europe/Berlin", "America/New_York", "Pacific/Apia",
                           "Pacific/Kiritimati", "America/Toronto", "Asia/Kathmandu"}) {
    for (const char* text : {"2011-12-30", "2011-12-30..2011-12-30", "2011-12-30/2011-12-30",
                             "30 Dec 2011", "2011/12/30"}) {
      const auto span = ParseTimeSpan(text, Now(), Zone(name));
      ASSERT_TRUE(span.ok()) << text << name;  // Apia left the day out
      EXPECT_EQ(span->first_day, Midnight(2011, 12, 30)) << text << name;
      EXPECT_EQ(span->end_day, Midnight(2011, 12, 31)) << text << name;
      EXPECT_EQ(span->first_whole, span->first_day) << text << name;
      EXPECT_EQ(span->end_whole, span->end_day) << text << name;
    }
  }
}

TEST(TimeSpanTest, AMomentOverlapsItsDayAndHoldsNone) {
  const auto span = ParseTimeSpan("2024-05-17T14:00..2024-05-18T09:59", Now(), Zone(""));
  ASSERT_TRUE(span.ok());
  EXPECT_EQ(span->first_day, Midnight(2024, 5, 17));
  EXPECT_EQ(span->end_day, Midnight(2024, 5, 19));
  EXPECT_EQ(span->first_whole, Midnight(2024, 5, 18));
  EXPECT_EQ(span->end_whole, Midnight(2024, 5, 18));
}

TEST(TimeSpanTest, RangesAndComparisonsMayBeOpen) {
  const std::int64_t start = Midnight(2024, 1, 1);
  const std::int64_t end = Midnight(2025, 1, 1);
  const struct {
    const char* text;
    std::optional<std::int64_t> start;
    std::optional<std::int64_t> end;
  } cases[] = {{"2024..", start, std::nullopt},
               {"..2024", std::nullopt, end},
               {"2024/..", start, std::nullopt},
               {"../2024", std::nullopt, end},
               {">=2024", start, std::nullopt},
               {">2024", end, std::nullopt},
               {"<=2024", std::nullopt, end},
               {"<2024", std::nullopt, start},
               {"2024", start, end},
               {"2024..2024-12", start, end},
               {"2024 .. 2024", start, end},
               {"2024-Q1..2024-Q4", start, end},
               {"Jan 2024..Dec 2024", start, end}};
  for (const auto& c : cases) {
    const auto span = ParseTimeSpan(c.text, Now(), Zone(""));
    ASSERT_TRUE(span.ok()) << c.text << span.status();
    EXPECT_EQ(span->start, c.start) << c.text;
    EXPECT_EQ(span->end, c.end) << c.text;
    EXPECT_EQ(span->first_day, c.start) << c.text;
    EXPECT_EQ(span->end_day, c.end) << c.text;
  }
}

TEST(TimeSpanTest, ErrorsSayWhatWasExpected) {
  for (const char* text : {"", "..", "/", "soon", "2024..soon", "2024-13", ">", "2024...", "a/b",
                           "2024..2025..2026"}) {
    const auto span = ParseTimeSpan(text, Now(), Zone(""));
    ASSERT_TRUE(absl::IsInvalidArgument(span.status())) << text;
    EXPECT_NE(std::string(span.status().message()).find("expected a year, quarter, month"),
              std::string::npos)
        << span.status();
  }
  for (const char* text : {"2025..2024", "2025/2024", "2024-05-17T10:00..2024-05-17T09:00"}) {
    const auto span = ParseTimeSpan(text, Now(), Zone(""));
    ASSERT_TRUE(absl::IsInvalidArgument(span.status())) << text;
    EXPECT_NE(std::string(span.status().message()).find("earlier date first"), std::string::npos)
        << span.status();
  }
}

// What is printed is read as the same again, in its zone.
TEST(TimeSpanTest, WhatIsPrintedIsReadAsTheSame) {
  std::mt19937_64 random(5);
  for (const char* name : {"", "Europe/Berlin", "America/New_York", "Asia/Kathmandu",
                           "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kiritimati"}) {
    const absl::TimeZone zone = Zone(name);
    for (int i = 0; i < 2000; ++i) {
      const auto any = [&] {
        auto time = static_cast<std::int64_t>(random() % 315000000000ULL) - 62000000000;
        const absl::Time at = absl::FromUnixSeconds(time);
        return random() % 2 == 0 ? at : DayStart(absl::ToCivilDay(at, zone), zone);
      };
      std::optional<absl::Time> start = any();
      std::optional<absl::Time> end = any();
      if (*start >= *end) std::swap(start, end);
      if (*start == *end) continue;
      if (random() % 4 == 0) start.reset();
      if (random() % 4 == 0 && start) end.reset();
      const TimeSpan span = SpanOf(start, end, zone);
      const std::string text = FormatTimeSpan(span);
      const auto back = ParseTimeSpan(text, absl::UnixEpoch(), zone);
      ASSERT_TRUE(back.ok()) << text << back.status();
      ASSERT_EQ(*back, span) << text << " " << name;
    }
  }
}

}  // namespace
}  // namespace dateline::dates
