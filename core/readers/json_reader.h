// SPDX-License-Identifier: GPL-3.0-or-later
// Articles from JSON.
#ifndef DATELINE_CORE_READERS_JSON_READER_H_
#define DATELINE_CORE_READERS_JSON_READER_H_

#include <absl/status/statusor.h>

#include <string_view>

#include "core/readers/json_path.h"
#include "core/readers/parsed_article.h"

namespace dateline::readers {

// One article from a line of JSON (doc/operations.md, "JSON articles"). What has no field, or could
// not be read, is kept in the article's extra, and the latter told in the warnings. Thread-safe.
// INVALID_ARGUMENT says what is wrong and at which byte or field.
absl::StatusOr<ParsedArticle> ParseJsonArticle(std::string_view line,
                                               const JsonOptions& options = {});

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_JSON_READER_H_
