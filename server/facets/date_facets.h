// SPDX-License-Identifier: GPL-3.0-or-later
// Facets over the publish time: calendar histogram and named ranges.
#ifndef DATELINE_SERVER_FACETS_DATE_FACETS_H_
#define DATELINE_SERVER_FACETS_DATE_FACETS_H_

#include <absl/status/status.h>

#include <cstdint>
#include <span>
#include <vector>

#include "dateline/v1/search_service.pb.h"
#include "server/facets/facet_scope.h"

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

// Both fill `result` with the buckets in order and the number of matches without a date. The facet
// has passed Validate (server/engine/validate.h). INVALID_ARGUMENT (INVALID_FACET): too many
// buckets, or a range that is not one. DEADLINE_EXCEEDED or CANCELLED if the scope's context says
// so.
absl::Status CountHistogram(const v1::DateHistogramFacet& facet, const FacetScope& scope,
                            v1::FacetResult& result);
absl::Status CountRanges(const v1::DateRangesFacet& facet, const FacetScope& scope,
                         v1::FacetResult& result);

}  // namespace dateline::facets

#endif  // DATELINE_SERVER_FACETS_DATE_FACETS_H_
