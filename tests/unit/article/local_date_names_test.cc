// SPDX-License-Identifier: GPL-3.0-or-later
// Every day of a leap year, as ICU writes it in each language.
#include "core/article/local_date_names.h"

#include <absl/time/civil_time.h>
#include <gtest/gtest.h>
#include <unicode/datefmt.h>
#include <unicode/smpdtfmt.h>

#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "core/article/parse_date.h"

namespace dateline::article {
namespace {

constexpr std::int64_t kFirst = 1577836800;  // 2020-01-01T00:00:00Z
constexpr int kDays = 366;
constexpr std::int64_t kTime = 8 * 3600 + 30 * 60;

std::vector<std::string> Languages() {
  std::istringstream list{std::string(LocalDateLanguages())};
  std::vector<std::string> languages;
  for (std::string language; list >> language;) languages.push_back(language);
  return languages;
}

icu::Locale Gregorian(const std::string& language) {
  return icu::Locale((language + "@calendar=gregorian").c_str());
}

std::string Format(icu::DateFormat& format, std::int64_t seconds) {
  format.setTimeZone(*icu::TimeZone::getGMT());
  icu::UnicodeString text;
  std::string utf8;
  return format.format(static_cast<double>(seconds) * 1000, text).toUTF8String(utf8);
}

// How many days of the year are read, and that none is read as another one.
int CountRead(icu::DateFormat& format, std::int64_t time, const std::string& language) {
  int read = 0;
  for (int day = 0; day < kDays; ++day) {
    const std::int64_t seconds = kFirst + day * 86400 + time;
    const std::string text = Format(format, seconds);
    const auto date = ReadDate(text);
    if (!date.ok()) continue;
    ++read;
    EXPECT_EQ(date->start, seconds) << language << ": " << text;
  }
  return read;
}

TEST(LocalDateNamesTest, EveryDayOfAFeedIsReadInEveryLanguage) {
  const std::vector<std::string> languages = Languages();
  EXPECT_GE(languages.size(), 25U);
  for (const std::string& language : languages) {
    for (const char* pattern : {"EEE, dd MMM yyyy HH:mm:ss Z", "EEEE, d MMMM yyyy HH:mm:ss Z",
                                "EEE dd MMM yyyy HH:mm:ss 'GMT'"}) {
      UErrorCode error = U_ZERO_ERROR;
      icu::SimpleDateFormat format(icu::UnicodeString(pattern), Gregorian(language), error);
      ASSERT_TRUE(U_SUCCESS(error)) << language;
      EXPECT_EQ(CountRead(format, kTime, language), kDays)
          << language << ": " << Format(format, kFirst + kTime);
    }
  }
}

// The form of the language itself may hold words that are not in the tables, but whatever is read
// is right.
TEST(LocalDateNamesTest, NothingIsReadAsAnotherDay) {
  int complete = 0;
  std::string missing;
  for (const std::string& language : Languages()) {
    for (const auto style : {icu::DateFormat::kLong, icu::DateFormat::kFull}) {
      const std::unique_ptr<icu::DateFormat> format(
          icu::DateFormat::createDateInstance(style, Gregorian(language)));
      const int read = CountRead(*format, 0, language);
      complete += read == kDays ? 1 : 0;
      if (read != kDays) missing += language + ": " + Format(*format, kFirst) + "\n";
    }
  }
  EXPECT_GE(complete, 2 * 45) << missing;
}

TEST(LocalDateNamesTest, WhatANameMeansInSeveralLanguagesIsKept) {
  EXPECT_EQ(FindLocalDateName("mar. 30").month, 3);
  EXPECT_TRUE(FindLocalDateName("mar. 30").weekday);
  EXPECT_EQ(FindLocalDateName("de gener del 2020").month, 1);
  EXPECT_EQ(FindLocalDateName("de gener del 2020").length, 8U);
  EXPECT_TRUE(FindLocalDateName("segunda-feira, 5").weekday);
  EXPECT_FALSE(FindLocalDateName("harbour").known());
  EXPECT_FALSE(FindLocalDateName("").known());
}

}  // namespace
}  // namespace dateline::article
