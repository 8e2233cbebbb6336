// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/readers/parse_article.h"

#include "indexer/readers/json_reader.h"
#include "indexer/readers/pages/text_page.h"

namespace dateline {

absl::StatusOr<Article> ParseArticle(const RawArticle& raw, std::vector<std::string>* unknown) {
  if (!raw.status.ok()) return raw.status;
  return raw.format == InputFormat::kText ? ParseTextPage(raw.bytes)
                                          : ParseJsonArticle(raw.bytes, unknown);
}

}  // namespace dateline
