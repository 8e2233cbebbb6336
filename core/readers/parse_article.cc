// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/parse_article.h"

#include <utility>

#include "core/readers/json_reader.h"
#include "core/readers/pages/text_page.h"

namespace dateline::readers {

absl::StatusOr<ParsedArticle> ParseArticle(const RawArticle& raw) {
  if (!raw.status.ok()) return raw.status;
  ParsedArticle parsed;
  auto article = raw.format == InputFormat::kText
                     ? pages::ParseTextPage(raw.bytes)
                     : ParseJsonArticle(raw.bytes, &parsed.unknown_fields);
  if (!article.ok()) return article.status();
  parsed.article = *std::move(article);
  return parsed;
}

}  // namespace dateline::readers
