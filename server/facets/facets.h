// SPDX-License-Identifier: GPL-3.0-or-later
// Counting facets: one pass over the matches through the columns.
#ifndef DATELINE_SERVER_FACETS_FACETS_H_
#define DATELINE_SERVER_FACETS_FACETS_H_

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <optional>
#include <string_view>

#include "dateline/v1/search_service.pb.h"
#include "server/search/searcher.h"

namespace dateline::facets {

// Checks a facet before any work: INVALID_ARGUMENT (UNKNOWN_FIELD, INVALID_FACET) with the
// `path` in the request.
absl::Status ValidateFacet(const v1::FacetRequest& facet, std::string_view path);

// The filter part that the facet is counted without (multi-select); none for a date histogram,
// which shows the span that the filter selects.
std::optional<article::Field> FacetField(const v1::FacetRequest& facet);

// Counts `facet` over `matches` (none null). `filter` marks the selected buckets.
// INVALID_ARGUMENT (INVALID_FACET) where the interval would give too many buckets.
absl::StatusOr<v1::FacetResult> CountFacet(const v1::FacetRequest& facet, const v1::Filter& filter,
                                           const search::SearchSnapshot& snapshot,
                                           const search::SegmentBitmaps& matches, absl::Time now);

}  // namespace dateline::facets

#endif  // DATELINE_SERVER_FACETS_FACETS_H_
