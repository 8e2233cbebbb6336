// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/article/time_of_day.h"

#include <absl/time/time.h>

#include <string_view>

namespace dateline::article {
namespace {

// Digits after the point of a second.
std::int32_t NanosOf(std::string_view digits) {
  std::int32_t nanos = 0;
  std::int32_t unit = 100'000'000;
  for (const char digit : digits) {
    nanos += unit * (digit - '0');
    unit /= 10;
  }
  return nanos;
}

}  // namespace

bool TimeOfDay::TakeTime(bool after_date) {
  const DateCursor::Number hours = text_.Digits(text_.at);
  const std::size_t mark = text_.at + hours.digits;
  if (has_time_ || hours.digits == 0 || hours.digits > 2) return false;
  const char sign = text_.At(mark);
  const DateCursor::Number minutes = text_.Digits(mark + 1);
  if ((sign != ':' && sign != 'h' && sign != 'H' && sign != '.') || minutes.digits != 2)
    return false;
  std::size_t end = mark + 3;
  if (sign == '.' && (!after_date || text_.At(end) == '.' || IsDigit(text_.At(end)))) return false;
  DateCursor::Number seconds;
  if (sign == ':' && text_.At(end) == ':' && text_.Digits(end + 1).digits == 2) {
    seconds = text_.Digits(end + 1);
    has_second_ = true;
    end += 3;
    if ((text_.At(end) == '.' || text_.At(end) == ',') && IsDigit(text_.At(end + 1))) {
      const std::size_t digits = text_.Digits(end + 1, 64).digits;
      nanos_ = NanosOf(text_.text.substr(end + 1, digits));
      end += 1 + digits;
    }
  }
  hour_ = hours.value;
  minute_ = minutes.value;
  second_ = seconds.value;
  has_time_ = true;
  text_.at = end_ = end;
  const bool day_end = hour_ == 24 && minute_ == 0 && second_ == 0 && nanos_ == 0;
  if ((hour_ > 23 && !day_end) || minute_ > 59 || second_ > 60)
    refused_ = absl::InvalidArgumentError(
        "holds a time of day that does not exist; write 00:00:00 to 23:59:59");
  return true;
}

bool TimeOfDay::TakeHourOnly() {
  const DateCursor::Number hours = text_.Digits(text_.at);
  if (has_time_ || hours.digits == 0 || hours.digits > 2) return false;
  std::size_t half = text_.at + hours.digits;
  while (text_.At(half) == ' ') ++half;
  const std::size_t before = text_.at;
  text_.at = half;
  has_time_ = true;
  end_ = half;
  hour_ = hours.value;
  if (TakeHalfOfDay()) return true;
  has_time_ = false;
  hour_ = 0;
  text_.at = before;
  return false;
}

bool TimeOfDay::TakeHalfOfDay() {
  if (!has_time_ || has_half_ || end_ + 2 < text_.at) return false;
  const char letter = static_cast<char>(text_.At(text_.at) | 0x20);
  if (letter != 'a' && letter != 'p') return false;
  std::size_t end = text_.at + 1;
  if (text_.At(end) == '.') ++end;
  if ((text_.At(end) | 0x20) != 'm' || IsLetter(text_.At(end + 1))) return false;
  ++end;
  if (text_.At(end - 2) == '.' && text_.At(end) == '.') ++end;
  has_half_ = true;
  text_.at = end_ = end;
  if (hour_ < 1 || hour_ > 12) {
    refused_ = absl::InvalidArgumentError("has am or pm after an hour that is not 1 to 12");
    return true;
  }
  hour_ = hour_ % 12 + (letter == 'p' ? 12 : 0);
  return true;
}

bool TimeOfDay::TakeOffset() {
  const char sign = text_.At(text_.at);
  const bool after_name = has_zone_ && text_.at == end_;
  if (!has_time_ || (has_zone_ && !after_name) || (sign != '+' && sign != '-')) return false;
  const DateCursor::Number digits = text_.Digits(text_.at + 1);
  std::size_t end = text_.at + 1 + digits.digits;
  int hours = digits.value;
  int minutes = 0;
  if (digits.digits == 4) {
    hours = digits.value / 100;
    minutes = digits.value % 100;
  } else if (digits.digits == 2 || (digits.digits == 1 && after_name)) {
    if (text_.At(end) == ':' && text_.Digits(end + 1).digits == 2) {
      minutes = text_.Digits(end + 1).value;
      end += 3;
    }
  } else {
    return false;
  }
  if (hours > 18 || minutes > 59) {
    refused_ = absl::InvalidArgumentError(
        "holds a time zone that does not exist; offsets are -18:00 to +18:00");
  }
  offset_minutes_ = (sign == '-' ? -1 : 1) * (60 * hours + minutes);
  has_zone_ = true;
  text_.at = end_ = end;
  TakeComment();
  return true;
}

// RFC 822: a comment may name the zone again.
void TimeOfDay::TakeComment() {
  if (!text_.text.substr(text_.at).starts_with(" (")) return;
  const auto close = text_.text.find(')', text_.at);
  if (close != std::string_view::npos) text_.at = end_ = close + 1;
}

bool TimeOfDay::TakeZoneWord(const DateWord& word, std::size_t end) {
  if (!has_time_ || has_zone_) return false;
  has_zone_ = true;
  offset_minutes_ = word.value;
  region_ = word.kind == DateWordKind::kRegion ? word.zone : nullptr;
  text_.at = end_ = end;
  if (text_.At(end) == ' ') TakeComment();
  return true;
}

bool TimeOfDay::TakeMilitaryZone(std::string_view letters, std::size_t end) {
  if (letters.size() != 1 || letters[0] < 'A' || letters[0] > 'Z' || letters[0] == 'J')
    return false;
  return TakeZoneWord({DateWordKind::kZone, 0}, end);
}

void TimeOfDay::SetHalfOfDay(bool pm) { half_ = pm ? 2 : 1; }

absl::StatusOr<dates::Date> TimeOfDay::MomentOn(absl::CivilDay day, absl::TimeZone zone) const {
  const bool twelve = half_ != 0 && !has_half_ && hour_ <= 12;
  const int hour = twelve ? hour_ % 12 + (half_ == 2 ? 12 : 0) : hour_;
  const absl::CivilSecond civil(day.year(), day.month(), day.day(), hour, minute_, second_);
  if (has_zone_) zone = absl::UTCTimeZone();
  if (region_ != nullptr && !absl::LoadTimeZone(region_, &zone))
    return absl::InvalidArgumentError("has a zone unknown here; write an offset such as -05:00");
  const std::int64_t start =
      absl::ToUnixSeconds(absl::FromCivil(civil, zone)) - 60LL * offset_minutes_;
  return has_second_ ? dates::Date{start, start + 1, dates::Precision::kSecond, '\0', nanos_}
                     : dates::Date{start, start + 60, dates::Precision::kMinute, '\0', 0};
}

}  // namespace dateline::article
