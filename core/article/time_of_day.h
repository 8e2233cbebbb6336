// SPDX-License-Identifier: GPL-3.0-or-later
// The part of a date that is a time of day with its zone.
#ifndef DATELINE_CORE_ARTICLE_TIME_OF_DAY_H_
#define DATELINE_CORE_ARTICLE_TIME_OF_DAY_H_

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/article/date_cursor.h"
#include "core/article/date_words.h"
#include "core/dates/date.h"

namespace dateline::article {

// Each Take function takes one part at text.at and moves on, or leaves everything as it was and
// returns false.
class TimeOfDay {
 public:
  explicit TimeOfDay(DateCursor& text) : text_(text) {}

  // 10:30, 10:30:15, 10:30:15.25, 10h30; with a dot (10.30am) only after a complete date.
  bool TakeTime(bool after_date);
  // 10 a.m., 10pm
  bool TakeHourOnly();
  // am, p.m. right after a time.
  bool TakeHalfOfDay();
  // +01:00, -0500, +01, and +1 after GMT or UTC.
  bool TakeOffset();
  // A zone or a region, as FindDateWord gives it, that ends at `end`.
  bool TakeZoneWord(const DateWord& word, std::size_t end);
  // A zone of one letter from A to Z, except J, that ends at `end`: as RFC 5322 says (4.3), senders
  // do not agree what it is, and it means UTC.
  bool TakeMilitaryZone(std::string_view letters, std::size_t end);
  // A word for the half of the day, before or after the time.
  void SetHalfOfDay(bool pm);

  bool has_time() const { return has_time_; }
  bool has_zone() const { return has_zone_; }
  // Why a time, by its looks, does not exist; OK if there is none such.
  const absl::Status& refused() const { return refused_; }
  // This time, which was taken, on `day`: a minute, or a second with its fraction. Without a zone
  // of its own it is in `zone`.
  absl::StatusOr<dates::Date> MomentOn(absl::CivilDay day, absl::TimeZone zone) const;

 private:
  void TakeComment();

  DateCursor& text_;
  bool has_time_ = false;
  bool has_half_ = false;
  bool has_zone_ = false;
  std::size_t end_ = 0;  // of the last part that was taken
  int hour_ = 0;
  int minute_ = 0;
  int second_ = 0;
  std::int32_t nanos_ = 0;
  bool has_second_ = false;
  int half_ = 0;  // 1 before noon, 2 after, of a word; 0 none
  int offset_minutes_ = 0;
  const char* region_ = nullptr;  // IANA name, in place of an offset
  absl::Status refused_;
};

}  // namespace dateline::article

#endif  // DATELINE_CORE_ARTICLE_TIME_OF_DAY_H_
