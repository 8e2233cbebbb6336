// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a date token by token; the order of its parts hardly matters, since a year, a month name, a
// day and a time look different.
#ifndef DATELINE_CORE_ARTICLE_DATE_SCANNER_H_
#define DATELINE_CORE_ARTICLE_DATE_SCANNER_H_

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/article/date_cursor.h"
#include "core/article/local_date_names.h"
#include "core/article/parse_date.h"
#include "core/article/time_of_day.h"

namespace dateline::article {

class DateScanner {
 public:
  // No more bytes are looked at.
  static constexpr std::size_t kMaxBytes = 128;

  // What stands before or after the date.
  enum class Context : std::uint8_t {
    kProse,  // anything: only the words of date_words.h are looked for, and a day is needed
    kField,  // nothing: also the names of all languages, and a month, season or year alone
  };

  // A time without a zone is in `zone`.
  DateScanner(std::string_view text, Context context, absl::TimeZone zone = absl::UTCTimeZone())
      : text_{text.substr(0, kMaxBytes)}, field_(context == Context::kField), zone_(zone) {}
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
  bool TakeLocalName(std::string_view rest);
  bool TakeVietnameseName();
  bool TakeWinterEnd(std::size_t year_digits);
  bool TakeNext();

  bool SetDate(int year, int month, int day);
  void SetNamedMonth(int month, bool may_be_weekday);
  bool SlashDate(int first, int second, int year);
  void SkipBetween();
  bool Complete() const { return year_ != 0 && month_ != 0 && day_ != 0; }
  absl::StatusOr<DateMatch> Result() const;
  absl::StatusOr<DateMatch> PartialResult() const;

  DateCursor text_;
  const bool field_;
  const absl::TimeZone zone_;
  TimeOfDay time_{text_};
  std::size_t good_ = 0;  // end of the last part that means something
  int year_ = 0;
  int month_ = 0;
  int day_ = 0;
  int season_ = 0;  // 21 to 24
  bool named_month_ = false;
  bool may_be_weekday_ = false;  // the month's name is that of a day of the week too
  bool thai_ = false;            // the year is that of the Buddhist era
  bool filler_ = false;          // the part just taken means nothing by itself
  absl::Status refused_;         // a date by its looks, but not one that exists, or more than one
};

}  // namespace dateline::article

#endif  // DATELINE_CORE_ARTICLE_DATE_SCANNER_H_
