// SPDX-License-Identifier: GPL-3.0-or-later
// The part of a date that is a time of day with its zone.
#ifndef DATELINE_CORE_ARTICLE_TIME_OF_DAY_H_
#define DATELINE_CORE_ARTICLE_TIME_OF_DAY_H_

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/civil_time.h>

#include <cstddef>
#include <cstdint>

#include "core/article/date_cursor.h"
#include "core/article/date_words.h"

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

  bool has_time() const { return has_time_; }
  bool has_zone() const { return has_zone_; }
  // Why a time, by its looks, does not exist; OK if there is none such.
  const absl::Status& refused() const { return refused_; }
  // Seconds since 1970 of this time on `day`, 00:00 UTC if none was taken.
  absl::StatusOr<std::int64_t> SecondsOn(absl::CivilDay day) const;

 private:
  DateCursor& text_;
  bool has_time_ = false;
  bool has_half_ = false;
  bool has_zone_ = false;
  std::size_t end_ = 0;  // of the last part that was taken
  int hour_ = 0;
  int minute_ = 0;
  int second_ = 0;
  int offset_minutes_ = 0;
  const char* region_ = nullptr;  // IANA name, in place of an offset
  absl::Status refused_;
};

}  // namespace dateline::article

#endif  // DATELINE_CORE_ARTICLE_TIME_OF_DAY_H_
