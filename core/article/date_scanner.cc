// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/article/date_scanner.h"

#include <absl/time/civil_time.h>
#include <fmt/format.h>

#include "core/article/date_words.h"
#include "core/dates/date_names.h"
#include "core/limits.h"
#include "core/text/fold.h"

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
  // "15. 12. 2025"
  const auto after = [&](std::size_t at) {
    return field_ && mark == '.' && text_.At(at) == ' ' ? at + 1 : at;
  };
  const std::size_t second = after(text_.at + a.digits + 1);
  const DateCursor::Number b = text_.Digits(second);
  const std::size_t third = after(second + b.digits + 1);
  const DateCursor::Number c = text_.Digits(third);
  if (b.digits == 0 || b.digits > 2 || c.digits == 0 || text_.At(second + b.digits) != mark)
    return false;
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
    if (field_ && text_.At(text_.at + 4) == '.') ++text_.at;  // Hungarian: 2021. nov. 30.
    if (TakeWinterEnd(number.digits)) return true;
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

// "Winter 1887/88", "1887-88", "1887/1888" ends in the year after the one that it is named by.
bool DateScanner::TakeWinterEnd(std::size_t year_digits) {
  const std::size_t mark = text_.at + year_digits;
  const DateCursor::Number end = text_.Digits(mark + 1);
  if (season_ == 0 || (text_.At(mark) != '/' && text_.At(mark) != '-')) return false;
  const int next = year_ + 1;
  if (end.digits == 2 ? end.value != next % 100 : end.digits != 4 || end.value != next)
    return false;
  text_.at = mark + 1 + end.digits;
  return true;
}

// A name of a month counts as a day of the week if it may be one and another month follows: "mar.,
// 30 nov. 2021".
void DateScanner::SetNamedMonth(int month, bool may_be_weekday) {
  month_ = month;
  named_month_ = true;
  may_be_weekday_ = may_be_weekday;
}

// "tháng 12", "thg 12", and "Th 4", the fourth day of the week, at the start
bool DateScanner::TakeVietnameseName() {
  const std::string_view rest = text_.text.substr(text_.at);
  if (text_.at == 0 && rest.starts_with("Th ") && text_.Digits(3).digits == 1) {
    text_.at = 4;
    return true;
  }
  for (const std::string_view word : {"tháng", "Tháng", "thg", "Thg"}) {
    if (!rest.starts_with(word)) continue;
    std::size_t at = text_.at + word.size();
    while (text_.At(at) == ' ') ++at;
    const DateCursor::Number number = text_.Digits(at);
    if (number.digits == 0 || number.digits > 2 || month_ != 0) return false;
    SetNamedMonth(number.value, false);
    text_.at = at + number.digits;
    return true;
  }
  return false;
}

bool DateScanner::TakeLocalName(std::string_view rest) {
  const LocalDateName name = FindLocalDateName(rest);
  if (!name.known()) return false;
  // The days of Estonian and Hungarian are single letters: "T, 30. nov" and "T 30. nov" begin with
  // one, the T before a time is none.
  const char after = text_.At(text_.at + name.length);
  const bool letter = name.length == 1 && !name.filler && name.month == 0;
  if (letter && after != ',' && after != '.' && text_.at != 0) return false;
  const bool month_open = month_ == 0 || (may_be_weekday_ && year_ == 0);
  if (name.month != 0 && month_open) {
    SetNamedMonth(name.month, name.weekday);
    thai_ = thai_ || name.thai;
  } else if (name.am || name.pm) {
    time_.SetHalfOfDay(name.pm);
  } else if (!name.weekday && !name.filler) {
    return false;
  }
  text_.at += name.length;
  if (text_.At(text_.at) == '.') ++text_.at;
  return true;
}

bool DateScanner::TakeWord() {
  std::size_t end = text_.at;
  while (IsLetter(text_.At(end))) ++end;
  const std::string_view letters = text_.text.substr(text_.at, end - text_.at);
  const DateWord word = FindDateWord(letters);
  if (field_) {
    const bool zone = word.kind == DateWordKind::kZone || word.kind == DateWordKind::kRegion;
    if (zone && time_.TakeZoneWord(word, end)) return true;
    if (const DateWord rare = FindRareZone(letters);
        rare.kind == DateWordKind::kZone && time_.TakeZoneWord(rare, end)) {
      return true;
    }
    if (time_.TakeMilitaryZone(letters, end) || TakeVietnameseName()) return true;
    if (const int season = dates::FindSeasonName(text::FoldName(letters)); season != 0) {
      if (season_ != 0 || month_ != 0) return false;
      season_ = season;
      text_.at = end;
      return true;
    }
    if (TakeLocalName(text_.text.substr(text_.at))) return true;
    if (zone) return false;
  }
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
    for (const std::string_view mark : {" ", "\t", ",", "@", "\u00a0", "\u202f", "\u2009", "|", "•",
                                        "·", "–", "—", "/", "(", ")"}) {
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

// A month, season or year alone; nothing else may stand there.
absl::StatusOr<DateMatch> DateScanner::PartialResult() const {
  constexpr int kBuddhistYears = 543;
  const int year = thai_ && year_ > 2400 ? year_ - kBuddhistYears : year_;
  if (year < 1 || day_ != 0 || time_.has_time() || good_ != text_.text.size()) {
    return absl::NotFoundError("");
  }
  if (season_ == 0 && (month_ < 0 || month_ > 12)) return absl::NotFoundError("");
  const dates::Date date = season_ != 0  ? dates::SeasonDate(year, season_)
                           : month_ != 0 ? dates::MonthDate(year, month_)
                                         : dates::YearDate(year);
  if (!dates::IsInYears(date)) return absl::InvalidArgumentError("is not of the years 1 to 9999");
  return DateMatch{date, good_};
}

absl::StatusOr<DateMatch> DateScanner::Result() const {
  if (month_ != 0 && day_ != 0) {
    if (!time_.refused().ok()) return time_.refused();
    if (!refused_.ok()) return refused_;
  }
  if (!Complete()) return field_ ? PartialResult() : absl::NotFoundError("");
  if (season_ != 0) return absl::NotFoundError("");
  constexpr int kBuddhistYears = 543;
  const absl::CivilDay day(thai_ && year_ > 2400 ? year_ - kBuddhistYears : year_, month_, day_);
  if (month_ < 1 || month_ > 12 || day.day() != day_ || day.month() != month_) {
    return absl::InvalidArgumentError(
        fmt::format("is not a day of the calendar: month {1} of {2} does not have a day {0}", day_,
                    month_, year_));
  }
  if (!time_.has_time()) {
    const dates::Date date = dates::DaysDate(day, day + 1, dates::Precision::kDay);
    if (!dates::IsInYears(date)) return absl::InvalidArgumentError("is not of the years 1 to 9999");
    return DateMatch{date, good_};
  }
  const auto moment = time_.MomentOn(day, zone_);
  if (!moment.ok()) return moment.status();
  if (*moment->start < limits::kMinPublishSeconds || *moment->start > limits::kMaxPublishSeconds)
    return absl::InvalidArgumentError("is not of the years 1 to 9999");
  return DateMatch{*moment, good_};
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
