// SPDX-License-Identifier: GPL-3.0-or-later
// The usual ways to write a date, in the languages that news is written in.
//
//   2025-12-15, 2025/12/15, 15.12.2025, 15/12/2025, 12/15/2025 (if only one reading is possible)
//   December 15, 2025; Dec. 15th 2025; Monday, 15 December 2025; 15. Dezember 2025; 15 déc. 2025;
//   15 de diciembre de 2025; 15 декабря 2025 г.; 2025年12月15日
//   RFC 3339, RFC 822 (two digits of a year: 50 to 99 are 19xx), asctime; a time of day before or
//   after the date: 10:30, 10:30:15.25, 10.30am, 10 a.m., 10h30, 10:30 Uhr
//   with Z, UTC, GMT, +01:00, +0100, GMT+1, and the names of RFC 822 and of large regions: EST,
//   EDT, CST, CDT, MST, MDT, PST, PDT, ET, CT, MT, PT, BST, CET, CEST, EET, EEST, MSK, JST, HKT,
//   SGT, AEST, AEDT and a few more
//
// A date without a time is that day at 00:00; a time without a zone is UTC. Years 1 to 9999. All
// functions are thread-safe; errors are INVALID_ARGUMENT and name value, rule and remedy.
#ifndef DATELINE_CORE_ARTICLE_PARSE_DATE_H_
#define DATELINE_CORE_ARTICLE_PARSE_DATE_H_

#include <absl/status/statusor.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dateline::article {

struct DateMatch {
  std::int64_t seconds = 0;  // since 1970, UTC
  std::size_t length = 0;    // bytes of the text that are the date
};

// The longest date that `text` starts with; what follows it does not matter. Digits alone are not a
// date here.
absl::StatusOr<DateMatch> MatchDate(std::string_view text);

// Seconds since 1970 of a text that is a date from end to end, or seconds or milliseconds since
// 1970 in digits. Digits that look like a year or like YYYYMMDD are refused as ambiguous.
absl::StatusOr<std::int64_t> ReadDate(std::string_view text);

// Seconds since 1970 of a number: milliseconds from 12 digits on, else seconds.
absl::StatusOr<std::int64_t> ReadEpoch(std::int64_t number);

}  // namespace dateline::article

#endif  // DATELINE_CORE_ARTICLE_PARSE_DATE_H_
