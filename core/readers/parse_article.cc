// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/parse_article.h"

#include "core/readers/json_reader.h"
#include "core/readers/pages/text_page.h"

namespace dateline::readers {

absl::StatusOr<article::Article> ParseArticle(const RawArticle& raw,
                                              std::vector<std::string>* unknown) {
  if (!raw.status.ok()) return raw.status;
  return raw.format == InputFormat::kText ? pages::ParseTextPage(raw.bytes)
                                          : ParseJsonArticle(raw.bytes, unknown);
}

}  // namespace dateline::readers
