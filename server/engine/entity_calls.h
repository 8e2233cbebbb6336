// SPDX-License-Identifier: GPL-3.0-or-later
// GetEntity and SuggestEntities: what the index knows of one entity, and names that complete what
// is typed.
#ifndef DATELINE_SERVER_ENGINE_ENTITY_CALLS_H_
#define DATELINE_SERVER_ENGINE_ENTITY_CALLS_H_

#include <absl/status/statusor.h>

#include <cstdint>

#include "dateline/v1/search_service.pb.h"
#include "server/engine/search_services.h"
#include "server/search/search_context.h"

namespace dateline::engine {

// Log-likelihood ratio of two things that occur together: of `all` articles, `first` have the one,
// `second` have the other and `together` have both. Source: Dunning, "Accurate Methods for the
// Statistics of Surprise and Coincidence", Computational Linguistics 19(1), 1993.
double LogLikelihoodRatio(std::uint64_t together, std::uint64_t first, std::uint64_t second,
                          std::uint64_t all);

// For requests that have passed Validate; errors as SearchBackend has them. Thread-safe.
absl::StatusOr<v1::GetEntityResponse> GetEntity(SearchServices services,
                                                const v1::GetEntityRequest& request,
                                                const search::SearchContext& context);
absl::StatusOr<v1::SuggestEntitiesResponse> SuggestEntities(
    SearchServices services, const v1::SuggestEntitiesRequest& request,
    const search::SearchContext& context);

}  // namespace dateline::engine

#endif  // DATELINE_SERVER_ENGINE_ENTITY_CALLS_H_
