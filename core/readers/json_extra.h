// SPDX-License-Identifier: GPL-3.0-or-later
// What an article in JSON gives beside its fields.
#ifndef DATELINE_CORE_READERS_JSON_EXTRA_H_
#define DATELINE_CORE_READERS_JSON_EXTRA_H_

#include <string_view>
#include <vector>

#include "core/readers/json_fields.h"
#include "core/readers/parsed_article.h"

namespace dateline::readers {

// A member of the article's object.
struct JsonMemberUse {
  std::string_view name;
  Element value;
  bool is_known = false;      // names a field, or was mapped to one
  bool is_container = false;  // an object of fields: what was not taken of it stays in it
};

// Sets article.extra to what was not taken of `members`, as the text that it has in `json`, with a
// warning for what is too large, and lists the unknown fields. `json` is the article's object.
void KeepExtra(std::string_view json, const std::vector<JsonMemberUse>& members,
               const std::vector<UsedField>& fields, ParsedArticle& parsed);

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_JSON_EXTRA_H_
