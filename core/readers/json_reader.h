// SPDX-License-Identifier: GPL-3.0-or-later
// Articles from JSON.
#ifndef DATELINE_CORE_READERS_JSON_READER_H_
#define DATELINE_CORE_READERS_JSON_READER_H_

#include <absl/status/statusor.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/article/article.h"

namespace dateline::readers {

// One article from a line of JSON (doc/operations.md "JSON articles"). Thread-safe.
// INVALID_ARGUMENT says what is wrong and at which byte or field. Names of unknown fields are
// appended to `unknown` (may be null).
absl::StatusOr<article::Article> ParseJsonArticle(std::string_view line,
                                                  std::vector<std::string>* unknown);

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_JSON_READER_H_
