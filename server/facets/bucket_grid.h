// SPDX-License-Identifier: GPL-3.0-or-later
// The buckets of a date histogram.
#ifndef DATELINE_SERVER_FACETS_BUCKET_GRID_H_
#define DATELINE_SERVER_FACETS_BUCKET_GRID_H_

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "server/facets/calendar.h"
#include "server/search/search_context.h"

namespace dateline::facets {

// Finds the bucket of a time among ascending boundaries, in constant time if they are evenly
// spread.
class BucketFinder {
 public:
  // `boundaries`: at least two; bucket i is [boundaries[i], boundaries[i + 1]).
  explicit BucketFinder(std::span<const std::int64_t> boundaries);
  // `seconds` must be inside the boundaries.
  std::uint32_t Find(std::int64_t seconds) const {
    std::uint32_t bucket = hints_[static_cast<std::size_t>((seconds - first_) >> shift_)];
    while (seconds >= boundaries_[bucket + 1]) ++bucket;
    return bucket;
  }

 private:
  std::span<const std::int64_t> boundaries_;
  std::int64_t first_;
  int shift_;
  std::vector<std::uint32_t> hints_;  // bucket of the start of each slot of 2^shift_ seconds
};

// Bucket boundaries and their names. Making them takes longer than counting a small answer, so each
// thread keeps those of its last histogram for the next one with the same width and zone.
class BucketGrid {
 public:
  struct Slice {
    std::span<const std::int64_t> boundaries;  // in seconds since 1970
    // The same as midnights in UTC of the days that start there; none if a bucket is shorter than a
    // day.
    std::span<const std::int64_t> days;
    std::span<const std::string> names;  // of the boundaries
  };

  // The buckets that cover `range`. Errors as BucketBoundaries. Valid until the next call.
  absl::StatusOr<Slice> Cover(SecondsRange range, BucketWidth width, const absl::TimeZone& zone,
                              std::size_t max_buckets, const search::SearchContext& context);

 private:
  absl::Status Make(SecondsRange range, BucketWidth width, const absl::TimeZone& zone,
                    std::size_t max_buckets, const search::SearchContext& context);

  BucketWidth width_ = v1::CALENDAR_INTERVAL_UNSPECIFIED;
  absl::TimeZone zone_;
  std::vector<std::int64_t> boundaries_;
  std::vector<std::int64_t> days_;
  std::vector<std::string> names_;
};

}  // namespace dateline::facets

#endif  // DATELINE_SERVER_FACETS_BUCKET_GRID_H_
