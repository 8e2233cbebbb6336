// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/parse_article.h"

#include <fmt/format.h>

#include <utility>

#include "core/readers/json_envelope.h"
#include "core/readers/json_reader.h"
#include "core/readers/pages/text_page.h"

namespace dateline::readers {
namespace {

constexpr const char* kNoMarks =
    "does not have the marks of a saved page, a headline and a dated line of publication; if it is "
    "one, name it .txt or give --format text";

bool IsDated(const article::Article& article) {
  return article.has_publish_time() || !article.publish_date().empty();
}

absl::Status ListInside(const std::string& path) {
  return absl::InvalidArgumentError(
      fmt::format("the object has neither headline nor body, but holds a list under '{0}'; if the "
                  "articles are there: jq -c '.{0}[]' FILE makes a line of each",
                  path));
}

bool HasText(const absl::StatusOr<ParsedArticle>& parsed) {
  return parsed.ok() && !(parsed->article.headline().empty() && parsed->article.body().empty());
}

absl::StatusOr<ParsedArticle> ParseJson(const RawArticle& raw, const JsonOptions& options) {
  auto parsed = ParseJsonArticle(raw.bytes, options);
  if (!parsed.ok() || HasText(parsed)) return parsed;
  if (const std::string inner = UnwrapElement(raw.bytes); !inner.empty()) {
    if (auto unwrapped = ParseJsonArticle(inner, options); HasText(unwrapped)) return unwrapped;
  }
  if (const std::string list = UnreadList(raw.bytes); !list.empty()) return ListInside(list);
  return parsed;
}

}  // namespace

absl::StatusOr<ParsedArticle> ParseArticle(const RawArticle& raw, const JsonOptions& options) {
  if (!raw.status.ok()) return raw.status;
  if (raw.format != InputFormat::kText) return ParseJson(raw, options);
  auto article = pages::ParseTextPage(raw.bytes);
  if (raw.needs_marks && (!article.ok() || !IsDated(*article))) {
    return absl::UnimplementedError(kNoMarks);
  }
  if (!article.ok()) return article.status();
  ParsedArticle parsed;
  parsed.article = *std::move(article);
  return parsed;
}

}  // namespace dateline::readers
