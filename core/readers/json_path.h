// SPDX-License-Identifier: GPL-3.0-or-later
// The place of an article's field in somebody's JSON: `--map FIELD=path`.
#ifndef DATELINE_CORE_READERS_JSON_PATH_H_
#define DATELINE_CORE_READERS_JSON_PATH_H_

#include <absl/status/statusor.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/readers/json_values.h"

namespace dateline::readers {

// One step down: into the member `name` of an object, or into an item of a list.
struct JsonStep {
  std::string name;                  // empty: of a list
  std::optional<std::size_t> index;  // absent: all items
};

using JsonPath = std::vector<JsonStep>;

// "fields.bodyText", ".body_html", "titles[0]", "contributors[*].name": names joined by dots (one
// may stand before the first), [0] the first item of a list, [*] all. INVALID_ARGUMENT names the
// path, what is wrong, and the form.
absl::StatusOr<JsonPath> ParseJsonPath(std::string_view path);

// What `path` leads to, in order. Names are compared byte for byte.
std::vector<Element> FollowPath(Element root, const JsonPath& path);

struct FieldMapping {
  JsonField field = JsonField::kIgnored;
  JsonPath path;
};

struct JsonOptions {
  // Places of fields. If a path leads to something, other names of its field do not count.
  std::vector<FieldMapping> mappings;
};

// Parses "body=fields.bodyText". The field may have any of its usual names. INVALID_ARGUMENT as
// ParseJsonPath, or if there is no such field.
absl::StatusOr<FieldMapping> ParseFieldMapping(std::string_view text);

// Why a command line must not have `text` as a mapping; "" if it may.
std::string MappingProblem(const std::string& text);

// Of mappings that are all good.
JsonOptions WithMappings(const std::vector<std::string>& texts);

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_JSON_PATH_H_
