// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/parse_article.h"

#include <utility>

#include "core/readers/json_reader.h"
#include "core/readers/pages/text_page.h"

namespace dateline::readers {

absl::StatusOr<ParsedArticle> ParseArticle(const RawArticle& raw, const JsonOptions& options) {
  if (!raw.status.ok()) return raw.status;
  if (raw.format != InputFormat::kText) return ParseJsonArticle(raw.bytes, options);
  auto article = pages::ParseTextPage(raw.bytes);
  if (!article.ok()) return article.status();
  ParsedArticle parsed;
  parsed.article = *std::move(article);
  return parsed;
}

}  // namespace dateline::readers
