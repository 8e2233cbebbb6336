// SPDX-License-Identifier: GPL-3.0-or-later
// One line of JSON to one article, with the common spellings of its fields.
#include "core/readers/json_reader.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <memory>
#include <string>
#include <utility>

#include "core/article/parse_date.h"
#include "core/article/publish_date.h"
#include "core/errors/errors.h"
#include "core/limits.h"
#include "core/readers/json_error.h"
#include "core/readers/json_extra.h"
#include "core/readers/json_fields.h"
#include "core/readers/json_surrogates.h"

namespace dateline::readers {
namespace {

constexpr std::size_t kKeptParserBytes = 1U << 20U;
constexpr int kMappedRank = -10;  // before every name
constexpr int kInnerRank = 6;     // after every name except that of a teaser

class ArticleReader {
 public:
  ArticleReader(Element root, const JsonOptions& options) : root_(root) {
    for (const auto [key, value] : simdjson::dom::object(root)) {
      const bool is_container = value.is_object() && IsContainerName(key);
      const auto name = is_container ? std::nullopt : FindFieldName(key);
      members_.push_back({key, value, name || is_container, is_container});
      if (name) AddField(*name, {std::string(key)}, value);
      if (is_container) AddFieldsOf(key, value);
    }
    for (const FieldMapping& mapping : options.mappings) Map(mapping);
  }

  absl::StatusOr<ParsedArticle> Read(std::string_view json) && {
    ParsedArticle parsed;
    if (absl::Status status = JsonFields(fields_, parsed).Read(); !status.ok()) return status;
    KeepExtra(json, members_, fields_, parsed);
    return parsed;
  }

 private:
  void AddField(FieldName name, std::vector<std::string> path, Element value) {
    const Taken taken = name.field == JsonField::kIgnored ? Taken::kAll : Taken::kNothing;
    fields_.push_back(
        {{name.field, name.rank, members_.size() - 1, std::move(path), {value}, false}, taken, {}});
  }

  // Of an object inside, whose fields count if the article itself does not have them.
  void AddFieldsOf(std::string_view container, Element object) {
    for (const auto [key, value] : simdjson::dom::object(object)) {
      auto name = FindFieldName(key);
      if (!name || name->field == JsonField::kExtra) continue;
      name->rank += kInnerRank;
      AddField(*name, {std::string(container), std::string(key)}, value);
    }
  }

  void Map(const FieldMapping& mapping) {
    std::vector<Element> values = FollowPath(root_, mapping.path);
    std::erase_if(values, IsEmptyValue);
    if (values.empty() || mapping.path.front().name.empty()) return;
    GivenField given{mapping.field, kMappedRank, 0, {}, std::move(values), false};
    for (const JsonStep& step : mapping.path) {
      given.is_in_list |= step.name.empty();
      if (given.is_in_list) break;
      given.path.push_back(step.name);
    }
    for (std::size_t i = 0; i < members_.size(); ++i) {
      if (members_[i].name == given.path.front()) given.member = i;
    }
    // The same value under its own name is this one.
    std::erase_if(fields_, [&](const UsedField& field) {
      return field.given.member == given.member && field.given.rank != kMappedRank &&
             (given.path.size() == 1 || field.given.field == mapping.field);
    });
    members_[given.member].is_known = true;
    fields_.push_back({std::move(given), Taken::kNothing, {}});
  }

  Element root_;  // an object
  std::vector<JsonMemberUse> members_;
  std::vector<UsedField> fields_;
};

absl::StatusOr<ParsedArticle> ReadRoot(Element root, std::string_view json,
                                       const JsonOptions& options) {
  if (root.is_array()) {
    return absl::InvalidArgumentError(
        "the line is a JSON list; write one article per line (jq -c '.[]' does that)");
  }
  if (!root.is_object())
    return absl::InvalidArgumentError("the line is not a JSON object; write one article per line");
  return ArticleReader(root, options).Read(json);
}

}  // namespace

absl::StatusOr<ParsedArticle> ParseJsonArticle(std::string_view line, const JsonOptions& options) {
  thread_local std::unique_ptr<simdjson::dom::parser> parser;
  // A parser keeps the memory of its longest line, many times that line: not for giants.
  if (parser == nullptr || parser->capacity() > kKeptParserBytes) {
    parser = std::make_unique<simdjson::dom::parser>(limits::kMaxLineBytes);
    if (parser->allocate(kKeptParserBytes, limits::kMaxJsonDepth) != simdjson::SUCCESS)
      return errors::OutOfMemory();
  }
  Element root;
  auto error = parser->parse(line.data(), line.size()).get(root);
  if (error == simdjson::SUCCESS) return ReadRoot(root, line, options);
  const std::string why = ExplainBadJson(line);
  if (why.empty()) {  // what is left are halves of surrogate pairs, which the grammar allows
    const std::string repaired = RepairSurrogates(line);
    error = parser->parse(repaired.data(), repaired.size()).get(root);
    if (error == simdjson::SUCCESS) return ReadRoot(root, repaired, options);
  }
  return absl::InvalidArgumentError(fmt::format(
      "not valid JSON: {}", why.empty() ? simdjson::error_message(error) : why.c_str()));
}

}  // namespace dateline::readers
