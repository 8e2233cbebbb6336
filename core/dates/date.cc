// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dates/date.h"

#include <fmt/format.h>

namespace dateline::dates {
namespace {

constexpr std::int64_t kFirstYear = 1;
constexpr std::int64_t kLastYear = 9999;
constexpr int kSpring = 21;
constexpr int kWinter = 24;

std::int64_t Seconds(absl::CivilDay day) {
  return (day - absl::CivilDay(1970, 1, 1)) * kDaySeconds;
}

absl::CivilDay DayOf(std::int64_t seconds) {
  const std::int64_t days =
      seconds / kDaySeconds - (seconds % kDaySeconds < 0 ? 1 : 0);  // rounded down
  return absl::CivilDay(1970, 1, 1) + days;
}

// The number in exactly `size` digits at `at`, or nullopt.
std::optional<int> Number(std::string_view text, std::size_t at, std::size_t size) {
  if (text.size() < at + size) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(at, size)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = 10 * value + (c - '0');
  }
  return value;
}

bool IsUnknown(std::string_view part) { return part == "XX" || part == "xx"; }

// 1887, 188X, 18XX
std::optional<Date> ParseYear(std::string_view text) {
  if (text.size() != 4) return std::nullopt;
  if (const auto year = Number(text, 0, 4)) {
    return *year < kFirstYear ? std::nullopt : std::optional(YearDate(*year));
  }
  const char last = text[3];
  if (last != 'X' && last != 'x') return std::nullopt;
  const auto decade = Number(text, 0, 3);
  if (decade && *decade > 0) {
    return DaysDate(absl::CivilDay(10 * *decade, 1, 1), absl::CivilDay(10 * *decade + 10, 1, 1),
                    Precision::kDecade);
  }
  const auto century = Number(text, 0, 2);
  if (!century || *century == 0 || !IsUnknown(text.substr(2))) return std::nullopt;
  return DaysDate(absl::CivilDay(100 * *century, 1, 1), absl::CivilDay(100 * *century + 100, 1, 1),
                  Precision::kInterval);
}

// What has neither a qualifier nor a slash.
std::optional<Date> ParsePlain(std::string_view text) {
  if (text.size() == 4) return ParseYear(text);
  const auto year = Number(text, 0, 4);
  if (!year || *year < kFirstYear || text[4] != '-') return std::nullopt;
  const bool has_day = text.size() == 10 && text[7] == '-';
  if (text.size() != 7 && !has_day) return std::nullopt;
  const bool day_unknown = has_day && IsUnknown(text.substr(8));
  if (IsUnknown(text.substr(5, 2))) {
    return has_day && !day_unknown ? std::nullopt : std::optional(YearDate(*year));
  }
  const auto month = Number(text, 5, 2);
  if (!month) return std::nullopt;
  if (!has_day && *month >= kSpring && *month <= kWinter) return SeasonDate(*year, *month);
  if (*month < 1 || *month > 12) return std::nullopt;
  if (!has_day || day_unknown) return MonthDate(*year, *month);
  const auto day_of_month = Number(text, 8, 2);
  if (!day_of_month) return std::nullopt;
  const absl::CivilDay day(*year, *month, *day_of_month);
  if (day.day() != *day_of_month || day.month() != *month) return std::nullopt;
  return DaysDate(day, day + 1, Precision::kDay);
}

bool IsQualifier(char c) { return c == '~' || c == '?' || c == '%'; }

std::optional<Date> ParseOne(std::string_view text) {
  char qualifier = '\0';
  if (!text.empty() && IsQualifier(text.back())) {
    qualifier = text.back();
    text.remove_suffix(1);
  }
  std::optional<Date> date = ParsePlain(text);
  if (date) date->qualifier = qualifier;
  return date;
}

bool IsOpen(std::string_view end) { return end.empty() || end == ".."; }

std::optional<Date> ParseInterval(std::string_view first, std::string_view last) {
  if (IsOpen(first) && IsOpen(last)) return std::nullopt;
  Date interval{std::nullopt, std::nullopt, Precision::kInterval, '\0', 0};
  for (const std::string_view end : {first, last}) {
    if (IsOpen(end)) continue;
    const std::optional<Date> date = ParseOne(end);
    if (!date) return std::nullopt;
    if (end.data() == first.data()) {
      interval.start = date->start;
    } else {
      interval.end = date->end;
    }
    // One sign for both, as an interval has only one.
    if (date->qualifier != '\0' && date->qualifier != interval.qualifier) {
      interval.qualifier = interval.qualifier == '\0' ? date->qualifier : '%';
    }
  }
  const bool inverted = interval.start && interval.end && *interval.start >= *interval.end;
  return inverted ? std::nullopt : std::optional(interval);
}

std::string FormatDay(absl::CivilDay day) {
  return fmt::format("{:04}-{:02}-{:02}", day.year(), day.month(), day.day());
}

// Coarsest form in which both ends of the interval can be written.
std::string FormatInterval(const Date& date) {
  const std::string sign(date.qualifier == '\0' ? 0 : 1, date.qualifier);
  const auto starts = [](std::int64_t seconds, bool& year, bool& month) {
    const absl::CivilDay day = DayOf(seconds);
    year = year && day == absl::CivilDay(absl::CivilYear(day));
    month = month && day == absl::CivilDay(absl::CivilMonth(day));
  };
  bool years = true;
  bool months = true;
  if (date.start) starts(*date.start, years, months);
  if (date.end) starts(*date.end, years, months);
  const auto format = [&](absl::CivilDay day) {
    if (years) return fmt::format("{:04}{}", day.year(), sign);
    if (months) return fmt::format("{:04}-{:02}{}", day.year(), day.month(), sign);
    return FormatDay(day) + sign;
  };
  return fmt::format("{}/{}", date.start ? format(DayOf(*date.start)) : "..",
                     date.end ? format(DayOf(*date.end) - 1) : "..");
}

std::string FormatMoment(const Date& date) {
  const absl::CivilDay day = DayOf(*date.start);
  const std::int64_t rest = *date.start - Seconds(day);
  std::string text = fmt::format("{}T{:02}:{:02}", FormatDay(day), rest / 3600, rest / 60 % 60);
  if (date.precision == Precision::kSecond) text += fmt::format(":{:02}", rest % 60);
  return text + "Z";
}

}  // namespace

Date DaysDate(absl::CivilDay first, absl::CivilDay end, Precision precision) {
  return {Seconds(first), Seconds(end), precision, '\0', 0};
}

Date MonthDate(std::int64_t year, int month) {
  const absl::CivilMonth first(year, month);
  return DaysDate(absl::CivilDay(first), absl::CivilDay(first + 1), Precision::kMonth);
}

Date YearDate(std::int64_t year) {
  return DaysDate(absl::CivilDay(year, 1, 1), absl::CivilDay(year + 1, 1, 1), Precision::kYear);
}

Date SeasonDate(std::int64_t year, int season) {
  const absl::CivilMonth first(year, 3 + 3 * (season - kSpring));
  return DaysDate(absl::CivilDay(first), absl::CivilDay(first + 3), Precision::kSeason);
}

bool IsInYears(const Date& date) {
  const std::int64_t first = Seconds(absl::CivilDay(kFirstYear, 1, 1));
  const std::int64_t last = Seconds(absl::CivilDay(kLastYear + 1, 1, 1));
  return (!date.start || (*date.start >= first && *date.start < last)) &&
         (!date.end || (*date.end > first && *date.end <= last));
}

std::optional<Date> ParseEdtf(std::string_view text) {
  const auto slash = text.find('/');
  const std::optional<Date> date =
      slash == std::string_view::npos
          ? ParseOne(text)
          : ParseInterval(text.substr(0, slash), text.substr(slash + 1));
  return date && IsInYears(*date) ? date : std::nullopt;
}

std::string FormatEdtf(const Date& date) {
  if (IsExact(date.precision)) return FormatMoment(date);
  if (date.precision == Precision::kInterval) return FormatInterval(date);
  const absl::CivilDay first = DayOf(*date.start);
  std::string text;
  switch (date.precision) {
    case Precision::kDay:
      text = FormatDay(first);
      break;
    case Precision::kMonth:
      text = fmt::format("{:04}-{:02}", first.year(), first.month());
      break;
    case Precision::kSeason:
      text = fmt::format("{:04}-{}", first.year(), kSpring + (first.month() - 3) / 3);
      break;
    case Precision::kDecade:
      text = fmt::format("{:03}X", first.year() / 10);
      break;
    default:
      text = fmt::format("{:04}", first.year());
      break;
  }
  if (date.qualifier != '\0') text += date.qualifier;
  return text;
}

}  // namespace dateline::dates
