// SPDX-License-Identifier: GPL-3.0-or-later
// Words of a query that name several entities ("Which Paris?").
#ifndef DATELINE_SERVER_ENGINE_ENTITY_CHOICES_H_
#define DATELINE_SERVER_ENGINE_ENTITY_CHOICES_H_

#include "dateline/v1/search_service.pb.h"
#include "server/entities/entity_index.h"
#include "server/query/tree.h"

namespace dateline::engine {

// Adds a choice for all words of the query together, if they name something ("strauss kahn"), then
// one for each word and quoted text of the query, outside of fields, that names several
// entities with at least two articles each; at most kMaxEntityChoices. An entity of another type
// than the most frequent one counts only if it has at least a twentieth of its articles: taggers
// err. A word that names no entity takes less than a microsecond.
void AddEntityChoices(const query::Node& root, const names::EntityIndex& entities,
                      v1::SearchResponse& response);

}  // namespace dateline::engine

#endif  // DATELINE_SERVER_ENGINE_ENTITY_CHOICES_H_
