// SPDX-License-Identifier: GPL-3.0-or-later
// Articles per named range of time.
#ifndef DATELINE_SERVER_FACETS_DATE_FACETS_H_
#define DATELINE_SERVER_FACETS_DATE_FACETS_H_

#include <absl/status/status.h>

#include "dateline/v1/search_service.pb.h"
#include "server/facets/facet_scope.h"

namespace dateline::facets {

// Fills `result` with the ranges in order and the number of matches without a date. Imprecise dates
// count as date_match of the scope's filter says. The facet has passed Validate
// (server/engine/validate.h). INVALID_ARGUMENT (INVALID_FACET): a range that is not one.
// DEADLINE_EXCEEDED or CANCELLED if the scope's context says so.
absl::Status CountRanges(const v1::DateRangesFacet& facet, const FacetScope& scope,
                         v1::FacetResult& result);

}  // namespace dateline::facets

#endif  // DATELINE_SERVER_FACETS_DATE_FACETS_H_
