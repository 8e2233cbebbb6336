// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/query/date_value.h"

#include <fmt/format.h>

#include <chrono>

#include "core/text/char_kind.h"

namespace dateline::query {
namespace {

using std::chrono::sys_days;

constexpr std::int64_t kDaySeconds = 86400;
constexpr std::size_t kTimeLength = 20;  // 2025-12-31T23:59:59Z

std::int64_t Seconds(sys_days day) { return day.time_since_epoch().count() * kDaySeconds; }

// Reads `digits` digits at `at`.
std::optional<unsigned> Number(std::string_view text, std::size_t at, std::size_t digits) {
  if (at + digits > text.size()) return std::nullopt;
  unsigned value = 0;
  for (const char c : text.substr(at, digits)) {
    if (!text::IsAsciiDigit(c)) return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return value;
}

// Seconds of "THH:MM:SSZ" after a day.
std::optional<std::int64_t> TimeOfDay(std::string_view text) {
  if (text.size() != 10 || text[0] != 'T' || text[3] != ':' || text[6] != ':' || text[9] != 'Z') {
    return std::nullopt;
  }
  const auto hour = Number(text, 1, 2);
  const auto minute = Number(text, 4, 2);
  const auto second = Number(text, 7, 2);
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59)
    return std::nullopt;
  return *hour * 3600 + *minute * 60 + *second;
}

struct Whole {
  std::int64_t start;
  std::int64_t end;
};

// The year, month, day or second that `text` names.
std::optional<Whole> ParseWhole(std::string_view text) {
  namespace chrono = std::chrono;
  const auto number = Number(text, 0, 4);
  if (!number || *number == 0) return std::nullopt;
  const chrono::year year(static_cast<int>(*number));
  if (text.size() == 4) {
    return Whole{Seconds(year / 1 / 1), Seconds((year + chrono::years(1)) / 1 / 1)};
  }
  const auto month_number = Number(text, 5, 2);
  if (text[4] != '-' || !month_number || *month_number < 1 || *month_number > 12) {
    return std::nullopt;
  }
  const chrono::year_month month = year / chrono::month(*month_number);
  if (text.size() == 7) return Whole{Seconds(month / 1), Seconds((month + chrono::months(1)) / 1)};
  const auto day_number = Number(text, 8, 2);
  if (text[7] != '-' || !day_number) return std::nullopt;
  const chrono::year_month_day day = month / chrono::day(*day_number);
  if (!day.ok()) return std::nullopt;
  const std::int64_t start = Seconds(day);
  if (text.size() == 10) return Whole{start, start + kDaySeconds};
  const auto time = TimeOfDay(text.substr(10));
  if (!time) return std::nullopt;
  return Whole{start + *time, start + *time + 1};
}

std::optional<DateSpan> ParseComparison(std::string_view text) {
  const bool after = text[0] == '>';
  const bool inclusive = text.size() > 1 && text[1] == '=';
  const auto whole = ParseWhole(text.substr(inclusive ? 2 : 1));
  if (!whole) return std::nullopt;
  DateSpan span;
  if (after) {
    span.start = inclusive ? whole->start : whole->end;
  } else {
    span.end = inclusive ? whole->end : whole->start;
  }
  return span;
}

std::string FormatMomentUtc(std::int64_t seconds) {
  const auto day = std::chrono::floor<std::chrono::days>(
      std::chrono::sys_seconds(std::chrono::seconds(seconds)));
  const std::chrono::year_month_day date(day);
  std::string text =
      fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  const std::int64_t rest = seconds - Seconds(day);
  if (rest != 0) {
    text += fmt::format("T{:02}:{:02}:{:02}Z", rest / 3600, rest / 60 % 60, rest % 60);
  }
  return text;
}

// The last day or second before `end`.
std::string FormatInclusiveEnd(std::int64_t end) {
  if (end % kDaySeconds == 0) return FormatMomentUtc(end - kDaySeconds);
  std::string text = FormatMomentUtc(end - 1);
  // A day without a time would include all of it.
  if (text.size() < kTimeLength) text += "T00:00:00Z";
  return text;
}

// Of "a..b", whichever comes first.
std::optional<DateSpan> ParseRange(std::string_view text) {
  const std::size_t dots = text.find("..");
  if (dots == std::string_view::npos) return std::nullopt;
  const std::string_view first = text.substr(0, dots);
  const std::string_view last = text.substr(dots + 2);
  DateSpan span;
  if (!first.empty()) {
    const auto whole = ParseWhole(first);
    if (!whole) return std::nullopt;
    span.start = whole->start;
  }
  if (!last.empty()) {
    const auto whole = ParseWhole(last);
    if (!whole) return std::nullopt;
    span.end = whole->end;
  }
  if (!span.start && !span.end) return std::nullopt;
  return span;
}

bool IsInverted(const DateSpan& span) { return span.start && span.end && *span.start >= *span.end; }

}  // namespace

std::optional<DateSpan> ParseDateValue(std::string_view text) {
  if (text.empty()) return std::nullopt;
  if (text[0] == '>' || text[0] == '<') return ParseComparison(text);
  if (const auto whole = ParseWhole(text)) return DateSpan{whole->start, whole->end};
  const auto range = ParseRange(text);
  return range && !IsInverted(*range) ? range : std::nullopt;
}

bool EndsBeforeItStarts(std::string_view text) {
  const auto range = ParseRange(text);
  return range && IsInverted(*range);
}

std::string FormatDateValue(const DateSpan& span) {
  // The moment after year 9999 and the one before year 1 have no form of their own as a start or an
  // end.
  if (!span.end) {
    constexpr std::int64_t kAfterLastYear = 253402300800;
    return *span.start >= kAfterLastYear ? ">9999" : FormatMomentUtc(*span.start) + "..";
  }
  if (!span.start) {
    constexpr std::int64_t kFirstYear = -62135596800;
    return *span.end <= kFirstYear ? "<0001" : ".." + FormatInclusiveEnd(*span.end);
  }
  return FormatMomentUtc(*span.start) + ".." + FormatInclusiveEnd(*span.end);
}

}  // namespace dateline::query
