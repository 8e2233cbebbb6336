// SPDX-License-Identifier: GPL-3.0-or-later
// Counts entities over matches, for facets and for GetEntity.
#ifndef DATELINE_SERVER_FACETS_ENTITY_FACETS_H_
#define DATELINE_SERVER_FACETS_ENTITY_FACETS_H_

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "dateline/v1/search_service.pb.h"
#include "server/facets/facet_scope.h"
#include "server/search/searcher.h"

namespace dateline::facets {

// Matching documents of each segment, ascending.
using MatchIds = std::vector<std::vector<std::uint32_t>>;
MatchIds GatherIds(const search::SegmentBitmaps& matches);

struct EntityCount {
  names::EntityId id;
  std::uint32_t articles;
};

// Entities of a field that are salient in at least one match, in no order, each with the number of
// such matches: an article counts once, however many names of an entity it has. The number of
// matches that have any is added to `with_value`. Takes about 2 ns per value of a match.
// DEADLINE_EXCEEDED or CANCELLED if `context` says so.
absl::StatusOr<std::vector<EntityCount>> CountEntities(const search::SearchSnapshot& snapshot,
                                                       const MatchIds& matches,
                                                       article::Field field,
                                                       const search::SearchContext& context,
                                                       std::uint32_t& with_value);

// Fills `result` with `terms`, a facet over entity fields: its first `max_buckets` buckets, and the
// entities that the filter selects, whatever their rank. Errors as CountEntities.
absl::Status CountEntityFacet(const v1::TermsFacet& terms, std::span<const article::Field> fields,
                              std::size_t max_buckets, const FacetScope& scope,
                              v1::FacetResult& result);

}  // namespace dateline::facets

#endif  // DATELINE_SERVER_FACETS_ENTITY_FACETS_H_
