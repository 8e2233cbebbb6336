// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dates/time_span.h"

#include <absl/time/civil_time.h>
#include <fmt/format.h>

#include <algorithm>

#include "core/dates/date.h"
#include "core/dates/parse_period.h"

namespace dateline::dates {
namespace {

constexpr std::int64_t kFirstSecond = -62135596800;  // 0001-01-01T00:00:00Z
constexpr std::int64_t kEndSecond = 253402300800;    // 10000-01-01T00:00:00Z
constexpr std::size_t kMaxShown = 60;                // bytes of a text that is repeated

// A moment before the years 1 to 9999 becomes their first, one after them their end.
std::int64_t SecondsOf(absl::Time time) {
  return std::clamp(absl::ToUnixSeconds(time), kFirstSecond, kEndSecond);
}

std::int64_t SecondsOf(absl::CivilDay day) {
  return std::clamp((day - absl::CivilDay(1970, 1, 1)) * kDaySeconds, kFirstSecond, kEndSecond);
}

void SetStart(absl::Time time, const DayEdge& days, TimeSpan& span) {
  span.start = SecondsOf(time);
  span.first_day = SecondsOf(days.begun);
  span.first_whole = SecondsOf(days.next);
}

void SetEnd(absl::Time time, const DayEdge& days, TimeSpan& span) {
  span.end = SecondsOf(time);
  span.end_day = SecondsOf(days.next);
  span.end_whole = SecondsOf(days.begun);
}

absl::Status NotASpan(std::string_view text) {
  return absl::InvalidArgumentError(
      fmt::format("'{}' is not a date; expected {}", text.substr(0, kMaxShown), kTimeSpanForms));
}

absl::StatusOr<TimeSpan> ParseComparison(std::string_view text, absl::Time now,
                                         absl::TimeZone zone) {
  const bool after = text[0] == '>';
  const bool inclusive = text.size() > 1 && text[1] == '=';
  const auto named = ParsePeriod(text.substr(inclusive ? 2 : 1), now, zone);
  if (!named.ok()) return NotASpan(text);
  TimeSpan span;
  if (after) {
    SetStart(inclusive ? named->start : named->end, inclusive ? named->start_days : named->end_days,
             span);
  } else {
    SetEnd(inclusive ? named->end : named->start, inclusive ? named->end_days : named->start_days,
           span);
  }
  return span;
}

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

// `first` and `last` may be empty or "..".
absl::StatusOr<TimeSpan> ParseEnds(std::string_view text, std::string_view first,
                                   std::string_view last, absl::Time now, absl::TimeZone zone) {
  TimeSpan span;
  const auto is_open = [](std::string_view end) { return end.empty() || end == ".."; };
  if (!is_open(first)) {
    const auto named = ParsePeriod(first, now, zone);
    if (!named.ok()) return NotASpan(text);
    SetStart(named->start, named->start_days, span);
  }
  if (!is_open(last)) {
    const auto named = ParsePeriod(last, now, zone);
    if (!named.ok()) return NotASpan(text);
    SetEnd(named->end, named->end_days, span);
  }
  if (!span.start && !span.end) return NotASpan(text);
  // A day that the clocks of the zone left out has no moment, but it is a day.
  const bool has_days = span.first_day == span.first_whole && span.end_day == span.end_whole &&
                        span.first_day < span.end_day;
  const bool inverted = span.start && span.end && *span.start >= *span.end && !has_days;
  if (inverted) {
    return absl::InvalidArgumentError(fmt::format(
        "'{}' starts after it ends; put the earlier date first", text.substr(0, kMaxShown)));
  }
  return span;
}

std::string FormatMoment(std::int64_t seconds) {
  return absl::FormatTime("%E4Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(seconds),
                          absl::UTCTimeZone());
}

std::string FormatDay(std::int64_t midnight) {
  return absl::FormatTime("%E4Y-%m-%d", absl::FromUnixSeconds(midnight), absl::UTCTimeZone());
}

std::string FormatStart(const TimeSpan& span) {
  if (span.first_day && span.first_day == span.first_whole && *span.first_day < kEndSecond) {
    return FormatDay(*span.first_day);
  }
  return FormatMoment(*span.start);
}

// The last day or second before the end.
std::string FormatLast(const TimeSpan& span) {
  if (span.end_day && span.end_day == span.end_whole && *span.end_day > kFirstSecond) {
    return FormatDay(*span.end_day - kDaySeconds);
  }
  return FormatMoment(*span.end - 1);
}

}  // namespace

TimeSpan SpanOf(std::optional<absl::Time> start, std::optional<absl::Time> end,
                absl::TimeZone zone) {
  TimeSpan span;
  if (start) SetStart(*start, DayEdgeOf(*start, zone), span);
  if (end) SetEnd(*end, DayEdgeOf(*end, zone), span);
  return span;
}

absl::StatusOr<TimeSpan> ParseTimeSpan(std::string_view given, absl::Time now,
                                       absl::TimeZone zone) {
  const std::string_view text = Trim(given);
  if (text.empty()) return NotASpan(text);
  if (text[0] == '>' || text[0] == '<') return ParseComparison(text, now, zone);
  const auto named = ParsePeriod(text, now, zone);
  if (named.ok()) {
    TimeSpan span;
    SetStart(named->start, named->start_days, span);
    SetEnd(named->end, named->end_days, span);
    return span;
  }
  if (const auto slash = text.find('/'); slash != std::string_view::npos) {
    auto span =
        ParseEnds(text, Trim(text.substr(0, slash)), Trim(text.substr(slash + 1)), now, zone);
    if (span.ok() || text.find("..") == std::string_view::npos) return span;
  }
  if (const auto dots = text.find(".."); dots != std::string_view::npos) {
    return ParseEnds(text, Trim(text.substr(0, dots)), Trim(text.substr(dots + 2)), now, zone);
  }
  return NotASpan(text);
}

std::string FormatTimeSpan(const TimeSpan& span) {
  // The moment after year 9999 and the one before year 1 have no form of their own as a start or an
  // end.
  if (!span.end) {
    return *span.start >= kEndSecond ? ">9999" : FormatStart(span) + "..";
  }
  if (!span.start) {
    return *span.end <= kFirstSecond ? "<0001" : ".." + FormatLast(span);
  }
  return FormatStart(span) + ".." + FormatLast(span);
}

}  // namespace dateline::dates
