// SPDX-License-Identifier: GPL-3.0-or-later
// Articles from pieces of input.
#ifndef DATELINE_CORE_READERS_PARSE_ARTICLE_H_
#define DATELINE_CORE_READERS_PARSE_ARTICLE_H_

#include <absl/status/statusor.h>

#include "core/readers/json_reader.h"
#include "core/readers/parsed_article.h"
#include "core/readers/raw_article.h"

namespace dateline::readers {

// ParseJsonArticle or ParseTextPage, by format. UNIMPLEMENTED: a text that is a page only if it has
// the marks of one does not have them. Thread-safe.
absl::StatusOr<ParsedArticle> ParseArticle(const RawArticle& raw, const JsonOptions& options = {});

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_PARSE_ARTICLE_H_
