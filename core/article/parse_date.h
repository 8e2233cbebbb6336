// SPDX-License-Identifier: GPL-3.0-or-later
// The usual ways to write a date, in the languages that news is written in.
//
//   2025-12-15, 2025/12/15, 15.12.2025, 15/12/2025, 12/15/2025 (if only one reading is possible)
//   December 15, 2025; Dec. 15th 2025; Monday, 15 December 2025; 15. Dezember 2025; 15 déc. 2025;
//   15 de diciembre de 2025; 15 декабря 2025 г.; 2025年12月15日
//   RFC 3339, RFC 822 (two digits of a year: 50 to 99 are 19xx; comments in parentheses), asctime;
//   a time of day before or after the date: 10:30, 10:30:15.25, 10.30am, 10 a.m., 10h30, 10:30 Uhr;
//   24:00:00 is the end of the day
//   with Z, UTC, GMT, +01:00, +0100, GMT+1, and the names of RFC 822 and of large regions: EST,
//   EDT, CST, CDT, MST, MDT, PST, PDT, ET, CT, MT, PT, BST, CET, CEST, EET, EEST, MSK, JST, HKT,
//   SGT, AEST, AEDT and more; ReadDate also with [Europe/Paris] (RFC 9557) or Europe/Paris at the
//   end
//
// ReadDate also takes the names of months and days of the week in the languages that
// local_date_names.h lists, the basic form of ISO 8601 (20251215T103000Z, 20251215103000,
// 20251215), seconds or milliseconds since 1970 in digits, and dates that are known less exactly:
//
//   EDTF level 1 (core/dates/date.h); 1887; March 1887; 03/1887; 1887年3月; Spring 1887; 1880s
//   circa 1887, c. 1887, ca. 1887, about 1887, early 1887, late 1880s, mid-1880s; before 1887,
//   after 1887; 19th century; Q3 1987, 1987-Q3 1887-1890, 1887-90, 1887 to 1890, 1887 or 1888,
//   between March 1887 and May 1887
//
// A time without a zone is UTC. Years 1 to 9999. All functions are thread-safe; errors are
// INVALID_ARGUMENT and name value, rule and remedy.
#ifndef DATELINE_CORE_ARTICLE_PARSE_DATE_H_
#define DATELINE_CORE_ARTICLE_PARSE_DATE_H_

#include <absl/status/statusor.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/dates/date.h"

namespace dateline::article {

struct DateMatch {
  dates::Date date;        // a day or a moment, of ReadDate any
  std::size_t length = 0;  // bytes of the text that are the date
};

// The longest date that `text` starts with; what follows it does not matter. Digits alone, and
// months and years alone, are not a date here.
absl::StatusOr<DateMatch> MatchDate(std::string_view text);

// A text that is a date from end to end.
absl::StatusOr<dates::Date> ReadDate(std::string_view text);

// A number: seconds since 1970 from 1973 to 2286 and in 1966 and earlier, milliseconds from 11
// digits on, and YYYY, YYYYMMDD or YYYYMMDDHHMMSS if it looks like that. Others may be several of
// these, or days of a spreadsheet, or "not set": they are refused.
absl::StatusOr<dates::Date> ReadEpoch(std::int64_t number);

}  // namespace dateline::article

#endif  // DATELINE_CORE_ARTICLE_PARSE_DATE_H_
