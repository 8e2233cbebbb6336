// SPDX-License-Identifier: GPL-3.0-or-later
// One line of JSON to one article, with the common spellings of its fields.
#include "core/readers/json_reader.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <string>

#include "core/article/parse_date.h"
#include "core/article/publish_date.h"
#include "core/errors/errors.h"
#include "core/limits.h"
#include "core/readers/json_entities.h"
#include "core/readers/json_error.h"
#include "core/readers/strip_html.h"

namespace dateline::readers {
namespace {

using Element = simdjson::dom::element;

constexpr std::size_t kKeptParserBytes = 1U << 20U;

absl::Status FieldError(std::string_view field, const std::string& rule) {
  return errors::MakeFieldError(v1::ERROR_REASON_INVALID_ARTICLE, field,
                                fmt::format("field '{}' {}", field, rule));
}

enum class Target : std::uint8_t {
  kId,
  kHeadline,
  kBody,
  kPublished,
  kSource,
  kSection,
  kAuthors,
  kLanguage,
  kUrl,
  kEntities,
  kHtml
};

const std::map<std::string, Target, std::less<>>& Spellings() {
  static const std::map<std::string, Target, std::less<>> spellings{
      {"id", Target::kId},
      {"headline", Target::kHeadline},
      {"title", Target::kHeadline},
      {"body", Target::kBody},
      {"text", Target::kBody},
      {"content", Target::kBody},
      {"published", Target::kPublished},
      {"publish_time", Target::kPublished},
      {"publishTime", Target::kPublished},
      {"published_at", Target::kPublished},
      {"date", Target::kPublished},
      {"pubDate", Target::kPublished},
      {"source", Target::kSource},
      {"section", Target::kSection},
      {"category", Target::kSection},
      {"authors", Target::kAuthors},
      {"author", Target::kAuthors},
      {"byline", Target::kAuthors},
      {"language", Target::kLanguage},
      {"lang", Target::kLanguage},
      {"url", Target::kUrl},
      {"link", Target::kUrl},
      {"entities", Target::kEntities},
      {"html", Target::kHtml}};
  return spellings;
}

absl::StatusOr<std::string> Text(std::string_view field, Element value) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) return std::string(text);
  if (field != "id") return FieldError(field, "must be a string");
  std::int64_t number = 0;
  std::uint64_t large = 0;
  if (value.get(number) == simdjson::SUCCESS) return std::to_string(number);
  if (value.get(large) == simdjson::SUCCESS) return std::to_string(large);
  return FieldError(field, "must be a string or a whole number");
}

absl::StatusOr<dates::Date> PublishedDate(Element value) {
  constexpr double kMostExact = 9e15;  // larger ones are out of range as milliseconds too
  std::string_view text;
  std::int64_t number = 0;
  std::uint64_t large = 0;
  double fraction = 0;
  if (value.get(text) == simdjson::SUCCESS) return article::ReadDate(text);
  if (value.get(number) == simdjson::SUCCESS) return article::ReadEpoch(number);
  if (value.get(large) == simdjson::SUCCESS)
    return article::ReadEpoch(std::numeric_limits<std::int64_t>::max());
  if (value.get(fraction) == simdjson::SUCCESS && std::abs(fraction) < kMostExact)
    return article::ReadEpoch(static_cast<std::int64_t>(std::floor(fraction)));
  return absl::InvalidArgumentError(
      "it must be a date as a string, or seconds or milliseconds since 1970");
}

absl::Status ReadPublished(std::string_view field, Element value, article::Article& article) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS && text.empty()) return absl::OkStatus();
  const auto date = PublishedDate(value);
  if (!date.ok()) {
    const auto why = date.status().message();
    return errors::MakeFieldError(
        v1::ERROR_REASON_INVALID_ARTICLE, field,
        fmt::format("field '{}': {}", field, std::string_view(why.data(), why.size())));
  }
  article::SetDate(*date, article);
  return absl::OkStatus();
}

absl::Status ReadAuthors(std::string_view field, Element value, article::Article& article) {
  article.clear_authors();
  if (value.is_array()) {
    for (const Element author : value.get_array()) {
      std::string_view name;
      if (author.get(name) != simdjson::SUCCESS)
        return FieldError(field, "must be a string or a list of strings");
      article.add_authors(std::string(name));
    }
    return absl::OkStatus();
  }
  std::string_view name;
  if (value.get(name) != simdjson::SUCCESS)
    return FieldError(field, "must be a string or a list of strings");
  article.add_authors(std::string(name));
  return absl::OkStatus();
}

std::string* TextField(Target target, article::Article& article) {
  switch (target) {
    case Target::kId:
      return article.mutable_id();
    case Target::kHeadline:
      return article.mutable_headline();
    case Target::kBody:
      return article.mutable_body();
    case Target::kSource:
      return article.mutable_source();
    case Target::kSection:
      return article.mutable_section();
    case Target::kLanguage:
      return article.mutable_language();
    default:
      return article.mutable_url();
  }
}

// Whether headline and body may be HTML; "html":false says that they are plain text.
absl::StatusOr<bool> MayBeHtml(Element root) {
  Element value;
  bool html = true;
  if (root["html"].get(value) == simdjson::SUCCESS && !value.is_null() &&
      value.get(html) != simdjson::SUCCESS) {
    return FieldError("html", "must be true or false");
  }
  return html;
}

absl::Status ReadField(std::string_view field, Target target, Element value,
                       article::Article& article, std::vector<std::string>* unknown) {
  if (value.is_null() || target == Target::kHtml) return absl::OkStatus();
  if (target == Target::kPublished) return ReadPublished(field, value, article);
  if (target == Target::kAuthors) return ReadAuthors(field, value, article);
  if (target == Target::kEntities) return ReadJsonEntities(value, article, unknown);
  auto text = Text(field, value);
  if (!text.ok()) return text.status();
  *TextField(target, article) = std::move(*text);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<article::Article> ParseJsonArticle(std::string_view line,
                                                  std::vector<std::string>* unknown) {
  thread_local std::unique_ptr<simdjson::dom::parser> parser;
  // A parser keeps the memory of its longest line, many times that line: not for giants.
  if (parser == nullptr || parser->capacity() > kKeptParserBytes) {
    parser = std::make_unique<simdjson::dom::parser>(limits::kMaxLineBytes);
    if (parser->allocate(kKeptParserBytes, limits::kMaxJsonDepth) != simdjson::SUCCESS)
      return errors::OutOfMemory();
  }
  Element root;
  if (const auto error = parser->parse(line.data(), line.size()).get(root)) {
    const std::string why = ExplainBadJson(line);
    return absl::InvalidArgumentError(fmt::format(
        "not valid JSON: {}", why.empty() ? simdjson::error_message(error) : why.c_str()));
  }
  if (root.is_array()) {
    return absl::InvalidArgumentError(
        "the line is a JSON list; write one article per line (jq -c '.[]' does that)");
  }
  if (!root.is_object())
    return absl::InvalidArgumentError("the line is not a JSON object; write one article per line");
  article::Article article;
  for (const auto [key, value] : simdjson::dom::object(root)) {
    const auto spelling = Spellings().find(key);
    if (spelling == Spellings().end()) {
      if (unknown != nullptr) unknown->emplace_back(key);
      continue;
    }
    absl::Status status = ReadField(key, spelling->second, value, article, unknown);
    if (!status.ok()) return status;
  }
  const auto html = MayBeHtml(root);
  if (!html.ok()) return html.status();
  if (*html) {
    article.set_headline(StripHtml(article.headline()));
    article.set_body(StripHtml(article.body()));
  }
  return article;
}

}  // namespace dateline::readers
