// SPDX-License-Identifier: GPL-3.0-or-later
// The entities of an article in JSON, with the common spellings of their types.
#ifndef DATELINE_CORE_READERS_JSON_ENTITIES_H_
#define DATELINE_CORE_READERS_JSON_ENTITIES_H_

#include <absl/status/status.h>
#include <simdjson.h>

#include <string>
#include <vector>

#include "core/article/article.h"

namespace dateline::readers {

// Takes a list of names or of {"name","type"}, or an object of such by type: {"persons":["Ada"]},
// {"person":"Ada"}, {"person":[{"name":"Ada"}]}. A type that is not known becomes OTHER and is
// appended to `unknown` (may be null) as "entity type 'x'". INVALID_ARGUMENT says what is expected.
absl::Status ReadJsonEntities(simdjson::dom::element value, article::Article& article,
                              std::vector<std::string>* unknown);

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_JSON_ENTITIES_H_
