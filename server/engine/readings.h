// SPDX-License-Identifier: GPL-3.0-or-later
// What an answer says of the values of its filter.
#ifndef DATELINE_SERVER_ENGINE_READINGS_H_
#define DATELINE_SERVER_ENGINE_READINGS_H_

#include "dateline/v1/search_service.pb.h"
#include "server/entities/entity_index.h"

namespace dateline::engine {

// Adds a warning for each value of `filter` that no article has, up to ten; of a filter with many
// values the first ones are looked at.
void WarnOfUnknownValues(const v1::Filter& filter, const names::EntityIndex& entities,
                         v1::Diagnostics& diagnostics);

}  // namespace dateline::engine

#endif  // DATELINE_SERVER_ENGINE_READINGS_H_
