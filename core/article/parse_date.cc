// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/article/parse_date.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <string>

#include "core/article/coarse_date.h"
#include "core/article/date_cursor.h"
#include "core/article/date_scanner.h"
#include "core/article/plain_digits.h"
#include "core/dates/time_zone.h"
#include "core/limits.h"

namespace dateline::article {
namespace {

using Context = DateScanner::Context;

constexpr std::size_t kShown = 40;  // bytes of a bad date that an error repeats

std::string_view TrimDate(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

absl::Status OutOfYears(std::string_view text) {
  return absl::InvalidArgumentError(
      fmt::format("'{}' is not a date of the years 1 to 9999; give seconds or milliseconds since "
                  "1970",
                  text.substr(0, kShown)));
}

absl::Status Ambiguous(std::string_view text) {
  return absl::InvalidArgumentError(fmt::format(
      "'{}' is ambiguous: a calendar date, seconds, milliseconds or days since 1970, or no date at "
      "all; write YYYY-MM-DD or RFC 3339",
      text.substr(0, kShown)));
}

bool AreDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsDigit);
}

// YYYYMMDD with or without a time, in the extended form; "" if `text` does not look like it.
std::string ExtendBasic(std::string_view text) {
  constexpr std::size_t kDay = 8;
  constexpr int kFirst = 1000;  // years of fewer digits do not look like one
  if (text.size() < kDay || !AreDigits(text.substr(0, kDay))) return "";
  const auto part = [&](std::size_t at, std::size_t size) {
    int value = 0;
    std::from_chars(text.data() + at, text.data() + at + size, value);
    return value;
  };
  const int month = part(4, 2);
  const int day = part(6, 2);
  if (part(0, 4) < kFirst || month < 1 || month > 12 || day < 1 || day > 31) return "";
  std::string extended =
      fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2));
  std::string_view rest = text.substr(kDay);
  if (rest.empty()) return extended;
  const bool marked = (rest[0] | 0x20) == 't' || rest[0] == ' ';
  if (marked) rest.remove_prefix(1);
  const auto digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  const bool time = digits == 6 || (marked && (digits == 4 || digits == 2));
  if (!time) return "";
  extended += fmt::format("T{}:{}", rest.substr(0, 2), digits > 2 ? rest.substr(2, 2) : "00");
  if (digits == 6) extended += fmt::format(":{}", rest.substr(4, 2));
  return extended.append(rest.substr(digits));
}

// Whether `digits` are YYYYMMDDHHMM, which milliseconds of 1976 are too.
bool LooksLikeMinutes(std::string_view digits) {
  return digits.size() == 12 &&
         !ExtendBasic(std::string(digits.substr(0, 8)) + "T" + std::string(digits.substr(8)))
              .empty();
}

absl::StatusOr<dates::Date> ReadEpochText(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return OutOfYears(text);
  auto date = ReadEpoch(number);
  if (date.ok() && *end == '.' && text.starts_with('-')) {
    const std::string_view fraction(end + 1,
                                    static_cast<std::size_t>(text.data() + text.size() - end - 1));
    if (fraction.find_first_not_of('0') != std::string_view::npos && number > -100'000'000'000) {
      date->start = *date->start - 1;
      date->end = *date->end - 1;
    }
  }
  return date;
}

bool IsEpoch(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const auto dot = text.find('.');
  const std::string_view whole = text.substr(0, dot);
  const std::string_view fraction = dot == std::string_view::npos ? "0" : text.substr(dot + 1);
  // 12.2025 is a month.
  const bool month = dot != std::string_view::npos && whole.size() <= 2 && fraction.size() == 4;
  const bool year_first =
      whole.size() == 4 && fraction.size() <= 2 && dot != std::string_view::npos;
  return !month && !year_first && AreDigits(whole) && AreDigits(fraction);
}

// Takes "[Europe/Paris]" and "[u-ca=gregory]" (RFC 9557), or " Europe/Paris", off the end of
// `text`. A zone counts for a time that has no offset. False: what stands in brackets is neither.
bool TakeSuffixes(std::string_view& text, absl::TimeZone& zone) {
  const auto space = text.rfind(' ');
  if (space != std::string_view::npos && IsLetter(text.back())) {
    const std::string_view name = text.substr(space + 1);
    const auto found = name.find('/') == std::string_view::npos
                           ? absl::StatusOr<absl::TimeZone>(absl::NotFoundError(""))
                           : dates::FindZone(name);
    if (found.ok()) {
      zone = *found;
      text = TrimDate(text.substr(0, space));
    }
  }
  while (text.ends_with(']')) {
    const auto open = text.rfind('[');
    if (open == std::string_view::npos || open == 0) return open == 0;
    std::string_view name = text.substr(open + 1, text.size() - open - 2);
    if (name.starts_with('!')) name.remove_prefix(1);
    const bool tag = name.find('=') != std::string_view::npos;
    if (!tag) {
      const auto found = dates::FindZone(name);
      if (!found.ok() || name.empty()) return false;
      zone = *found;
    }
    text = TrimDate(text.substr(0, open));
  }
  return true;
}

// `text` without its comments in parentheses, which RFC 822 allows anywhere; "" if it has none.
std::string WithoutComments(std::string_view text) {
  std::string rest;
  int depth = 0;
  bool any = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && depth > 0) {
      ++i;
    } else if (text[i] == '(') {
      ++depth;
      any = true;
      rest.push_back(' ');
    } else if (text[i] == ')' && depth > 0) {
      --depth;
    } else if (depth == 0) {
      rest.push_back(text[i]);
    }
  }
  return any && depth == 0 ? std::string(TrimDate(rest)) : "";
}

// The whole of `text` as a date of the scanner. NOT_FOUND if it is none by its looks.
absl::StatusOr<dates::Date> Scan(std::string_view text, absl::TimeZone zone) {
  if (text.size() > DateScanner::kMaxBytes) return absl::NotFoundError("");
  const absl::StatusOr<DateMatch> match = DateScanner(text, Context::kField, zone).Run();
  if (match.ok()) {
    return match->length == text.size() ? absl::StatusOr<dates::Date>(match->date)
                                        : absl::NotFoundError("");
  }
  return match.status();
}

// "/Date(1709632800000+0100)/", as .NET wrote JSON: milliseconds, and an offset that says nothing.
absl::StatusOr<dates::Date> ReadDotNet(std::string_view text) {
  constexpr std::string_view kStart = "/Date(";
  constexpr std::string_view kEnd = ")/";
  if (!text.starts_with(kStart) || !text.ends_with(kEnd)) return absl::NotFoundError("");
  text = text.substr(kStart.size(), text.size() - kStart.size() - kEnd.size());
  text = text.substr(0, text.find_first_of("+-", 1));
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  constexpr std::int64_t kMost = 1000 * (limits::kMaxPublishSeconds + 1) - 1;
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || number > kMost || number < 1000 * limits::kMinPublishSeconds) {
    return absl::NotFoundError("");
  }
  const std::int64_t rest = (number % 1000 + 1000) % 1000;
  const std::int64_t seconds = (number - rest) / 1000;
  return dates::Date{seconds, seconds + 1, dates::Precision::kSecond, '\0',
                     static_cast<std::int32_t>(rest * 1'000'000)};
}

absl::StatusOr<dates::Date> ReadText(std::string_view text) {
  if (auto date = ReadDotNet(text); date.ok()) return date;
  absl::TimeZone zone = absl::UTCTimeZone();
  if (!TakeSuffixes(text, zone)) {
    return absl::InvalidArgumentError(
        "ends with a zone that is unknown here; write an IANA name such as [Europe/Paris], or an "
        "offset");
  }
  if (const auto coarse = ReadCoarseDate(text)) return *coarse;
  const std::string basic = ExtendBasic(text);
  const std::string_view written = basic.empty() ? text : basic;
  absl::StatusOr<dates::Date> date = Scan(written, zone);
  if (date.ok()) return date;
  const std::string bare = WithoutComments(written);
  if (!bare.empty()) {
    absl::StatusOr<dates::Date> without = Scan(bare, zone);
    if (without.ok() || absl::IsNotFound(date.status())) date = std::move(without);
  }
  return date;
}

}  // namespace

absl::StatusOr<DateMatch> MatchDate(std::string_view text) {
  return DateScanner(text, Context::kProse).Run();
}

absl::StatusOr<dates::Date> ReadEpoch(std::int64_t number) {
  constexpr std::int64_t kAmbiguous = 100'000'000;             // seconds of 1973
  constexpr std::int64_t kFirstMilliseconds = 10'000'000'000;  // seconds of 2286
  constexpr std::int64_t kPlainMilliseconds = 100'000'000'000;
  const std::string digits = fmt::to_string(number);
  // Before the year 1000 no digits look like a date, and the seconds are those of minutes in 1970.
  if (digits.size() == 4 && AreDigits(digits)) return dates::YearDate(number);
  if (digits.size() == 8 || digits.size() == 14) {
    if (const std::string basic = ExtendBasic(digits); !basic.empty()) {
      if (auto date = Scan(basic, absl::UTCTimeZone()); date.ok()) return date;
    }
  }
  const bool negative_band = number <= -kFirstMilliseconds && number > -kPlainMilliseconds;
  if ((number > -kAmbiguous && number < kAmbiguous) || negative_band || LooksLikeMinutes(digits)) {
    return Ambiguous(digits);
  }
  const bool milliseconds = number >= kFirstMilliseconds || number <= -kFirstMilliseconds;
  // Rounded down, also before 1970.
  const std::int64_t rest = milliseconds ? (number % 1000 + 1000) % 1000 : 0;
  const std::int64_t seconds = milliseconds ? (number - rest) / 1000 : number;
  if (number < std::numeric_limits<std::int64_t>::min() + 1000 ||
      seconds < limits::kMinPublishSeconds || seconds > limits::kMaxPublishSeconds) {
    return OutOfYears(digits);
  }
  return dates::Date{seconds, seconds + 1, dates::Precision::kSecond, '\0',
                     static_cast<std::int32_t>(rest * 1'000'000)};
}

absl::StatusOr<dates::Date> ReadDate(std::string_view given) {
  const std::string plain = PlainDigits(TrimDate(given));
  const std::string_view text = plain;
  if (const auto edtf = dates::ParseEdtf(text)) return *edtf;
  if (IsEpoch(text)) return ReadEpochText(text);
  absl::StatusOr<dates::Date> date = ReadText(text);
  if (date.ok()) return date;
  const std::string_view shown = TrimDate(given).substr(0, kShown);
  if (absl::IsInvalidArgument(date.status())) {
    const auto why = date.status().message();
    return absl::InvalidArgumentError(
        fmt::format("'{}' {}", shown, std::string_view(why.data(), why.size())));
  }
  return absl::InvalidArgumentError(
      fmt::format("'{}' is not a date of the years 1 to 9999 that can be read; give RFC 3339 "
                  "(2025-12-15T10:30:00Z), YYYY-MM-DD, YYYY-MM, YYYY, another date in EDTF, RFC "
                  "822, or seconds since 1970",
                  shown));
}

}  // namespace dateline::article
