// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dates/parse_period.h"

#include <absl/time/civil_time.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/dates/date.h"
#include "core/dates/date_names.h"
#include "core/dates/time_zone.h"

namespace dateline::dates {
namespace {

constexpr std::size_t kMaxBytes = 40;
constexpr std::int64_t kFirstYear = 1;
constexpr std::int64_t kLastYear = 9999;
constexpr std::int64_t kMaxCount = 1000000;  // of units in one step
constexpr std::string_view kUnits = "mhdwMy";
constexpr std::string_view kSpace = " \t\r\n";

absl::Status NotADate(std::string_view text) {
  return absl::InvalidArgumentError(fmt::format(
      "'{}' is not a date of the years 1 to 9999; write 2024, 2024-05, 2024-05-17, 2024-Q2, May "
      "2024, RFC 3339 such as 2024-05-17T14:30:00Z, today, now, or now-7d/d with the units m h d w "
      "M y",
      text.substr(0, kMaxBytes)));
}

absl::CivilSecond ShiftCivil(absl::CivilSecond time, std::int64_t count, char unit) {
  const absl::CivilDay day(time);
  const auto of_day = time - absl::CivilSecond(day);
  if (unit == 'd' || unit == 'w') {
    return absl::CivilSecond(day + (unit == 'w' ? 7 * count : count)) + of_day;
  }
  const absl::CivilMonth month = absl::CivilMonth(time) + (unit == 'y' ? 12 * count : count);
  const absl::CivilDay last = absl::CivilDay(month + 1) - 1;
  return absl::CivilSecond(
             absl::CivilDay(month.year(), month.month(), std::min(day.day(), last.day()))) +
         of_day;
}

// Hours and minutes are time that passes; days and longer keep the time of the clock on the wall.
absl::Time Shift(absl::Time time, std::int64_t count, char unit, absl::TimeZone zone) {
  if (unit == 'm') return time + absl::Minutes(count);
  if (unit == 'h') return time + absl::Hours(count);
  return absl::FromCivil(ShiftCivil(absl::ToCivilSecond(time, zone), count, unit), zone);
}

absl::CivilDay FirstDay(absl::CivilDay day, char unit) {
  switch (unit) {
    case 'w':
      return absl::PrevWeekday(day + 1, absl::Weekday::monday);
    case 'M':
      return absl::CivilDay(absl::CivilMonth(day));
    case 'y':
      return absl::CivilDay(absl::CivilYear(day));
    default:
      return day;
  }
}

Period OfMoments(absl::Time start, absl::Time end, absl::TimeZone zone) {
  return {start, end, DayEdgeOf(start, zone), DayEdgeOf(end, zone)};
}

Period OfDays(absl::CivilDay first, absl::CivilDay end, absl::TimeZone zone) {
  return {DayStart(first, zone), DayStart(end, zone), {first, first}, {end, end}};
}

// The unit of the calendar in which `time` lies.
Period UnitOf(absl::Time time, char unit, absl::TimeZone zone) {
  if (unit == 'm') {
    const absl::Time start = Floor(time, absl::Minutes(1));
    return OfMoments(start, start + absl::Minutes(1), zone);
  }
  if (unit == 'h') {
    const absl::Time start = HourStart(time, zone);
    return OfMoments(start, start + absl::Hours(1), zone);
  }
  const absl::CivilDay first = FirstDay(absl::ToCivilDay(time, zone), unit);
  return OfDays(first, absl::CivilDay(ShiftCivil(absl::CivilSecond(first), 1, unit)), zone);
}

// Reads the steps after "now" or a day.
std::optional<Period> ParseSteps(std::string_view rest, Period period, absl::TimeZone zone) {
  while (!rest.empty()) {
    const char step = rest.front();
    rest.remove_prefix(1);
    std::int64_t count = 0;
    if (step == '+' || step == '-') {
      const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), count);
      if (error != std::errc() || count < 0 || count > kMaxCount) return std::nullopt;
      rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    } else if (step != '/') {
      return std::nullopt;
    }
    if (rest.empty() || kUnits.find(rest.front()) == std::string_view::npos) return std::nullopt;
    const char unit = rest.front();
    rest.remove_prefix(1);
    if (step == '/') {
      period = UnitOf(period.start, unit, zone);
      continue;
    }
    const absl::Time start = Shift(period.start, step == '-' ? -count : count, unit, zone);
    // A day that is moved by days stays one.
    const bool is_day = period.end_days.next - period.start_days.next == 1 &&
                        period.end_days.begun == period.end_days.next && unit != 'm' && unit != 'h';
    period = is_day ? UnitOf(start, 'd', zone) : OfMoments(start, start + absl::Seconds(1), zone);
  }
  return period;
}

// now, today, yesterday and tomorrow, with their steps.
std::optional<Period> ParseRelative(std::string_view text, absl::Time now, absl::TimeZone zone) {
  struct Word {
    std::string_view word;
    int days;
  };
  const std::string lower = LowerAscii(text);
  if (lower.starts_with("now")) {
    const absl::Time second = Floor(now, absl::Seconds(1));
    return ParseSteps(text.substr(3), OfMoments(second, second + absl::Seconds(1), zone), zone);
  }
  for (const Word& day : {Word{"today", 0}, Word{"yesterday", -1}, Word{"tomorrow", 1}}) {
    if (!lower.starts_with(day.word)) continue;
    const absl::CivilDay first = absl::ToCivilDay(now, zone) + day.days;
    return ParseSteps(text.substr(day.word.size()), OfDays(first, first + 1, zone), zone);
  }
  return std::nullopt;
}

// All of `text` as a number of at most `digits` digits; -1 if it is not one.
int NumberOf(std::string_view text, std::size_t digits) {
  if (text.empty() || text.size() > digits) return -1;
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    value = 10 * value + (c - '0');
  }
  return value;
}

std::vector<std::string_view> Split(std::string_view text, std::string_view marks) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const auto first = text.find_first_not_of(marks);
    if (first == std::string_view::npos) break;
    text.remove_prefix(first);
    const auto end = std::min(text.find_first_of(marks), text.size());
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return parts;
}

std::optional<Date> DayDate(int year, int month, int day_of_month) {
  if (year < kFirstYear || month < 1 || month > 12) return std::nullopt;
  const absl::CivilDay day(year, month, day_of_month);
  if (day.day() != day_of_month || day.month() != month) return std::nullopt;
  return DaysDate(day, day + 1, Precision::kDay);
}

// 2024-5, 2024/05/17, 24, 20240517
std::optional<Date> ParseNumbers(std::string_view text) {
  if (text.size() == 8 && NumberOf(text, 8) >= 0) {
    return DayDate(NumberOf(text.substr(0, 4), 4), NumberOf(text.substr(4, 2), 2),
                   NumberOf(text.substr(6), 2));
  }
  const char mark = text.find('/') != std::string_view::npos ? '/' : '-';
  std::vector<std::string_view> parts;
  std::string_view rest = text;
  for (auto at = rest.find(mark); at != std::string_view::npos; at = rest.find(mark)) {
    parts.push_back(rest.substr(0, at));
    rest.remove_prefix(at + 1);
  }
  parts.push_back(rest);
  const int year = NumberOf(parts[0], 4);
  if (year < kFirstYear || parts.size() > 3) return std::nullopt;
  if (mark == '/' && parts[0].size() != 4) return std::nullopt;  // 5/6/2024 may be two days
  if (parts.size() == 1) return YearDate(year);
  const int month = NumberOf(parts[1], 2);
  if (parts.size() == 3) return DayDate(year, month, NumberOf(parts[2], 2));
  if (month >= 21 && month <= 24) return SeasonDate(year, month);
  if (month < 1 || month > 12) return std::nullopt;
  return MonthDate(year, month);
}

// 5th -> 5
int DayNumber(std::string_view text) {
  for (const std::string_view suffix : {"st", "nd", "rd", "th", "."}) {
    if (text.size() > suffix.size() && text.ends_with(suffix)) text.remove_suffix(suffix.size());
  }
  return NumberOf(text, 2);
}

// May 2010, 17 May 2010, May 17, 2010, Spring 1887, 1880s, the 1880s
std::optional<Date> ParseWords(std::string_view text) {
  const std::string lower = LowerAscii(text);
  std::vector<std::string_view> parts = Split(lower, " ,-.");
  if (parts.size() > 1 && parts[0] == "the") parts.erase(parts.begin());
  if (parts.size() == 1 && parts[0].size() == 5 && parts[0].ends_with("0s")) {
    const int year = NumberOf(parts[0].substr(0, 4), 4);
    if (year < kFirstYear) return std::nullopt;
    return DaysDate(absl::CivilDay(year, 1, 1), absl::CivilDay(year + 10, 1, 1),
                    Precision::kDecade);
  }
  if (parts.size() != 2 && parts.size() != 3) return std::nullopt;
  const int year = parts.back().size() == 4 ? NumberOf(parts.back(), 4) : -1;
  if (year < kFirstYear) return std::nullopt;
  if (parts.size() == 3) {
    if (const int month = FindMonthName(parts[1])) {
      return DayDate(year, month, DayNumber(parts[0]));
    }
    const int month = FindMonthName(parts[0]);
    return month == 0 ? std::nullopt : DayDate(year, month, DayNumber(parts[1]));
  }
  if (const int month = FindMonthName(parts[0])) return MonthDate(year, month);
  const int season = FindSeasonName(parts[0]);
  return season == 0 ? std::nullopt : std::optional(SeasonDate(year, season));
}

std::optional<Date> ParseCalendar(std::string_view text) {
  for (const auto& parse : {ParseNumbers, ParseQuarter, ParseWords}) {
    if (const std::optional<Date> date = parse(text)) return date;
  }
  // An interval is a range, and no period: it may be open.
  return text.find('/') == std::string_view::npos ? ParseEdtf(text) : std::nullopt;
}

// Z, UTC, GMT, +02:00, +0200, +02; sets `zone`. An empty one leaves it.
bool ParseOffset(std::string_view text, absl::TimeZone& zone) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  if (text.empty()) return true;
  const std::string lower = LowerAscii(text);
  if (lower == "z" || lower == "utc" || lower == "gmt") {
    zone = absl::UTCTimeZone();
    return true;
  }
  if (text[0] != '+' && text[0] != '-') return false;
  const std::string_view digits = text.substr(1);
  int hours = NumberOf(digits.substr(0, 2), 2);
  int minutes = 0;
  if (digits.size() == 5 && digits[2] == ':') {
    minutes = NumberOf(digits.substr(3), 2);
  } else if (digits.size() == 4) {
    minutes = NumberOf(digits.substr(2), 2);
  } else if (digits.size() != 2) {
    return false;
  }
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return false;
  zone = absl::FixedTimeZone((text[0] == '-' ? -1 : 1) * (60 * hours + minutes) * 60);
  return true;
}

// A clock time, and how long it is.
struct Clock {
  int hour = 0;
  int minute = 0;
  int second = 0;
  absl::Duration length = absl::Hours(1);
};

// 14:30, 14:30:15, 14:30:15.25, 143015, or 14 alone; moves `text` after it.
std::optional<Clock> TakeClock(std::string_view& text) {
  Clock clock;
  const auto two = [&text](std::size_t at) {
    return text.size() < at + 2 ? -1 : NumberOf(text.substr(at, 2), 2);
  };
  const auto goes_on = [&text](std::size_t at) {
    return text.size() > at && (text[at] == ':' || (text[at] >= '0' && text[at] <= '9'));
  };
  clock.hour = two(0);
  std::size_t end = 2;
  if (goes_on(end)) {
    const std::size_t colon = text[end] == ':' ? 1 : 0;
    clock.minute = two(end + colon);
    clock.length = absl::Minutes(1);
    end += 2 + colon;
    if (goes_on(end) && (text[end] == ':') == (colon == 1)) {
      clock.second = two(end + colon);
      clock.length = absl::Seconds(1);
      end += 2 + colon;
      if (text.size() > end + 1 && text[end] == '.' && NumberOf(text.substr(end + 1, 1), 1) >= 0) {
        end = std::min(text.find_first_not_of("0123456789", end + 1), text.size());
      }
    }
  }
  // A leap second is the first of the next minute.
  const bool exists = clock.hour >= 0 && clock.hour <= 24 && clock.minute >= 0 &&
                      clock.minute <= 59 && clock.second >= 0 && clock.second <= 60 &&
                      (clock.hour < 24 || (clock.minute == 0 && clock.second == 0));
  if (!exists) return std::nullopt;
  text.remove_prefix(end);
  return clock;
}

// A day and a time of it.
std::optional<Period> ParseMoment(std::string_view text, absl::TimeZone zone) {
  constexpr std::size_t kBasicDay = 8;  // 20240517
  const auto mark = text.find_first_of("Tt ", std::min(text.find_first_of("-/"), kBasicDay));
  if (mark == std::string_view::npos) return std::nullopt;
  const std::optional<Date> date = ParseNumbers(text.substr(0, mark));
  if (!date || date->precision != Precision::kDay) return std::nullopt;
  std::string_view rest = text.substr(mark + 1);
  const std::optional<Clock> clock = TakeClock(rest);
  if (!clock || !ParseOffset(rest, zone)) return std::nullopt;
  const absl::CivilDay day(
      absl::ToCivilDay(absl::FromUnixSeconds(*date->start), absl::UTCTimeZone()));
  const absl::CivilSecond civil(day.year(), day.month(), day.day(), clock->hour, clock->minute,
                                clock->second);
  const absl::Time start = absl::FromCivil(civil, zone);
  return Period{start, start + clock->length, {}, {}};
}

std::optional<Period> Parse(std::string_view text, absl::Time now, absl::TimeZone zone) {
  if (text.size() > kMaxBytes || text.empty()) return std::nullopt;
  if (text.find("..") != std::string_view::npos) return std::nullopt;  // a range
  if (std::optional<Period> period = ParseRelative(text, now, zone)) return period;
  if (const std::optional<Date> date = ParseCalendar(text)) {
    const auto day = [](std::int64_t seconds) {
      return absl::ToCivilDay(absl::FromUnixSeconds(seconds), absl::UTCTimeZone());
    };
    return OfDays(day(*date->start), day(*date->end), zone);
  }
  const std::optional<Period> moment = ParseMoment(text, zone);
  // The days are those of the caller, whatever the offset.
  return moment ? std::optional(OfMoments(moment->start, moment->end, zone)) : std::nullopt;
}

// Publish times are of these years, and so is every date that can be written down again. A day of
// slack on both sides: year 1 starts in year 0 of UTC if the zone is east of it.
bool InRange(const Period& period) {
  const absl::Time first =
      absl::FromCivil(absl::CivilSecond(kFirstYear, 1, 1), absl::UTCTimeZone());
  const absl::Time last =
      absl::FromCivil(absl::CivilSecond(kLastYear + 1, 1, 1), absl::UTCTimeZone());
  return period.start >= first - absl::Hours(24) && period.end <= last + absl::Hours(24);
}

std::string_view Trim(std::string_view text) {
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

}  // namespace

std::optional<Date> ParseQuarter(std::string_view text) {
  std::string compact;
  for (const char c : text) {
    if (c != ' ' && c != '-' && c != '/') compact.push_back(c);
  }
  if (compact.size() != 6 || text.size() > 8) return std::nullopt;
  const bool q_first = (compact[0] | 0x20) == 'q';
  const std::string_view view(compact);
  const std::string_view quarter = q_first ? view.substr(0, 2) : view.substr(4);
  const int year = NumberOf(q_first ? view.substr(2) : view.substr(0, 4), 4);
  if ((quarter[0] | 0x20) != 'q' || quarter[1] < '1' || quarter[1] > '4' || year < kFirstYear) {
    return std::nullopt;
  }
  const absl::CivilMonth first(year, 1 + 3 * (quarter[1] - '1'));
  return DaysDate(absl::CivilDay(first), absl::CivilDay(first + 3), Precision::kInterval);
}

DayEdge DayEdgeOf(absl::Time time, absl::TimeZone zone) {
  const absl::CivilDay day = absl::ToCivilDay(time, zone);
  return {day, DayStart(day, zone) == time ? day : day + 1};
}

absl::StatusOr<Period> ParsePeriod(std::string_view text, absl::Time now, absl::TimeZone zone) {
  const std::optional<Period> period = Parse(Trim(text), now, zone);
  if (!period || !InRange(*period)) return NotADate(text);
  return *period;
}

}  // namespace dateline::dates
