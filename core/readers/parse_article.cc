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

}  // namespace

absl::StatusOr<ParsedArticle> ParseArticle(const RawArticle& raw) {
  if (!raw.status.ok()) return raw.status;
  ParsedArticle parsed;
  auto article = raw.format == InputFormat::kText
                     ? pages::ParseTextPage(raw.bytes)
                     : ParseJsonArticle(raw.bytes, &parsed.unknown_fields);
  if (!article.ok()) {
    return raw.needs_marks ? absl::UnimplementedError(kNoMarks) : article.status();
  }
  parsed.article = *std::move(article);
  if (raw.needs_marks && !IsDated(parsed.article)) return absl::UnimplementedError(kNoMarks);
  if (raw.format == InputFormat::kJsonLines && parsed.article.headline().empty() &&
      parsed.article.body().empty()) {
    if (const std::string list = UnreadList(raw.bytes); !list.empty()) return ListInside(list);
  }
  return parsed;
}

}  // namespace dateline::readers
