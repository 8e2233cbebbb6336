// SPDX-License-Identifier: GPL-3.0-or-later
// Counts facets: one pass over the matches, through the columns.
#ifndef DATELINE_SERVER_FACETS_FACETS_H_
#define DATELINE_SERVER_FACETS_FACETS_H_

#include <absl/status/statusor.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/article/field_table.h"
#include "dateline/v1/search_service.pb.h"
#include "server/facets/facet_scope.h"

namespace dateline::facets {

// The fields that a terms facet on `name` counts: one, or those of all entity types for "entity".
// Empty: facets cannot count such a field.
std::vector<article::Field> TermsFields(std::string_view name);
// The names that TermsFields knows, for messages.
std::string ListTermsFields();

// The fields of a facet: while one is counted, its part of the filter is left out (multi-select).
// None for a date histogram, which shows the time that the filter selects.
std::vector<article::Field> FacetFields(const v1::FacetRequest& facet);

// Counts `facet`, which has passed Validate (server/engine/validate.h). INVALID_ARGUMENT
// (INVALID_FACET): the interval gives too many buckets, or a range of dates is not one;
// DEADLINE_EXCEEDED or CANCELLED if the scope's context says so.
absl::StatusOr<v1::FacetResult> CountFacet(const v1::FacetRequest& facet, const FacetScope& scope);

}  // namespace dateline::facets

#endif  // DATELINE_SERVER_FACETS_FACETS_H_
