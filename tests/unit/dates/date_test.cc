// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dates/date.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace dateline::dates {
namespace {

std::int64_t Day(int year, int month, int day) {
  return (absl::CivilDay(year, month, day) - absl::CivilDay(1970, 1, 1)) * kDaySeconds;
}

TEST(EdtfTest, EachFormOfLevelOneHasItsSpan) {
  const struct {
    const char* text;
    std::optional<std::int64_t> start;
    std::optional<std::int64_t> end;
    Precision precision;
  } cases[] = {
      {"1887", Day(1887, 1, 1), Day(1888, 1, 1), Precision::kYear},
      {"0001", Day(1, 1, 1), Day(2, 1, 1), Precision::kYear},
      {"9999", Day(9999, 1, 1), Day(10000, 1, 1), Precision::kYear},
      {"1887-12", Day(1887, 12, 1), Day(1888, 1, 1), Precision::kMonth},
      {"1888-02-29", Day(1888, 2, 29), Day(1888, 3, 1), Precision::kDay},
      {"188X", Day(1880, 1, 1), Day(1890, 1, 1), Precision::kDecade},
      {"18XX", Day(1800, 1, 1), Day(1900, 1, 1), Precision::kInterval},
      {"1887-XX", Day(1887, 1, 1), Day(1888, 1, 1), Precision::kYear},
      {"1887-03-XX", Day(1887, 3, 1), Day(1887, 4, 1), Precision::kMonth},
      {"1887-21", Day(1887, 3, 1), Day(1887, 6, 1), Precision::kSeason},
      {"1887-22", Day(1887, 6, 1), Day(1887, 9, 1), Precision::kSeason},
      {"1887-23", Day(1887, 9, 1), Day(1887, 12, 1), Precision::kSeason},
      {"1887-24", Day(1887, 12, 1), Day(1888, 3, 1), Precision::kSeason},
      {"1887-03/1887-05", Day(1887, 3, 1), Day(1887, 6, 1), Precision::kInterval},
      {"1887/1888-02-03", Day(1887, 1, 1), Day(1888, 2, 4), Precision::kInterval},
      {"../1887", std::nullopt, Day(1888, 1, 1), Precision::kInterval},
      {"1887/..", Day(1887, 1, 1), std::nullopt, Precision::kInterval},
      {"1887/", Day(1887, 1, 1), std::nullopt, Precision::kInterval},
  };
  for (const auto& c : cases) {
    const auto date = ParseEdtf(c.text);
    ASSERT_TRUE(date) << c.text;
    EXPECT_EQ(date->start, c.start) << c.text;
    EXPECT_EQ(date->end, c.end) << c.text;
    EXPECT_EQ(date->precision, c.precision) << c.text;
    EXPECT_EQ(date->qualifier, '\0') << c.text;
  }
}

TEST(EdtfTest, WhatIsNotEdtfIsNotRead) {
  for (const char* text : {"",          "0000",       "188",
                           "18870",     "1887-13",    "1887-00",
                           "1887-3",    "1887-02-29", "1887-XX-05",
                           "1887-25",   "../..",      "/",
                           "1888/1887", "1887~~",     "~1887",
                           "XXXX",      "000X",       "00XX",
                           "1X87",      "9999-24",    "1887-03-05T10:00:00Z",
                           "1887 ",     "-1887",      "1887/1888/1889",
                           "Y18870"}) {
    EXPECT_FALSE(ParseEdtf(text)) << text;
  }
}

// What is printed is read as the same again.
TEST(EdtfTest, EveryDateThatIsPrintedComesBack) {
  std::mt19937_64 random(11);
  const auto any = [&random](int first, int last) {
    return first + static_cast<int>(random() % static_cast<std::uint64_t>(last - first + 1));
  };
  const auto plain = [&any]() -> Date {
    const int year = any(1, 9998);
    switch (any(0, 4)) {
      case 0:
        return YearDate(year);
      case 1:
        return MonthDate(year, any(1, 12));
      case 2:
        return SeasonDate(year, any(21, 24));
      case 3:
        return DaysDate(absl::CivilDay(std::max(year / 10 * 10, 10), 1, 1),
                        absl::CivilDay(std::max(year / 10 * 10, 10) + 10, 1, 1),
                        Precision::kDecade);
      default: {
        const absl::CivilDay day = absl::CivilDay(year, 1, 1) + any(0, 364);
        return DaysDate(day, day + 1, Precision::kDay);
      }
    }
  };
  for (int i = 0; i < 20000; ++i) {
    Date date = plain();
    date.qualifier = "\0\0\0~?%"[any(0, 5)];
    if (any(0, 2) == 0) {
      const Date other = plain();
      date.precision = Precision::kInterval;
      date.end = other.end;
      if (*date.start >= *date.end) continue;
      if (any(0, 5) == 0) {
        date.start.reset();
      } else if (any(0, 5) == 0) {
        date.end.reset();
      }
    }
    const std::string text = FormatEdtf(date);
    const auto back = ParseEdtf(text);
    ASSERT_TRUE(back) << text;
    ASSERT_EQ(*back, date) << text;
  }
}

TEST(EdtfTest, AMomentIsPrintedAsRfc3339) {
  EXPECT_EQ(FormatEdtf({1710000015, 1710000016, Precision::kSecond}), "2024-03-09T16:00:15Z");
  EXPECT_EQ(FormatEdtf({1710000000, 1710000060, Precision::kMinute}), "2024-03-09T16:00Z");
  EXPECT_EQ(FormatEdtf({-1, 0, Precision::kSecond}), "1969-12-31T23:59:59Z");
}

}  // namespace
}  // namespace dateline::dates
