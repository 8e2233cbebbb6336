// SPDX-License-Identifier: GPL-3.0-or-later
// What an answer says of how query and filter were read.
#ifndef DATELINE_SERVER_ENGINE_READINGS_H_
#define DATELINE_SERVER_ENGINE_READINGS_H_

#include <string_view>

#include "dateline/v1/search_service.pb.h"
#include "server/entities/entity_index.h"
#include "server/search/query_plan.h"

namespace dateline::engine {

// Adds the readings of `plan` to those that are there, each at its place in `query`, and as
// warnings. One whose text is not in the query as it was typed has no place.
void AddPlanReadings(const search::QueryPlan& plan, std::string_view query,
                     v1::Diagnostics& diagnostics);

// Adds a warning for each value of `filter` that no article has, up to ten; of a filter with many
// values the first ones are looked at.
void WarnOfUnknownValues(const v1::Filter& filter, const names::EntityIndex& entities,
                         v1::Diagnostics& diagnostics);

}  // namespace dateline::engine

#endif  // DATELINE_SERVER_ENGINE_READINGS_H_
