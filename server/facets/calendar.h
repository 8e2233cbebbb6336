// SPDX-License-Identifier: GPL-3.0-or-later
// Calendar arithmetic for date facets: intervals, their buckets, and moments.
#ifndef DATELINE_SERVER_FACETS_CALENDAR_H_
#define DATELINE_SERVER_FACETS_CALENDAR_H_

#include <absl/status/statusor.h>
#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dateline/v1/search_service.pb.h"
#include "server/search/search_context.h"

namespace dateline::facets {

// So many calendar intervals.
struct BucketWidth {
  BucketWidth(v1::CalendarInterval unit, std::int64_t times = 1)  // one interval is a width
      : interval(unit), count(times) {}
  bool operator==(const BucketWidth&) const = default;

  v1::CalendarInterval interval;
  std::int64_t count;  // at least 1; of hours at most 24, of minutes 1,440
};

// A day for 24 hours or 1,440 minutes; else `width`.
BucketWidth Normal(BucketWidth width);
// Whether a normal width is shorter than a day: no day lies in such a bucket.
bool IsSubDay(const BucketWidth& width);

// First day of the bucket that `day` is in, of a normal width of at least a day. Buckets of days
// and weeks count from 1970-01-05, a Monday; of months, quarters and years from the year 1; of
// decades and centuries from the year 0.
absl::CivilDay BucketDay(absl::CivilDay day, const BucketWidth& width);

// Start of the bucket that `seconds` is in, and of the one after a bucket. Daylight saving time is
// accounted for. Minutes and hours that fill an hour pass one after the other; others count from
// midnight by the clock. Years 1 to 9999.
std::int64_t BucketStart(std::int64_t seconds, BucketWidth width, absl::TimeZone zone);
std::int64_t NextBucketStart(std::int64_t bucket_start, BucketWidth width, absl::TimeZone zone);

// Both ends belong to it; first <= last.
struct SecondsRange {
  std::int64_t first = 0;
  std::int64_t last = 0;
};

// Starts of all buckets that cover `range`, and the end of the last one: size = buckets + 1.
// OUT_OF_RANGE if there would be more than `max_buckets`; DEADLINE_EXCEEDED or CANCELLED if
// `context` says so.
absl::StatusOr<std::vector<std::int64_t>> BucketBoundaries(SecondsRange range, BucketWidth width,
                                                           absl::TimeZone zone,
                                                           std::size_t max_buckets,
                                                           const search::SearchContext& context);

// The widths that a histogram without an interval may get, shortest first. All years are in one
// bucket of the last.
std::span<const BucketWidth> AutomaticWidths();

// Whether at most `max_buckets` buckets cover `range`. Errors as BucketBoundaries, except
// OUT_OF_RANGE.
absl::StatusOr<bool> FitsIn(SecondsRange range, BucketWidth width, absl::TimeZone zone,
                            std::size_t max_buckets, const search::SearchContext& context);

// First second of what `text` names, in any of the forms of core/dates/parse_period.h.
// INVALID_ARGUMENT names value and rule.
absl::StatusOr<std::int64_t> ParseMoment(std::string_view text, absl::Time now,
                                         absl::TimeZone zone);

// The moment as a message, which holds the years 1 to 9999 of UTC: an earlier one becomes the first
// of them, a later one the last.
google::protobuf::Timestamp ToTimestamp(std::int64_t seconds);

// RFC 3339 with the zone's offset; with its seconds too if it has some, as before 1900. A moment
// outside the years 1 to 9999 becomes the first or last of them.
std::string FormatMoment(std::int64_t seconds, absl::TimeZone zone);

}  // namespace dateline::facets

#endif  // DATELINE_SERVER_FACETS_CALENDAR_H_
