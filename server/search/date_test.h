// SPDX-License-Identifier: GPL-3.0-or-later
// Whether dates lie in a span of time.
#ifndef DATELINE_SERVER_SEARCH_DATE_TEST_H_
#define DATELINE_SERVER_SEARCH_DATE_TEST_H_

#include <algorithm>
#include <cstdint>

#include "core/index/columns.h"
#include "server/search/query_plan.h"

namespace dateline::search {

// The ends of a DateMatch as numbers: an open one is the lowest or the highest that a date may
// have.
class DateTest {
 public:
  explicit DateTest(const DateMatch& match)
      : start_(Start(match.start)),
        end_(End(match.end)),
        first_day_(Start(match.certain ? match.first_whole : match.first_day)),
        end_day_(End(match.certain ? match.end_whole : match.end_day)),
        certain_(match.certain) {}

  // Each takes what columns hold (core/index/columns.h): a second, the midnight of a day, and the
  // first midnight and the end of several days.
  bool HasMoment(std::int64_t seconds) const { return seconds >= start_ && seconds < end_; }
  bool HasDay(std::int64_t midnight) const { return midnight >= first_day_ && midnight < end_day_; }
  bool HasSpan(std::int64_t start, std::int64_t end) const {
    return certain_ ? start >= first_day_ && end <= end_day_ : start < end_day_ && end > first_day_;
  }

  // Whether a moment and a day of the same number have the same answer.
  bool IsSameForDays() const { return start_ == first_day_ && end_ == end_day_; }

  // For the key of a cache.
  std::int64_t start() const { return start_; }
  std::int64_t end() const { return end_; }
  std::int64_t first_day() const { return first_day_; }
  std::int64_t end_day() const { return end_day_; }
  bool certain() const { return certain_; }

 private:
  // Undated rows and open starts are below all days; an open end of a row is the highest number.
  static std::int64_t Start(std::optional<std::int64_t> start) {
    return std::max(start.value_or(index::kOpenStart), index::kOpenStart);
  }
  static std::int64_t End(std::optional<std::int64_t> end) { return end.value_or(index::kOpenEnd); }

  std::int64_t start_;
  std::int64_t end_;
  std::int64_t first_day_;
  std::int64_t end_day_;
  bool certain_;
};

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_DATE_TEST_H_
