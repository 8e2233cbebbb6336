// SPDX-License-Identifier: GPL-3.0-or-later
// The entities of an article in JSON, with the common spellings of their types.
#ifndef DATELINE_CORE_READERS_JSON_ENTITIES_H_
#define DATELINE_CORE_READERS_JSON_ENTITIES_H_

#include <absl/status/status.h>
#include <simdjson.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/article/article.h"

namespace dateline::readers {

enum class NameFormat : std::uint8_t { kPlain, kHtml };

// What was read of entities.
struct EntitiesRead {
  absl::Status status;   // INVALID_ARGUMENT: something is not an entity; says what is expected
  bool is_whole = true;  // every value has a field
  std::vector<std::string> unknown_types;  // as "entity type 'x'"; they became OTHER
};

// Adds a list of names or of {"name","type","id","uri","country"}, or an object of such by type:
// {"persons":["Ada"]}, {"person":"Ada"}, {"person":[{"name":"Ada"}]}. What is not an entity is
// passed over.
EntitiesRead ReadJsonEntities(simdjson::dom::element value, NameFormat format,
                              article::Article& article);

// Adds the things of schema.org's `about` and `mentions`: a list of names and of
// {"@type","name","sameAs"}, or one such object. A text alone is prose, and not a name.
EntitiesRead ReadLinkedEntities(simdjson::dom::element value, NameFormat format,
                                article::Article& article);

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_JSON_ENTITIES_H_
