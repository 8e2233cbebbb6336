// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a date token by token; the order of its parts hardly matters, since a year, a month name, a
// day and a time look different.
#ifndef DATELINE_CORE_ARTICLE_DATE_SCANNER_H_
#define DATELINE_CORE_ARTICLE_DATE_SCANNER_H_

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <cstddef>
#include <string_view>

#include "core/article/date_cursor.h"
#include "core/article/parse_date.h"
#include "core/article/time_of_day.h"

namespace dateline::article {

class DateScanner {
 public:
  // No more bytes are looked at.
  static constexpr std::size_t kMaxBytes = 128;

  explicit DateScanner(std::string_view text) : text_{text.substr(0, kMaxBytes)} {}
  DateScanner(const DateScanner&) = delete;  // time_ refers to text_
  DateScanner& operator=(const DateScanner&) = delete;

  // The longest date that the text starts with; call once. INVALID_ARGUMENT: a date by its looks,
  // but not one that exists, or more than one; the message goes on after the quoted text.
  // NOT_FOUND: anything else.
  absl::StatusOr<DateMatch> Run();

 private:
  // Each takes one part at text_.at and moves on, or leaves everything as it was and returns false.
  bool TakeNumericDate();
  bool TakeEastAsian();
  bool TakeNumber();
  bool TakeWord();
  bool TakeNext();

  bool SetDate(int year, int month, int day);
  bool SlashDate(int first, int second, int year);
  void SkipBetween();
  bool Complete() const { return year_ != 0 && month_ != 0 && day_ != 0; }
  absl::StatusOr<DateMatch> Result() const;

  DateCursor text_;
  TimeOfDay time_{text_};
  std::size_t good_ = 0;  // end of the last part that means something
  int year_ = 0;
  int month_ = 0;
  int day_ = 0;
  bool named_month_ = false;
  bool filler_ = false;   // the part just taken means nothing by itself
  absl::Status refused_;  // a date by its looks, but not one that exists, or more than one
};

}  // namespace dateline::article

#endif  // DATELINE_CORE_ARTICLE_DATE_SCANNER_H_
