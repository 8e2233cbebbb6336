// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/json_path.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "core/text/utf8.h"

namespace dateline::readers {
namespace {

constexpr std::size_t kShownBytes = 60;

absl::Status BadPath(std::string_view path, std::string_view why) {
  return absl::InvalidArgumentError(
      fmt::format("'{}' is not a path: {}; write names joined by dots, [0] for an item of a list "
                  "and [*] for all,"
                  " as in fields.bodyText or contributors[*].name",
                  text::CutUtf8(path, kShownBytes), why));
}

// The steps of "[0]", "[*]" at the start of `rest`, which they are taken from. False: not closed,
// or neither a number nor *.
bool TakeBrackets(std::string_view& rest, JsonPath& steps) {
  while (rest.starts_with('[')) {
    const std::size_t end = rest.find(']');
    if (end == std::string_view::npos) return false;
    const std::string_view inside = rest.substr(1, end - 1);
    rest.remove_prefix(end + 1);
    if (inside == "*") {
      steps.push_back({"", std::nullopt});
      continue;
    }
    std::size_t index = 0;
    const auto [last, error] = std::from_chars(inside.data(), inside.data() + inside.size(), index);
    if (error != std::errc() || last != inside.data() + inside.size()) return false;
    steps.push_back({"", index});
  }
  return true;
}

void Follow(Element value, const JsonPath& path, std::size_t at, std::vector<Element>& found) {
  if (at == path.size()) {
    found.push_back(value);
    return;
  }
  const JsonStep& step = path[at];
  if (!step.name.empty()) {
    Element member;
    if (value.is_object() && value[step.name].get(member) == simdjson::SUCCESS) {
      Follow(member, path, at + 1, found);
    }
    return;
  }
  if (!value.is_array()) return;
  std::size_t i = 0;
  for (const Element item : simdjson::dom::array(value)) {
    if (!step.index || *step.index == i) Follow(item, path, at + 1, found);
    ++i;
  }
}

}  // namespace

absl::StatusOr<JsonPath> ParseJsonPath(std::string_view path) {
  JsonPath steps;
  std::string_view rest = path;
  if (rest.starts_with('.')) rest.remove_prefix(1);
  if (rest.empty()) return BadPath(path, "it has no name");
  bool first = true;
  while (!rest.empty()) {
    if (!first) {
      if (!rest.starts_with('.')) return BadPath(path, "a dot is missing");
      rest.remove_prefix(1);
    }
    const std::size_t end = std::min(rest.find_first_of(".["), rest.size());
    const bool root_list = first && end == 0 && rest.starts_with('[');
    if (end == 0 && !root_list) return BadPath(path, "a name is empty");
    if (end > 0) steps.push_back({std::string(rest.substr(0, end)), std::nullopt});
    rest.remove_prefix(end);
    if (!TakeBrackets(rest, steps)) return BadPath(path, "brackets must hold a number or *");
    first = false;
  }
  return steps;
}

std::vector<Element> FollowPath(Element root, const JsonPath& path) {
  std::vector<Element> found;
  Follow(root, path, 0, found);
  return found;
}

absl::StatusOr<FieldMapping> ParseFieldMapping(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    return absl::InvalidArgumentError(
        fmt::format("'{}' is not a mapping; write FIELD=path, as in body=fields.bodyText",
                    text::CutUtf8(text, kShownBytes)));
  }
  const std::string_view name = text.substr(0, equals);
  const auto field = FindFieldName(name);
  const bool text_field = field && field->field != JsonField::kExtra &&
                          field->field != JsonField::kIgnored &&
                          field->field != JsonField::kTextFormat;
  if (!text_field) {
    return absl::InvalidArgumentError(
        fmt::format("there is no field '{}'; fields are id, headline, body, published, source, "
                    "section, authors, "
                    "language, url, entities, embargoed, pubstatus",
                    text::CutUtf8(name, kShownBytes)));
  }
  auto path = ParseJsonPath(text.substr(equals + 1));
  if (!path.ok()) return path.status();
  const JsonField target = field->field == JsonField::kHtml ? JsonField::kBody : field->field;
  return FieldMapping{target, *std::move(path)};
}

std::string MappingProblem(const std::string& text) {
  return std::string(ParseFieldMapping(text).status().message());
}

JsonOptions WithMappings(const std::vector<std::string>& texts) {
  JsonOptions options;
  for (const std::string& text : texts) options.mappings.push_back(*ParseFieldMapping(text));
  return options;
}

}  // namespace dateline::readers
