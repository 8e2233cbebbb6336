// SPDX-License-Identifier: GPL-3.0-or-later
// Calendar arithmetic for date facets: intervals, their buckets, and moments.
#ifndef DATELINE_SERVER_FACETS_CALENDAR_H_
#define DATELINE_SERVER_FACETS_CALENDAR_H_

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dateline/v1/search_service.pb.h"
#include "server/search/search_context.h"

namespace dateline::facets {

// Start of the bucket that `seconds` is in, and of the one after a bucket. Daylight saving time is
// accounted for; weeks start on Monday; years 1 to 9999.
std::int64_t BucketStart(std::int64_t seconds, v1::CalendarInterval interval, absl::TimeZone zone);
std::int64_t NextBucketStart(std::int64_t bucket_start, v1::CalendarInterval interval,
                             absl::TimeZone zone);

// Both ends belong to it; first <= last.
struct SecondsRange {
  std::int64_t first = 0;
  std::int64_t last = 0;
};

// Starts of all buckets that cover `range`, and the end of the last one: size = buckets + 1.
// OUT_OF_RANGE if there would be more than `max_buckets`; DEADLINE_EXCEEDED or CANCELLED if
// `context` says so.
absl::StatusOr<std::vector<std::int64_t>> BucketBoundaries(SecondsRange range,
                                                           v1::CalendarInterval interval,
                                                           absl::TimeZone zone,
                                                           std::size_t max_buckets,
                                                           const search::SearchContext& context);

// The finest interval that covers `range` in at most `max_buckets` buckets; decades if none does.
// Errors as BucketBoundaries, except OUT_OF_RANGE.
absl::StatusOr<v1::CalendarInterval> ChooseInterval(SecondsRange range, absl::TimeZone zone,
                                                    std::size_t max_buckets,
                                                    const search::SearchContext& context);

// First second of what `text` names, in any of the forms of core/dates/parse_period.h.
// INVALID_ARGUMENT names value and rule.
absl::StatusOr<std::int64_t> ParseMoment(std::string_view text, absl::Time now,
                                         absl::TimeZone zone);

// The moment as a message, which holds the years 1 to 9999 of UTC: an earlier one becomes the first
// of them, a later one the last.
google::protobuf::Timestamp ToTimestamp(std::int64_t seconds);

// RFC 3339 with the zone's offset.
std::string FormatMoment(std::int64_t seconds, absl::TimeZone zone);

}  // namespace dateline::facets

#endif  // DATELINE_SERVER_FACETS_CALENDAR_H_
