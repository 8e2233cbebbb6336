// SPDX-License-Identifier: GPL-3.0-or-later
// "Which Paris?": words of a query that name several entities.
#ifndef DATELINE_SERVER_ENGINE_ENTITY_CHOICES_H_
#define DATELINE_SERVER_ENGINE_ENTITY_CHOICES_H_

#include "dateline/v1/search_service.pb.h"
#include "server/entities/entity_index.h"
#include "server/query/tree.h"

namespace dateline::engine {

// Adds a choice for each word and quoted text outside fields that names several entities in at
// least two articles each, at most kMaxEntityChoices. A name of another type counts only where it
// is in at least a twentieth of the articles: taggers err. Takes less than a microsecond a word
// that names none.
void AddEntityChoices(const query::QueryNode& root, const names::EntityIndex& entities,
                      v1::SearchResponse& response);

}  // namespace dateline::engine

#endif  // DATELINE_SERVER_ENGINE_ENTITY_CHOICES_H_
