// SPDX-License-Identifier: GPL-3.0-or-later
// Facets over the publish time: calendar histogram and named ranges.
#ifndef DATELINE_SERVER_FACETS_DATE_FACETS_H_
#define DATELINE_SERVER_FACETS_DATE_FACETS_H_

#include <absl/status/status.h>
#include <absl/time/time.h>

#include <cstdint>
#include <span>
#include <vector>

#include "dateline/v1/search_service.pb.h"
#include "server/search/searcher.h"

namespace dateline::facets {

// Finds the bucket of a time among ascending boundaries in constant time for evenly spread
// boundaries.
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

absl::Status CountHistogram(const v1::DateHistogramFacet& facet,
                            const search::SearchSnapshot& snapshot,
                            const search::SegmentBitmaps& matches, v1::FacetResult& result);

absl::Status CountRanges(const v1::DateRangesFacet& facet, const search::SearchSnapshot& snapshot,
                         const search::SegmentBitmaps& matches, absl::Time now,
                         v1::FacetResult& result);

}  // namespace dateline::facets

#endif  // DATELINE_SERVER_FACETS_DATE_FACETS_H_
