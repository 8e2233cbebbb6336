// SPDX-License-Identifier: GPL-3.0-or-later
// Authors in JSON.
#ifndef DATELINE_CORE_READERS_JSON_AUTHORS_H_
#define DATELINE_CORE_READERS_JSON_AUTHORS_H_

#include <string>
#include <vector>

#include "core/readers/json_values.h"

namespace dateline::readers {

struct JsonAuthors {
  std::vector<std::string> names;
  std::string agency;    // as of ReadByline
  bool any = false;      // something could be read
  bool is_whole = true;  // nothing else was given
};

// Reads texts as bylines; objects by their name ({"name"}, {"first","last"}, {"given","family"})
// and lists of both. If `html` is false, the items of a list are names as they are. Names that are
// too long for an author are left.
JsonAuthors ReadJsonAuthors(const std::vector<Element>& values, bool html);

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_JSON_AUTHORS_H_
