// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of dates: what is read, to which second, and what is refused with which remedy.
#include "core/article/parse_date.h"

#include <absl/time/civil_time.h>
#include <absl/time/time.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace dateline::article {
namespace {

using ::testing::HasSubstr;

std::int64_t At(int year, int month, int day, int hour = 0, int minute = 0, int second = 0) {
  return absl::ToUnixSeconds(absl::FromCivil(
      absl::CivilSecond(year, month, day, hour, minute, second), absl::UTCTimeZone()));
}

struct DateCase {
  const char* text;
  std::int64_t seconds;
};

void ExpectDates(const std::vector<DateCase>& cases) {
  for (const DateCase& c : cases) {
    const auto date = ReadDate(c.text);
    ASSERT_TRUE(date.ok()) << c.text << ": " << date.status();
    EXPECT_EQ(date->start, c.seconds) << c.text;
  }
}

TEST(ReadDateTest, DaysAreReadInTheWaysPeopleWriteThem) {
  const std::int64_t day = At(2025, 12, 15);
  ExpectDates({{"2025-12-15", day},
               {"2025/12/15", day},
               {"2025.12.15", day},
               {"15.12.2025", day},
               {"15/12/2025", day},
               {"12/15/2025", day},
               {"15-12-2025", day},
               {"12/12/2025", At(2025, 12, 12)},
               {"December 15, 2025", day},
               {"december 15 2025", day},
               {"DECEMBER 15, 2025", day},
               {"Dec 15, 2025", day},
               {"Dec. 15, 2025", day},
               {"December 15th, 2025", day},
               {"15 December 2025", day},
               {"15th December 2025", day},
               {"15th of December 2025", day},
               {"15 Dec 2025", day},
               {"15-Dec-2025", day},
               {"15 Dec. 2025", day},
               {"15 Dec 25", day},
               {"15 Dec 75", At(1975, 12, 15)},
               {"Monday, December 15, 2025", day},
               {"Mon 15 December 2025", day},
               {"Monday 15th December 2025", day},
               {"Sept. 5, 2025", At(2025, 9, 5)},
               {"Sept 5, 2025", At(2025, 9, 5)},
               {"Sep. 5, 2025", At(2025, 9, 5)},
               {"May 5, 2025", At(2025, 5, 5)},
               {"0001-01-01", At(1, 1, 1)},
               {"9999-12-31", At(9999, 12, 31)},
               {"2024-02-29", At(2024, 2, 29)},
               {"  2025-12-15\r\n", day}});
}

TEST(ReadDateTest, DaysAreReadInOtherLanguages) {
  const std::int64_t day = At(2025, 12, 15);
  ExpectDates({{"15. Dezember 2025", day},
               {"Montag, 15. Dezember 2025", day},
               {"Mo. 15. Dez. 2025", day},
               {"5. März 2025", At(2025, 3, 5)},
               {"15 décembre 2025", day},
               {"lundi 15 déc. 2025", day},
               {"1er août 2025", At(2025, 8, 1)},
               {"15 de diciembre de 2025", day},
               {"lunes, 15 de diciembre del 2025", day},
               {"15 dicembre 2025", day},
               {"lunedì 15 dic 2025", day},
               {"15 de dezembro de 2025", day},
               {"segunda-feira, 15 de dezembro de 2025", day},
               {"15 out 2025", At(2025, 10, 15)},
               {"15 december 2025", day},
               {"15 grudnia 2025", day},
               {"15 Aralık 2025", day},
               {"15 декабря 2025", day},
               {"15 декабря 2025 г.", day},
               {"5 мая 2025 года", At(2025, 5, 5)},
               {"2025年12月15日", day},
               {"2025年12月15日 10:30", At(2025, 12, 15, 10, 30)},
               {"2025년 12월 15일", day}});
}

TEST(ReadDateTest, TimesOfDayAndZonesAreRead) {
  const std::int64_t half = At(2025, 12, 15, 10, 30);
  ExpectDates({{"2025-12-15T10:30:00Z", half},
               {"2025-12-15t10:30:00z", half},
               {"2025-12-15T10:30Z", half},
               {"2025-12-15T10:30:00.123456789Z", half},
               {"2025-12-15T10:30:00", half},
               {"2025-12-15 10:30:00", half},
               {"2025-12-15 10:30", half},
               {"2025-12-15T11:30:00+01:00", half},
               {"2025-12-15T11:30:00+0100", half},
               {"2025-12-15 05:30:00 -0500", half},
               {"2025-12-15T11:30:00+01", half},
               {"Mon, 15 Dec 2025 10:30:00 GMT", half},
               {"Mon, 15 Dec 2025 10:30:00 +0000 (UTC)", half},
               {"Mon, 15 Dec 2025 05:30:00 EST", half},
               {"Mon, 15 Dec 25 10:30 UT", half},
               {"Mon Dec 15 10:30:00 2025", half},
               {"Mon Dec 15 10:30:00 UTC 2025", half},
               {"December 15, 2025 10:30 am", half},
               {"December 15, 2025 10:30 AM", half},
               {"December 15, 2025 at 10:30 a.m.", half},
               {"December 15, 2025, 10.30am", half},
               {"December 15, 2025 - 10:30", half},
               {"December 15, 2025 | 10:30 GMT", half},
               {"Dec. 15, 2025 10 pm", At(2025, 12, 15, 22)},
               {"Dec. 15, 2025 12 am", At(2025, 12, 15)},
               {"Dec. 15, 2025 12:05 p.m.", At(2025, 12, 15, 12, 5)},
               {"Dec. 15, 2025, 5:30 a.m. ET", half},
               {"July 15, 2025, 5:30 a.m. ET", At(2025, 7, 15, 9, 30)},
               {"Dec. 15, 2025, 2:30 AM PST", half},
               {"Mon 15 Dec 2025 10.30 GMT", half},
               {"15 Dec 2025 11:30 CET", half},
               {"15 Jul 2025 12:30 CEST", At(2025, 7, 15, 10, 30)},
               {"15 Jul 2025 11:30 BST", At(2025, 7, 15, 10, 30)},
               {"15 Dec 2025 12:30 GMT+2", half},
               {"15 Dec 2025 16:00 UTC+05:30", half},
               {"10:30 GMT, 15 December 2025", half},
               {"5:30 AM EST, Mon December 15, 2025", half},
               {"15.12.2025, 10:30 Uhr", half},
               {"15.12.2025 um 10:30", half},
               {"15 décembre 2025 à 10h30", half},
               {"15 de diciembre de 2025 a las 10:30", half},
               {"15 декабря 2025 в 10:30", half},
               {"2016-12-31T23:59:60Z", At(2017, 1, 1)}});
}

TEST(ReadDateTest, EpochsAreSecondsOrMilliseconds) {
  ExpectDates({{"1765756800", 1765756800},
               {"1765756800.75", 1765756800},
               {"-150000000.5", -150000001},
               {"50000000000", 50000000},
               {"100000000", 100000000},
               {"1765756800123", 1765756800},
               {"-1765756800123", -1765756801},
               {"-1000000000000", -1000000000}});
  EXPECT_EQ(ReadEpoch(1765756800123)->nanos, 123000000);
  EXPECT_EQ(ReadEpoch(-1765756800123)->nanos, 877000000);
}

struct RefusedCase {
  std::string text;
  const char* reason;
};

TEST(ReadDateTest, WhatIsNoDateOrMoreThanOneIsRefusedWithARemedy) {
  const std::vector<RefusedCase> cases = {
      {"", "give RFC 3339"},
      {"yesterday", "give RFC 3339"},
      {"-0001-01-01", "give RFC 3339"},
      {"5 hours ago", "give RFC 3339"},
      {"Dec 15", "give RFC 3339"},
      {"15 December 2025 foo", "give RFC 3339"},
      {"2025-12-15T", "give RFC 3339"},
      {std::string(200, '1') + "-01-01", "give RFC 3339"},
      {std::string("2025-12-15\0", 11), "give RFC 3339"},
      {"05/06/2025", "ambiguous: it may be 2025-05-06 or 2025-06-05"},
      {"5-6-2025", "ambiguous"},
      {"0", "ambiguous"},
      {"5", "ambiguous"},
      {"-86400000", "ambiguous"},
      {"45356", "ambiguous"},
      {"45356.5", "ambiguous"},
      {"99999999", "ambiguous"},
      {"202512151030", "write YYYY-MM-DD"},
      {"-20000000000", "ambiguous"},
      {"0000-00-00 00:00:00", "1 to 9999"},
      {"N/A", "give RFC 3339"},
      {"Unknown", "give RFC 3339"},
      {"2025-12-15T10:30:00Z[Nowhere/Land]", "IANA"},
      {"2025-12-15T24:00:01Z", "a time of day that does not exist"},
      {"12/15/25", "does not have a year of four digits"},
      {"0000-01-01", "years are 1 to 9999"},
      {"10000-01-01", "1 to 9999"},
      {"1 January 0000", "years are 1 to 9999"},
      {"2025-13-01", "not a day of the calendar"},
      {"2025-02-29", "month 2 of 2025 does not have a day 29"},
      {"31.04.2025", "not a day of the calendar"},
      {"13/32/2025", "not a day of the calendar"},
      {"2025-12-15T25:00:00Z", "a time of day that does not exist"},
      {"2025-12-15T10:60:00Z", "a time of day that does not exist"},
      {"2025-12-15 13:30 pm", "am or pm"},
      {"2025-12-15T10:30:00+99:00", "a time zone that does not exist"},
      {"2025-12-15 10:30 IST", "write an offset"},
      {"0001-01-01T00:00:00+05:00", "years 1 to 9999"},
      {"99999999999999999", "years 1 to 9999"},
      {"999999999999999999999999", "years 1 to 9999"},
      {"-99999999999999", "years 1 to 9999"},
      {"12345678901234567", "years 1 to 9999"}};
  for (const RefusedCase& c : cases) {
    const auto seconds = ReadDate(c.text);
    ASSERT_FALSE(seconds.ok()) << c.text << " was read as " << dates::FormatEdtf(*seconds);
    EXPECT_EQ(seconds.status().code(), absl::StatusCode::kInvalidArgument);
    const std::string message(seconds.status().message().data(), seconds.status().message().size());
    EXPECT_THAT(message, HasSubstr(c.reason)) << c.text;
    EXPECT_LT(message.size(), 400U) << "an error must not repeat the whole input";
  }
}

struct EdtfCase {
  const char* text;
  const char* edtf;
};

void ExpectEdtf(const std::vector<EdtfCase>& cases) {
  for (const EdtfCase& c : cases) {
    const auto date = ReadDate(c.text);
    ASSERT_TRUE(date.ok()) << c.text << ": " << date.status();
    EXPECT_EQ(dates::FormatEdtf(*date), c.edtf) << c.text;
  }
}

TEST(ReadDateTest, ADateIsAsExactAsItIsWritten) {
  ExpectEdtf({{"2025-12-15T10:30:15Z", "2025-12-15T10:30:15Z"},
              {"2025-12-15 10:30", "2025-12-15T10:30Z"},
              {"December 15, 2025", "2025-12-15"},
              {"1887", "1887"},
              {"1887-03", "1887-03"},
              {"March 1887", "1887-03"},
              {"März 1887", "1887-03"},
              {"mars 1887", "1887-03"},
              {"marzo de 1887", "1887-03"},
              {"03/1887", "1887-03"},
              {"1887/03", "1887-03"},
              {"3.1887", "1887-03"},
              {"1887年3月", "1887-03"},
              {"1887年", "1887"},
              {"1887-21", "1887-21"},
              {"Spring 1887", "1887-21"},
              {"Frühjahr 1887", "1887-21"},
              {"été 1887", "1887-22"},
              {"otoño de 1887", "1887-23"},
              {"Winter 1887/88", "1887-24"},
              {"1887-03-XX", "1887-03"},
              {"1887-XX-XX", "1887"},
              {"188X", "188X"},
              {"1880s", "188X"},
              {"the 1880s", "188X"},
              {"1880er Jahre", "188X"},
              {"18XX", "1800/1899"},
              {"1887~", "1887~"},
              {"1887?", "1887?"},
              {"1887-03%", "1887-03%"},
              {"circa 1887", "1887~"},
              {"c. 1887", "1887~"},
              {"ca. March 1887", "1887-03~"},
              {"c1887", "1887~"},
              {"um 1887", "1887~"},
              {"[1887?]", "1887?"},
              {"[1887]", "1887"},
              {"1887-03/1887-05", "1887-03/1887-05"},
              {"1887-03-05/1887-05", "1887-03-05/1887-05-31"},
              {"../1887", "../1887"},
              {"1887/..", "1887/.."},
              {"/1887", "../1887"},
              {"early 1887", "1887~"},
              {"mid-1880s", "188X~"},
              {"late March 1887", "1887-03~"},
              {"19th century", "1800/1899"},
              {"21st Century", "2000/2099"},
              {"1887-Q3", "1887-07/1887-09"},
              {"Q1 1887", "1887-01/1887-03"},
              {"1887 or 1888", "1887/1888"},
              {"before 1887", "../1886"},
              {"after 1887", "1888/.."},
              {"1887-1890", "1887/1890"},
              {"1887-90", "1887/1890"},
              {"1887–1890", "1887/1890"},
              {"1887 to 1890", "1887/1890"},
              {"between 1887 and 1890", "1887/1890"},
              {"March 1887 - May 1887", "1887-03/1887-05"}});
}

TEST(ReadDateTest, DigitsWithoutMarksAreADateIfTheyLookLikeOne) {
  ExpectEdtf({{"20240305T101500Z", "2024-03-05T10:15:00Z"},
              {"20240305T1015Z", "2024-03-05T10:15Z"},
              {"20240305T101500+0100", "2024-03-05T09:15:00Z"},
              {"20240305T101500.250Z", "2024-03-05T10:15:00Z"},
              {"20240305101500", "2024-03-05T10:15:00Z"},
              {"20240305 101500", "2024-03-05T10:15:00Z"},
              {"20240305", "2024-03-05"}});
  EXPECT_EQ(dates::FormatEdtf(*ReadEpoch(20240305)), "2024-03-05");
  EXPECT_EQ(dates::FormatEdtf(*ReadEpoch(20240305101500)), "2024-03-05T10:15:00Z");
  EXPECT_EQ(dates::FormatEdtf(*ReadEpoch(1887)), "1887");
}

TEST(ReadDateTest, ZonesCommentsAndTheEndOfADayAreRead) {
  const std::int64_t half = At(2025, 12, 15, 18, 30);
  ExpectDates({{"Mon, 15 Dec 2025 10:30:00 PST (Pacific Standard Time)", half},
               {"Mon, 15 Dec 2025 10:30:00 -0800 (PST)", half},
               {"Mon (today), 15 Dec (a (nested \\) one)) 2025 18:30:00 GMT", half},
               {"Mon Dec 15 2025 19:30:00 GMT+0100 (Central European Standard Time)", half},
               {"Mon, 15 Dec 2025 14:30:00 AST", half},
               {"Mon, 15 Dec 2025 08:30:00 HST", half},
               {"Mon, 15 Dec 2025 09:30:00 AKST", half},
               {"Mon, 15 Dec 2025 15:00:00 NST", half},
               {"Mon, 15 Dec 2025 15:30:00 BRT", half},
               {"Mon, 15 Dec 2025 18:30:00 Z", half},
               {"Mon, 15 Dec 2025 18:30:00 A", half},
               {"2025-12-15T19:30:00+01:00[Europe/Paris]", half},
               {"2025-12-15T19:30:00[Europe/Paris]", half},
               {"2025-07-15T20:30:00[Europe/Paris]", At(2025, 7, 15, 18, 30)},
               {"2025-12-15T18:30:00Z[u-ca=gregory]", half},
               {"2025-12-15 19:30:00 Europe/Paris", half},
               {"December 15, 2025 @ 6:30 pm", half},
               {"/Date(1765823400000)/", half},
               {"/Date(1765823400000+0100)/", half},
               {"/Date(0)/", 0},
               {"2012-09-24T24:00:00Z", At(2012, 9, 25)},
               {"2012-09-24 24:00", At(2012, 9, 25)},
               {"pt., 15 gru 2025 18:30:00 +0000", half}});
  EXPECT_EQ(ReadDate("2025-12-15T10:30:15.25Z")->nanos, 250000000);
}

TEST(ReadDateTest, NamesOfAllLanguagesAreRead) {
  const std::int64_t half = At(2021, 11, 30, 7, 30);
  ExpectDates({{"mar., 30 nov. 2021 08:30:00 +0100", half},
               {"mar, 30 nov 2021 08:30:00 +0100", half},
               {"mar. 5 mar. 2024", At(2024, 3, 5)},
               {"5 mar 2024", At(2024, 3, 5)},
               {"di, 30 nov. 2021 08:30:00 +0100", half},
               {"Sel, 30 Nov 2021 08:30:00 +0100", half},
               {"вт, 30 нояб. 2021 08:30:00 +0100", half},
               {"wt., 30 lis 2021 08:30:00 +0100", half},
               {"Sal, 30 Kas 2021 08:30:00 +0100", half},
               {"tis, 30 nov. 2021 08:30:00 +0100", half},
               {"tirs., 30. nov. 2021 08:30:00 +0100", half},
               {"dt., 30 de nov. 2021 08:30:00 +0100", half},
               {"вт, 30 лист. 2021 08:30:00 +0100", half},
               {"út, 30 lis 2021 08:30:00 +0100", half},
               {"ti, 30 marrask. 2021 08:30:00 +0100", half},
               {"tiistaina 30. marraskuuta 2021 klo 8.30 +0100", half},
               {"úterý 30. listopadu 2021 08:30 +0100", half},
               {"2021. november 30., kedd 08:30 +0100", half},
               {"Τρίτη, 30 Νοεμβρίου 2021 08:30 +0100", half},
               {"2021 m. lapkričio 30 d., antradienis", At(2021, 11, 30)},
               {"٣٠ نوفمبر ٢٠٢١", At(2021, 11, 30)},
               {"30 בנובמבר 2021", At(2021, 11, 30)},
               {"30 नवंबर 2021", At(2021, 11, 30)},
               {"30 พฤศจิกายน 2564", At(2021, 11, 30)},
               {"Thứ Ba, 30 tháng 11, 2021", At(2021, 11, 30)},
               {"2021年11月30日星期二", At(2021, 11, 30)},
               {"2021년 11월 30일 화요일 오후 3:30", At(2021, 11, 30, 15, 30)},
               {"15. 12. 2025", At(2025, 12, 15)}});
}

TEST(MatchDateTest, WhatFollowsADateIsNotPartOfIt) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"December 15, 2025", " 3 min read"},
      {"December 15, 2025", " | 3 min read"},
      {"December 15, 2025 at 10:30 am", " · Updated December 16"},
      {"15 Dec 2025 10:30 GMT", " | Updated: 16 Dec 2025"},
      {"2025-12-15", " at the harbour"},
      {"15.12.2025, 10:30 Uhr", " von Nora Quill"},
      {"December 15, 2025", " by Nora Quill"}};
  for (const auto& [date, rest] : cases) {
    const auto match = MatchDate(date + rest);
    ASSERT_TRUE(match.ok()) << date + rest;
    EXPECT_EQ((date + rest).substr(0, match->length), date);
    EXPECT_EQ(match->date, *ReadDate(date));
  }
}

// The slow twin is absl's formatter: what it writes must come back.
TEST(ReadDateTest, EverySecondThatIsFormattedComesBack) {
  std::mt19937_64 random(7);
  std::uniform_int_distribution<std::int64_t> any(-62135596800, 253402300799);
  for (int i = 0; i < 5000; ++i) {
    const std::int64_t seconds = any(random);
    const absl::Time time = absl::FromUnixSeconds(seconds);
    for (const char* format :
         {"%Y-%m-%dT%H:%M:%SZ", "%a, %d %b %E4Y %H:%M:%S +0000", "%A, %B %d, %E4Y %I:%M:%S %p",
          "%d.%m.%E4Y %H:%M:%S", "%H:%M:%S GMT, %d %B %E4Y"}) {
      const std::string text = absl::FormatTime(
          std::string(format) == "%Y-%m-%dT%H:%M:%SZ" ? "%E4Y-%m-%dT%H:%M:%SZ" : format, time,
          absl::UTCTimeZone());
      const auto back = ReadDate(text);
      ASSERT_TRUE(back.ok()) << text << ": " << back.status();
      ASSERT_EQ(back->start, seconds) << text;
      ASSERT_EQ(back->precision, dates::Precision::kSecond) << text;
    }
  }
}

}  // namespace
}  // namespace dateline::article
