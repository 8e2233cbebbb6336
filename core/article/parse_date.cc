// SPDX-License-Identifier: GPL-3.0-or-later
// Dates are read token by token; the order of their parts hardly matters, since a year, a month
// name, a day and a time look different.
#include "core/article/parse_date.h"

#include <absl/time/civil_time.h>
#include <absl/time/time.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string>

#include "core/article/date_words.h"
#include "core/limits.h"

namespace dateline::article {
namespace {

constexpr std::size_t kMaxDateBytes = 128;
constexpr std::size_t kShown = 40;  // bytes of a bad date that an error repeats

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

struct Number {
  int value = 0;
  std::size_t digits = 0;
};

class DateScanner {
 public:
  explicit DateScanner(std::string_view text) : text_(text.substr(0, kMaxDateBytes)) {}

  absl::StatusOr<DateMatch> Run();

 private:
  // Each takes one part at at_ and moves on, or leaves everything as it was and returns false.
  bool TakeNumericDate();
  bool TakeEastAsian();
  bool TakeTime();
  bool TakeHourOnly();
  bool TakeHalfOfDay();
  bool TakeOffset();
  bool TakeNumber();
  bool TakeWord();
  bool TakeNext();
  bool TakeZoneWord(const DateWord& word);

  bool SetDate(int year, int month, int day);
  bool SlashDate(int first, int second, int year);
  void SkipBetween();
  Number Digits(std::size_t at, std::size_t most = 10) const;
  char At(std::size_t at) const { return at < text_.size() ? text_[at] : '\0'; }
  bool Complete() const { return year_ != 0 && month_ != 0 && day_ != 0; }
  absl::StatusOr<DateMatch> Result() const;

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t good_ = 0;  // end of the last part that means something
  int year_ = 0;
  int month_ = 0;
  int day_ = 0;
  bool named_month_ = false;
  bool has_time_ = false;
  bool has_half_ = false;
  bool has_zone_ = false;
  bool filler_ = false;  // the part just taken means nothing by itself
  std::size_t time_end_ = 0;
  int hour_ = 0;
  int minute_ = 0;
  int second_ = 0;
  int offset_minutes_ = 0;
  const char* region_ = nullptr;
  absl::Status refused_;  // a date by its looks, but none that exists or more than one
};

Number DateScanner::Digits(std::size_t at, std::size_t most) const {
  Number number;
  while (IsDigit(At(at + number.digits)) && number.digits < most) {
    if (number.digits < 9) number.value = 10 * number.value + (At(at + number.digits) - '0');
    ++number.digits;
  }
  return number;
}

bool DateScanner::SetDate(int year, int month, int day) {
  year_ = year;
  month_ = month;
  day_ = day;
  if (year == 0) {
    refused_ = absl::InvalidArgumentError("is of the year 0; years are 1 to 9999");
  }
  return true;
}

// 05/06/2025 is May in America and June elsewhere.
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
  const Number a = Digits(at_);
  const char mark = At(at_ + a.digits);
  if (mark != '-' && mark != '/' && mark != '.') return false;
  const std::size_t second = at_ + a.digits + 1;
  const Number b = Digits(second);
  const std::size_t third = second + b.digits + 1;
  const Number c = Digits(third);
  if (b.digits == 0 || b.digits > 2 || c.digits == 0 || At(third - 1) != mark) return false;
  at_ = third + c.digits;
  if (a.digits == 4 && c.digits <= 2) return SetDate(a.value, b.value, c.value);
  if (a.digits <= 2 && c.digits == 4) {
    // Dots are European and mean day, month, year.
    return mark == '.' ? SetDate(c.value, b.value, a.value) : SlashDate(a.value, b.value, c.value);
  }
  SetDate(1, 1, 1);
  refused_ = absl::InvalidArgumentError(
      "has no year of four digits; years are 1 to 9999: write "
      "YYYY-MM-DD");
  return true;
}

// 2025年12月15日, 2025년 12월 15일
bool DateScanner::TakeEastAsian() {
  const Number number = Digits(at_);
  if (number.digits == 0) return false;
  const std::size_t sign = at_ + number.digits;
  const std::string_view mark = text_.substr(sign, 3);
  if (mark == "年" || mark == "년") {
    year_ = number.value;
  } else if (mark == "月" || mark == "월") {
    month_ = number.value;
  } else if (mark == "日" || mark == "일") {
    day_ = number.value;
  } else {
    return false;
  }
  at_ = sign + 3;
  return true;
}

// 10:30, 10:30:15, 10:30:15.25, 10h30, 10.30am
bool DateScanner::TakeTime() {
  const Number hours = Digits(at_);
  const std::size_t mark = at_ + hours.digits;
  if (has_time_ || hours.digits == 0 || hours.digits > 2) return false;
  const char sign = At(mark);
  const Number minutes = Digits(mark + 1);
  if ((sign != ':' && sign != 'h' && sign != 'H' && sign != '.') || minutes.digits != 2)
    return false;
  std::size_t end = mark + 3;
  if (sign == '.' && (!Complete() || At(end) == '.' || IsDigit(At(end)))) return false;
  Number seconds;
  if (sign == ':' && At(end) == ':' && Digits(end + 1).digits == 2) {
    seconds = Digits(end + 1);
    end += 3;
    if ((At(end) == '.' || At(end) == ',') && IsDigit(At(end + 1)))
      end += 1 + Digits(end + 1, 64).digits;
  }
  hour_ = hours.value;
  minute_ = minutes.value;
  second_ = seconds.value;
  has_time_ = true;
  at_ = time_end_ = end;
  if (hour_ > 23 || minute_ > 59 || second_ > 60)
    refused_ = absl::InvalidArgumentError("has no such time of day; write 00:00:00 to 23:59:59");
  return true;
}

// 10 a.m., 10pm
bool DateScanner::TakeHourOnly() {
  const Number hours = Digits(at_);
  if (has_time_ || hours.digits == 0 || hours.digits > 2) return false;
  std::size_t half = at_ + hours.digits;
  while (At(half) == ' ') ++half;
  const std::size_t before = at_;
  at_ = half;
  has_time_ = true;
  time_end_ = half;
  hour_ = hours.value;
  if (TakeHalfOfDay()) return true;
  has_time_ = false;
  hour_ = 0;
  at_ = before;
  return false;
}

bool DateScanner::TakeHalfOfDay() {
  if (!has_time_ || has_half_ || time_end_ + 2 < at_) return false;
  const char letter = static_cast<char>(At(at_) | 0x20);
  if (letter != 'a' && letter != 'p') return false;
  std::size_t end = at_ + 1;
  if (At(end) == '.') ++end;
  if ((At(end) | 0x20) != 'm' || IsLetter(At(end + 1))) return false;
  ++end;
  if (At(end - 2) == '.' && At(end) == '.') ++end;
  has_half_ = true;
  at_ = time_end_ = end;
  if (hour_ < 1 || hour_ > 12) {
    refused_ = absl::InvalidArgumentError("has am or pm behind an hour that is not 1 to 12");
    return true;
  }
  hour_ = hour_ % 12 + (letter == 'p' ? 12 : 0);
  return true;
}

// +01:00, -0500, +01, and +1 behind GMT or UTC.
bool DateScanner::TakeOffset() {
  const char sign = At(at_);
  const bool behind_name = has_zone_ && at_ == time_end_;
  if (!has_time_ || (has_zone_ && !behind_name) || (sign != '+' && sign != '-')) return false;
  const Number digits = Digits(at_ + 1);
  std::size_t end = at_ + 1 + digits.digits;
  int hours = digits.value;
  int minutes = 0;
  if (digits.digits == 4) {
    hours = digits.value / 100;
    minutes = digits.value % 100;
  } else if (digits.digits == 2 || (digits.digits == 1 && behind_name)) {
    if (At(end) == ':' && Digits(end + 1).digits == 2) {
      minutes = Digits(end + 1).value;
      end += 3;
    }
  } else {
    return false;
  }
  if (hours > 18 || minutes > 59) {
    refused_ = absl::InvalidArgumentError("has no such time zone; offsets are -18:00 to +18:00");
  }
  offset_minutes_ = (sign == '-' ? -1 : 1) * (60 * hours + minutes);
  has_zone_ = true;
  at_ = time_end_ = end;
  if (text_.substr(at_).starts_with(" (")) {  // RFC 822: a comment may name the zone again
    const auto close = text_.find(')', at_);
    if (close != std::string_view::npos) at_ = time_end_ = close + 1;
  }
  return true;
}

bool DateScanner::TakeNumber() {
  const Number number = Digits(at_);
  if (number.digits == 4 && year_ == 0) {
    year_ = number.value;
    if (year_ == 0) refused_ = absl::InvalidArgumentError("is of the year 0; years are 1 to 9999");
  } else if ((number.digits == 1 || number.digits == 2) && day_ == 0) {
    day_ = number.value;
    std::size_t end = at_ + number.digits;
    for (const std::string_view suffix : {"st", "nd", "rd", "th", "er", "º", "°", "ª", "."}) {
      if (text_.substr(end).starts_with(suffix)) {
        end += suffix.size();
        break;
      }
    }
    if (IsLetter(At(end))) {
      day_ = 0;
      return false;
    }
    at_ = end;
    return true;
  } else if (number.digits == 2 && year_ == 0 && named_month_ && day_ != 0 &&
             !IsLetter(At(at_ + 2))) {
    year_ = number.value + (number.value < 50 ? 2000 : 1900);  // RFC 2822 4.3
  } else {
    return false;
  }
  at_ += number.digits;
  return true;
}

bool DateScanner::TakeZoneWord(const DateWord& word) {
  if (!has_time_ || has_zone_) return false;
  has_zone_ = true;
  offset_minutes_ = word.value;
  region_ = word.kind == DateWordKind::kRegion ? word.zone : nullptr;
  return true;
}

bool DateScanner::TakeWord() {
  std::size_t end = at_;
  while (IsLetter(At(end))) ++end;
  const std::string_view letters = text_.substr(at_, end - at_);
  const DateWord word = FindDateWord(letters);
  const bool dot = At(end) == '.';
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
      if (!TakeZoneWord(word)) return false;
      at_ = time_end_ = end;
      return true;
    case DateWordKind::kAm:
    case DateWordKind::kFiller:
      filler_ = true;
      at_ = end + (dot ? 1 : 0);
      return true;
    default:
      if (has_time_ && !has_zone_ && letters == "IST") {
        refused_ = absl::InvalidArgumentError(
            "has the zone IST, which is India's, Ireland's or Israel's; write an offset such as "
            "+05:30");
      }
      return false;
  }
  at_ = end + (dot ? 1 : 0);
  return true;
}

void DateScanner::SkipBetween() {
  for (;;) {
    const std::string_view rest = text_.substr(at_);
    bool moved = false;
    for (const std::string_view mark :
         {" ", "\t", ",", "\u00a0", "\u202f", "\u2009", "|", "•", "·", "–", "—", "/", "(", ")"}) {
      if (!rest.starts_with(mark)) continue;
      at_ += mark.size();
      moved = true;
      break;
    }
    // A hyphen between two parts, and not the sign of an offset.
    if (!moved && at_ > 0 && rest.starts_with("-") && !(has_time_ && IsDigit(At(at_ + 1)))) {
      ++at_;
      moved = true;
    }
    if (!moved && (At(at_) | 0x20) == 't' && Complete() && IsDigit(At(at_ + 1))) {
      ++at_;
      moved = true;
    }
    if (!moved) return;
  }
}

bool DateScanner::TakeNext() {
  if (IsDigit(At(at_))) {
    return TakeNumericDate() || TakeEastAsian() || TakeTime() || TakeHourOnly() || TakeNumber();
  }
  return TakeOffset() || TakeHalfOfDay() || (IsLetter(At(at_)) && TakeWord());
}

absl::StatusOr<DateMatch> DateScanner::Result() const {
  if (!refused_.ok() && month_ != 0 && day_ != 0) return refused_;
  if (!Complete()) return absl::NotFoundError("");
  const absl::CivilDay day(year_, month_, day_);
  if (month_ < 1 || month_ > 12 || day.day() != day_ || day.month() != month_) {
    return absl::InvalidArgumentError(fmt::format(
        "is no day of the calendar: there is no day {} in month {} of {}", day_, month_, year_));
  }
  const absl::CivilSecond civil(year_, month_, day_, hour_, minute_, second_);
  absl::TimeZone zone = absl::UTCTimeZone();
  if (region_ != nullptr && !absl::LoadTimeZone(region_, &zone))
    return absl::InvalidArgumentError("has a zone unknown here; write an offset such as -05:00");
  const std::int64_t seconds =
      absl::ToUnixSeconds(absl::FromCivil(civil, zone)) - 60LL * offset_minutes_;
  if (seconds < limits::kMinPublishSeconds || seconds > limits::kMaxPublishSeconds)
    return absl::InvalidArgumentError("is not of the years 1 to 9999");
  return DateMatch{seconds, good_, has_time_};
}

absl::StatusOr<DateMatch> DateScanner::Run() {
  while (at_ < text_.size()) {
    SkipBetween();
    filler_ = false;
    if (at_ >= text_.size() || !TakeNext()) break;
    // Text behind a whole date belongs to it only where it says more.
    if (!filler_) good_ = at_;
  }
  return Result();
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
        "{} is no date of the years 1 to 9999; give seconds or milliseconds since 1970", number));
  }
  return seconds;
}

namespace {

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
        fmt::format("'{}' is no date of the years 1 to 9999; give seconds or milliseconds since "
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

absl::StatusOr<std::int64_t> ReadDate(std::string_view given) {
  const std::string_view text = TrimDate(given);
  if (IsEpoch(text)) return ReadEpochText(text);
  const absl::StatusOr<DateMatch> match =
      text.size() <= kMaxDateBytes ? MatchDate(text) : absl::NotFoundError("");
  const std::string shown(text.substr(0, kShown));
  if (match.ok() && match->length == text.size()) return match->seconds;
  if (absl::IsInvalidArgument(match.status())) {
    const auto why = match.status().message();
    return absl::InvalidArgumentError(
        fmt::format("'{}' {}", shown, std::string_view(why.data(), why.size())));
  }
  return absl::InvalidArgumentError(
      fmt::format("'{}' is no date of the years 1 to 9999 that can be read; give RFC 3339 "
                  "(2025-12-15T10:30:00Z), YYYY-MM-DD, RFC 822, or seconds since 1970",
                  shown));
}

std::optional<std::int64_t> ParseDate(std::string_view text) {
  const absl::StatusOr<std::int64_t> seconds = ReadDate(text);
  return seconds.ok() ? std::optional<std::int64_t>(*seconds) : std::nullopt;
}

}  // namespace dateline::article
