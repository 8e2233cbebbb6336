// SPDX-License-Identifier: GPL-3.0-or-later
// Articles per calendar interval.
#ifndef DATELINE_SERVER_FACETS_DATE_HISTOGRAM_H_
#define DATELINE_SERVER_FACETS_DATE_HISTOGRAM_H_

#include <absl/status/status.h>

#include "dateline/v1/search_service.pb.h"
#include "server/facets/facet_scope.h"

namespace dateline::facets {

// Fills `result` with the buckets in order, and the numbers of matches that are in none: without a
// date, with one that no bucket holds as a whole, and far off the others. A day lies in the bucket
// of the day of that name, whatever the zone. The facet has passed Validate
// (server/engine/validate.h). INVALID_ARGUMENT (INVALID_FACET): too many buckets for the interval
// that is asked for. DEADLINE_EXCEEDED or CANCELLED if the scope's context says so.
absl::Status CountHistogram(const v1::DateHistogramFacet& facet, const FacetScope& scope,
                            v1::FacetResult& result);

}  // namespace dateline::facets

#endif  // DATELINE_SERVER_FACETS_DATE_HISTOGRAM_H_
