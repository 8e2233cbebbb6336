// SPDX-License-Identifier: GPL-3.0-or-later
// Joins the entities given with an article with those found in its text.
#ifndef DATELINE_INDEXER_ENTITIES_RESOLVER_PROVIDED_ENTITIES_H_
#define DATELINE_INDEXER_ENTITIES_RESOLVER_PROVIDED_ENTITIES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "core/article/article.h"
#include "indexer/entities/tagger/gazetteer.h"

namespace dateline::resolver {

struct FoundEntity {
  v1::Entity entity;
  std::uint32_t first_mention;    // order in the text
  std::vector<std::string> keys;  // keys (NameForm) and folded forms of all its names, if asked for
};

// Gives the found entities that were also provided the name and type that were provided, and
// appends those that were not found (first_mention: after all others). An entity is the same if
// a key is equal, or, of persons, the skeleton, or a lone surname that only one found person has;
// one of the same type is preferred. Each found entity is claimed once.
void MergeProvided(const google::protobuf::RepeatedPtrField<v1::Entity>& provided,
                   const tagger::Gazetteer& gazetteer, std::vector<FoundEntity>& found);

}  // namespace dateline::resolver

#endif  // DATELINE_INDEXER_ENTITIES_RESOLVER_PROVIDED_ENTITIES_H_
