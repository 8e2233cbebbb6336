// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/query/date_value.h"

#include <fmt/format.h>

#include <chrono>

#include "core/dates/parse_period.h"
#include "core/limits.h"

namespace dateline::query {
namespace {

using std::chrono::sys_days;

constexpr std::int64_t kDaySeconds = 86400;
constexpr std::size_t kTimeLength = 20;  // 2025-12-31T23:59:59Z

std::int64_t Seconds(sys_days day) { return day.time_since_epoch().count() * kDaySeconds; }

// What `text` names, if all of it is of the years that FormatDateValue can write.
std::optional<DateSpan> ParseNamed(std::string_view text, absl::Time now) {
  const auto period = dates::ParsePeriod(text, now, absl::UTCTimeZone());
  if (!period.ok()) return std::nullopt;
  const DateSpan span{absl::ToUnixSeconds(period->start), absl::ToUnixSeconds(period->end)};
  const bool in_range =
      *span.start >= limits::kMinPublishSeconds && *span.end <= limits::kMaxPublishSeconds + 1;
  return in_range ? std::optional(span) : std::nullopt;
}

std::optional<DateSpan> ParseComparison(std::string_view text, absl::Time now) {
  const bool after = text[0] == '>';
  const bool inclusive = text.size() > 1 && text[1] == '=';
  const auto named = ParseNamed(text.substr(inclusive ? 2 : 1), now);
  if (!named) return std::nullopt;
  DateSpan span;
  if (after) {
    span.start = inclusive ? named->start : named->end;
  } else {
    span.end = inclusive ? named->end : named->start;
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
std::optional<DateSpan> ParseRange(std::string_view text, absl::Time now) {
  const std::size_t dots = text.find("..");
  if (dots == std::string_view::npos) return std::nullopt;
  const std::string_view first = text.substr(0, dots);
  const std::string_view last = text.substr(dots + 2);
  DateSpan span;
  if (!first.empty()) {
    const auto named = ParseNamed(first, now);
    if (!named) return std::nullopt;
    span.start = named->start;
  }
  if (!last.empty()) {
    const auto named = ParseNamed(last, now);
    if (!named) return std::nullopt;
    span.end = named->end;
  }
  if (!span.start && !span.end) return std::nullopt;
  return span;
}

bool IsInverted(const DateSpan& span) { return span.start && span.end && *span.start >= *span.end; }

}  // namespace

std::optional<DateSpan> ParseDateValue(std::string_view text, absl::Time now) {
  if (text.empty()) return std::nullopt;
  if (text[0] == '>' || text[0] == '<') return ParseComparison(text, now);
  if (const auto named = ParseNamed(text, now)) return named;
  const auto range = ParseRange(text, now);
  return range && !IsInverted(*range) ? range : std::nullopt;
}

bool EndsBeforeItStarts(std::string_view text, absl::Time now) {
  const auto range = ParseRange(text, now);
  return range && IsInverted(*range);
}

std::string FormatDateValue(const DateSpan& span) {
  // The moment after year 9999 and the one before year 1 have no form of their own as a start or an
  // end.
  if (!span.end) {
    return *span.start > limits::kMaxPublishSeconds ? ">9999" : FormatMomentUtc(*span.start) + "..";
  }
  if (!span.start) {
    return *span.end <= limits::kMinPublishSeconds ? "<0001" : ".." + FormatInclusiveEnd(*span.end);
  }
  return FormatMomentUtc(*span.start) + ".." + FormatInclusiveEnd(*span.end);
}

}  // namespace dateline::query
