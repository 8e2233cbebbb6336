// SPDX-License-Identifier: GPL-3.0-or-later
// Says what is wrong with a JSON text, and at which byte.
#ifndef DATELINE_CORE_READERS_JSON_ERROR_H_
#define DATELINE_CORE_READERS_JSON_ERROR_H_

#include <string>
#include <string_view>

namespace dateline::readers {

// The first thing that keeps `json` from being one JSON value nested at most kMaxJsonDepth levels:
// byte (from 1), what was found, and the remedy. "" if this finds nothing wrong. For texts that
// the parser refused: slow and exact. Thread-safe.
std::string ExplainBadJson(std::string_view json);

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_JSON_ERROR_H_
