// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/article/date_scanner.h"

#include <absl/time/civil_time.h>
#include <fmt/format.h>

#include "core/article/date_words.h"
#include "core/limits.h"

namespace dateline::article {

bool DateScanner::SetDate(int year, int month, int day) {
  year_ = year;
  month_ = month;
  day_ = day;
  if (year == 0) {
    refused_ = absl::InvalidArgumentError("is of the year 0; years are 1 to 9999");
  }
  return true;
}

// 05/06/2025 is 6 May in America and 5 June elsewhere.
bool DateScanner::SlashDate(int first, int second, int year) {
  if (first == second || (first > 12 && second <= 12)) return SetDate(year, second, first);
  if (second > 12 && first <= 12) return SetDate(year, first, second);
  SetDate(year, first, second);
  if (first <= 12 && refused_.ok()) {
    refused_ = absl::InvalidArgumentError(fmt::format(
        "is ambiguous: it may be {0:04}-{1:02}-{2:02} or {0:04}-{2:02}-{1:02}; write it as one of "
        "these",
        year, first, second));
  }
  return true;
}

bool DateScanner::TakeNumericDate() {
  if (year_ != 0 || month_ != 0 || day_ != 0) return false;
  const DateCursor::Number a = text_.Digits(text_.at);
  const char mark = text_.At(text_.at + a.digits);
  if (mark != '-' && mark != '/' && mark != '.') return false;
  const std::size_t second = text_.at + a.digits + 1;
  const DateCursor::Number b = text_.Digits(second);
  const std::size_t third = second + b.digits + 1;
  const DateCursor::Number c = text_.Digits(third);
  if (b.digits == 0 || b.digits > 2 || c.digits == 0 || text_.At(third - 1) != mark) return false;
  text_.at = third + c.digits;
  if (a.digits == 4 && c.digits <= 2) return SetDate(a.value, b.value, c.value);
  if (a.digits <= 2 && c.digits == 4) {
    // Dots are European and mean day, month, year.
    return mark == '.' ? SetDate(c.value, b.value, a.value) : SlashDate(a.value, b.value, c.value);
  }
  SetDate(1, 1, 1);
  refused_ = absl::InvalidArgumentError(
      "does not have a year of four digits; years are 1 to 9999: write YYYY-MM-DD");
  return true;
}

// 2025年12月15日, 2025년 12월 15일
bool DateScanner::TakeEastAsian() {
  const DateCursor::Number number = text_.Digits(text_.at);
  if (number.digits == 0) return false;
  const std::size_t sign = text_.at + number.digits;
  const std::string_view mark = text_.text.substr(sign, 3);
  if (mark == "年" || mark == "년") {
    year_ = number.value;
  } else if (mark == "月" || mark == "월") {
    month_ = number.value;
  } else if (mark == "日" || mark == "일") {
    day_ = number.value;
  } else {
    return false;
  }
  text_.at = sign + 3;
  return true;
}

bool DateScanner::TakeNumber() {
  const DateCursor::Number number = text_.Digits(text_.at);
  if (number.digits == 4 && year_ == 0) {
    year_ = number.value;
    if (year_ == 0) refused_ = absl::InvalidArgumentError("is of the year 0; years are 1 to 9999");
  } else if ((number.digits == 1 || number.digits == 2) && day_ == 0) {
    day_ = number.value;
    std::size_t end = text_.at + number.digits;
    for (const std::string_view suffix : {"st", "nd", "rd", "th", "er", "º", "°", "ª", "."}) {
      if (text_.text.substr(end).starts_with(suffix)) {
        end += suffix.size();
        break;
      }
    }
    if (IsLetter(text_.At(end))) {
      day_ = 0;
      return false;
    }
    text_.at = end;
    return true;
  } else if (number.digits == 2 && year_ == 0 && named_month_ && day_ != 0 &&
             !IsLetter(text_.At(text_.at + 2))) {
    year_ = number.value + (number.value < 50 ? 2000 : 1900);  // RFC 2822 4.3
  } else {
    return false;
  }
  text_.at += number.digits;
  return true;
}

bool DateScanner::TakeWord() {
  std::size_t end = text_.at;
  while (IsLetter(text_.At(end))) ++end;
  const std::string_view letters = text_.text.substr(text_.at, end - text_.at);
  const DateWord word = FindDateWord(letters);
  const bool dot = text_.At(end) == '.';
  switch (word.kind) {
    case DateWordKind::kMonth:
      if (month_ != 0) return false;
      month_ = word.value;
      named_month_ = true;
      break;
    case DateWordKind::kWeekday:
    case DateWordKind::kSuffix:
      break;
    case DateWordKind::kZone:
    case DateWordKind::kRegion:
      return time_.TakeZoneWord(word, end);
    case DateWordKind::kAm:
    case DateWordKind::kFiller:
      filler_ = true;
      text_.at = end + (dot ? 1 : 0);
      return true;
    default:
      if (time_.has_time() && !time_.has_zone() && letters == "IST") {
        refused_ = absl::InvalidArgumentError(
            "has the zone IST, which is India's, Ireland's or Israel's; write an offset such as "
            "+05:30");
      }
      return false;
  }
  text_.at = end + (dot ? 1 : 0);
  return true;
}

void DateScanner::SkipBetween() {
  for (;;) {
    const std::string_view rest = text_.text.substr(text_.at);
    bool moved = false;
    for (const std::string_view mark :
         {" ", "\t", ",", "\u00a0", "\u202f", "\u2009", "|", "•", "·", "–", "—", "/", "(", ")"}) {
      if (!rest.starts_with(mark)) continue;
      text_.at += mark.size();
      moved = true;
      break;
    }
    // A hyphen between two parts, and not the sign of an offset.
    if (!moved && text_.at > 0 && rest.starts_with("-") &&
        !(time_.has_time() && IsDigit(text_.At(text_.at + 1)))) {
      ++text_.at;
      moved = true;
    }
    if (!moved && (text_.At(text_.at) | 0x20) == 't' && Complete() &&
        IsDigit(text_.At(text_.at + 1))) {
      ++text_.at;
      moved = true;
    }
    if (!moved) return;
  }
}

bool DateScanner::TakeNext() {
  if (IsDigit(text_.At(text_.at))) {
    return TakeNumericDate() || TakeEastAsian() || time_.TakeTime(Complete()) ||
           time_.TakeHourOnly() || TakeNumber();
  }
  return time_.TakeOffset() || time_.TakeHalfOfDay() ||
         (IsLetter(text_.At(text_.at)) && TakeWord());
}

absl::StatusOr<DateMatch> DateScanner::Result() const {
  if (month_ != 0 && day_ != 0) {
    if (!time_.refused().ok()) return time_.refused();
    if (!refused_.ok()) return refused_;
  }
  if (!Complete()) return absl::NotFoundError("");
  const absl::CivilDay day(year_, month_, day_);
  if (month_ < 1 || month_ > 12 || day.day() != day_ || day.month() != month_) {
    return absl::InvalidArgumentError(
        fmt::format("is not a day of the calendar: month {1} of {2} does not have a day {0}", day_,
                    month_, year_));
  }
  const auto seconds = time_.SecondsOn(day);
  if (!seconds.ok()) return seconds.status();
  if (*seconds < limits::kMinPublishSeconds || *seconds > limits::kMaxPublishSeconds)
    return absl::InvalidArgumentError("is not of the years 1 to 9999");
  return DateMatch{*seconds, good_};
}

absl::StatusOr<DateMatch> DateScanner::Run() {
  while (text_.at < text_.text.size()) {
    SkipBetween();
    filler_ = false;
    if (text_.at >= text_.text.size() || !TakeNext()) break;
    // Text after a complete date belongs to it only if it says more.
    if (!filler_) good_ = text_.at;
  }
  return Result();
}

}  // namespace dateline::article
