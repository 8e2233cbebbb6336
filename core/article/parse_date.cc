// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/article/parse_date.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string>

#include "core/article/date_cursor.h"
#include "core/article/date_scanner.h"
#include "core/limits.h"

namespace dateline::article {
namespace {

constexpr std::size_t kShown = 40;  // bytes of a bad date that an error repeats

std::string_view TrimDate(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

// A year, or YYYYMMDD with or without a time: not seconds, and not safely a date either.
bool LooksLikeCalendar(std::string_view digits) {
  if (digits.size() != 4 && digits.size() != 8 && digits.size() != 14) return false;
  const auto part = [&](std::size_t at, std::size_t size) {
    int value = 0;
    std::from_chars(digits.data() + at, digits.data() + at + size, value);
    return value;
  };
  const int year = part(0, 4);
  if (year < 1500 || year > 2200) return false;
  return digits.size() == 4 ||
         (part(4, 2) >= 1 && part(4, 2) <= 12 && part(6, 2) >= 1 && part(6, 2) <= 31);
}

absl::StatusOr<std::int64_t> ReadEpochText(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) {
    return absl::InvalidArgumentError(
        fmt::format("'{}' is not a date of the years 1 to 9999; give seconds or milliseconds since "
                    "1970",
                    text.substr(0, kShown)));
  }
  if (LooksLikeCalendar(text)) {
    return absl::InvalidArgumentError(fmt::format(
        "'{}' is ambiguous: a calendar date, or seconds since 1970; write YYYY-MM-DD, or the "
        "seconds as a number",
        text));
  }
  auto seconds = ReadEpoch(number);
  if (seconds.ok() && *end == '.' && number <= 0 && text.starts_with('-')) {
    const std::string_view fraction(end + 1,
                                    static_cast<std::size_t>(text.data() + text.size() - end - 1));
    if (fraction.find_first_not_of('0') != std::string_view::npos && number > -100'000'000'000)
      return *seconds - 1;
  }
  return seconds;
}

bool IsEpoch(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const auto dot = text.find('.');
  const std::string_view whole = text.substr(0, dot);
  const std::string_view fraction = dot == std::string_view::npos ? "0" : text.substr(dot + 1);
  return !whole.empty() && !fraction.empty() && std::all_of(whole.begin(), whole.end(), IsDigit) &&
         std::all_of(fraction.begin(), fraction.end(), IsDigit);
}

}  // namespace

absl::StatusOr<DateMatch> MatchDate(std::string_view text) { return DateScanner(text).Run(); }

absl::StatusOr<std::int64_t> ReadEpoch(std::int64_t number) {
  constexpr std::int64_t kFirstMilliseconds = 100'000'000'000;
  const bool milliseconds = number >= kFirstMilliseconds || number <= -kFirstMilliseconds;
  // Rounded down, also before 1970.
  const std::int64_t seconds = milliseconds ? number / 1000 - (number % 1000 < 0 ? 1 : 0) : number;
  if (seconds < limits::kMinPublishSeconds || seconds > limits::kMaxPublishSeconds) {
    return absl::InvalidArgumentError(fmt::format(
        "{} is not a date of the years 1 to 9999; give seconds or milliseconds since 1970",
        number));
  }
  return seconds;
}

absl::StatusOr<std::int64_t> ReadDate(std::string_view given) {
  const std::string_view text = TrimDate(given);
  if (IsEpoch(text)) return ReadEpochText(text);
  const absl::StatusOr<DateMatch> match =
      text.size() <= DateScanner::kMaxBytes ? MatchDate(text) : absl::NotFoundError("");
  const std::string shown(text.substr(0, kShown));
  if (match.ok() && match->length == text.size()) return match->seconds;
  if (absl::IsInvalidArgument(match.status())) {
    const auto why = match.status().message();
    return absl::InvalidArgumentError(
        fmt::format("'{}' {}", shown, std::string_view(why.data(), why.size())));
  }
  return absl::InvalidArgumentError(
      fmt::format("'{}' is not a date of the years 1 to 9999 that can be read; give RFC 3339 "
                  "(2025-12-15T10:30:00Z), YYYY-MM-DD, RFC 822, or seconds since 1970",
                  shown));
}

}  // namespace dateline::article
