// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/json_values.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <utility>

namespace dateline::readers {
namespace {

constexpr int kMostWrappers = 4;  // objects around one text

// Members that hold the text of an object, the surest first. Folded.
std::span<const std::string_view> TextMembers(JsonField field) {
  static constexpr auto kTexts = std::to_array<std::string_view>(
      {"rendered", "main", "basic", "@value", "#text", "$t", "value", "html", "text", "content",
       "name", "title", "headline", "body", "plain", "raw", "default", "label", "en"});
  static constexpr auto kNames = std::to_array<std::string_view>(
      {"name", "title", "displayname", "fullname", "@value", "#text", "$t", "label", "value",
       "main", "rendered", "text", "term", "webtitle", "original", "id"});
  static constexpr auto kUrls =
      std::to_array<std::string_view>({"href", "url", "@id", "canonical", "@value", "#text",
                                       "value", "rendered", "web", "$t", "text"});
  static constexpr auto kIds =
      std::to_array<std::string_view>({"$oid", "$numberlong", "$numberint", "@id", "@value",
                                       "#text", "value", "id", "rendered", "$uuid", "$t"});
  static constexpr auto kDates = std::to_array<std::string_view>(
      {"$date", "$numberlong", "$numberint", "@value", "#text", "value", "datetime", "date", "iso",
       "$t", "rendered", "seconds", "timestamp", "utc"});
  static constexpr auto kLanguages = std::to_array<std::string_view>(
      {"code", "id", "@value", "#text", "value", "iso", "alternatename", "name", "$t"});
  switch (field) {
    case JsonField::kHeadline:
    case JsonField::kBody:
      return kTexts;
    case JsonField::kUrl:
      return kUrls;
    case JsonField::kId:
      return kIds;
    case JsonField::kPublished:
    case JsonField::kEmbargoed:
      return kDates;
    case JsonField::kLanguage:
    case JsonField::kLanguageTag:
      return kLanguages;
    default:
      return kNames;
  }
}

bool IsBlankText(std::string_view text) {
  return text.find_first_not_of(" \t\r\n\f\v") == std::string_view::npos;
}

std::optional<std::string> NumberText(Element value) {
  std::int64_t number = 0;
  std::uint64_t large = 0;
  if (value.get(number) == simdjson::SUCCESS) return std::to_string(number);
  if (value.get(large) == simdjson::SUCCESS) return std::to_string(large);
  return std::nullopt;
}

std::optional<TakenText> TakeFrom(Element value, JsonField field, int wrappers);

std::optional<TakenText> TakeFromObject(Element value, JsonField field, int wrappers) {
  const simdjson::dom::object object(value);
  for (const std::string_view name : TextMembers(field)) {
    for (const auto [key, member] : object) {
      if (FoldFieldName(key) != name || IsEmptyValue(member)) continue;
      auto taken = TakeFrom(member, field, wrappers + 1);
      if (!taken) continue;
      taken->path.insert(taken->path.begin(), std::string(key));
      taken->is_whole &= object.size() == 1;
      return taken;
    }
  }
  return std::nullopt;
}

std::optional<TakenText> TakeFromList(Element value, JsonField field, int wrappers) {
  TakenText all;
  bool any = false;
  for (const Element item : simdjson::dom::array(value)) {
    if (IsEmptyValue(item)) continue;
    auto taken =
        any && field != JsonField::kBody ? std::nullopt : TakeFrom(item, field, wrappers + 1);
    all.is_whole &= taken && taken->is_whole;
    if (!taken) continue;
    if (any) all.text += "\n\n";
    all.text += taken->text;
    any = true;
  }
  if (!any) return std::nullopt;
  return all;
}

std::optional<TakenText> TakeFrom(Element value, JsonField field, int wrappers) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) {
    if (IsBlankText(text)) return std::nullopt;
    return TakenText{std::string(text), {}, true};
  }
  if (wrappers >= kMostWrappers) return std::nullopt;
  if (value.is_object()) return TakeFromObject(value, field, wrappers);
  if (value.is_array()) return TakeFromList(value, field, wrappers);
  if (field != JsonField::kId) return std::nullopt;
  auto number = NumberText(value);
  if (!number) return std::nullopt;
  return TakenText{*std::move(number), {}, true};
}

}  // namespace

bool IsEmptyValue(Element value) {
  std::string_view text;
  if (value.is_null()) return true;
  if (value.get(text) == simdjson::SUCCESS) return IsBlankText(text);
  if (value.is_array()) {
    for (const Element item : simdjson::dom::array(value)) {
      if (!IsEmptyValue(item)) return false;
    }
    return true;
  }
  if (!value.is_object()) return false;
  for (const auto [key, member] : simdjson::dom::object(value)) {
    if (!IsEmptyValue(member)) return false;
  }
  return true;
}

std::optional<TakenText> TakeText(Element value, JsonField field) {
  return TakeFrom(value, field, 0);
}

std::optional<Element> FindMember(Element object, std::string_view name) {
  if (!object.is_object()) return std::nullopt;
  for (const auto [key, member] : simdjson::dom::object(object)) {
    if (FoldFieldName(key) == name) return member;
  }
  return std::nullopt;
}

bool IsKeyValue(Element value) {
  if (!value.is_array()) return value.is_number();
  const simdjson::dom::array list(value);
  return std::all_of(list.begin(), list.end(), [](Element item) { return item.is_number(); });
}

std::string_view KindOf(Element value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return "a list";
  if (value.is_string()) return "a text";
  return value.is_bool() ? "true or false" : "a number";
}

}  // namespace dateline::readers
