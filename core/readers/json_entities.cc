// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/json_entities.h"

#include <absl/strings/ascii.h>
#include <fmt/format.h>

#include <map>
#include <optional>

#include "core/errors/errors.h"

namespace dateline::readers {
namespace {

using Element = simdjson::dom::element;

constexpr std::size_t kShownBytes = 40;  // of a name that is quoted in a message

const std::map<std::string, v1::EntityType, std::less<>>& Types() {
  static const auto* const types = [] {
    auto* all = new std::map<std::string, v1::EntityType, std::less<>>;
    // With what CoNLL, ACE, OntoNotes and the news agencies call them.
    for (const char* name : {"person", "persons", "people", "per", "pers"})
      all->emplace(name, v1::ENTITY_TYPE_PERSON);
    for (const char* name : {"organisation", "organization", "organisations", "organizations",
                             "org", "orgs", "company", "companies", "corporation", "corporations",
                             "agency", "agencies", "institution", "institutions", "institute"}) {
      all->emplace(name, v1::ENTITY_TYPE_ORGANISATION);
    }
    for (const char* name :
         {"place", "places", "location", "locations", "loc", "locs", "gpe", "fac", "facility",
          "geo", "city", "cities", "country", "countries", "region", "regions"}) {
      all->emplace(name, v1::ENTITY_TYPE_PLACE);
    }
    for (const char* name : {"other", "others", "misc", "miscellaneous", "unspecified", "norp",
                             "event", "events", "product", "products", "topic", "topics"}) {
      all->emplace(name, v1::ENTITY_TYPE_OTHER);
    }
    return all;
  }();
  return *types;
}

v1::EntityType TypeNamed(std::string_view name, std::vector<std::string>* unknown) {
  std::string lower = absl::AsciiStrToLower(absl::string_view(name.data(), name.size()));
  if (lower.starts_with("entity_type_")) lower.erase(0, 12);
  const auto known = Types().find(lower);
  if (known != Types().end()) return known->second;
  if (unknown != nullptr && !name.empty())
    unknown->push_back(fmt::format("entity type '{}'", name.substr(0, kShownBytes)));
  return v1::ENTITY_TYPE_OTHER;
}

// The type given with a name: a word, or the number of the proto enum.
v1::EntityType TypeIn(Element item, v1::EntityType otherwise, std::vector<std::string>* unknown) {
  std::string_view name;
  std::int64_t number = 0;
  if (item["type"].get(name) == simdjson::SUCCESS) return TypeNamed(name, unknown);
  if (item["type"].get(number) != simdjson::SUCCESS) return otherwise;
  if (number > 0 && number <= v1::EntityType_MAX) return static_cast<v1::EntityType>(number);
  return number == 0 ? v1::ENTITY_TYPE_OTHER : TypeNamed(std::to_string(number), unknown);
}

// Whether it was found in the text, as a dump says: then it will be found again.
bool WasDetected(Element item) {
  std::string_view origin;
  return item.is_object() && item["origin"].get(origin) == simdjson::SUCCESS &&
         (origin == "detected" || origin == "ENTITY_ORIGIN_DETECTED");
}

// One name, or an object that has one. False: neither.
bool ReadOne(Element item, std::optional<v1::EntityType> group, article::Article& article,
             std::vector<std::string>* unknown) {
  std::string_view name;
  v1::EntityType type = group.value_or(v1::ENTITY_TYPE_OTHER);
  if (item.get(name) != simdjson::SUCCESS) {
    if (!item.is_object() || item["name"].get(name) != simdjson::SUCCESS) return false;
    if (!group) type = TypeIn(item, type, unknown);
  }
  if (WasDetected(item)) return true;
  v1::Entity* entity = article.add_entities();
  entity->set_name(std::string(name));
  entity->set_type(type);
  return true;
}

absl::Status Misfit(const std::string& what) {
  return errors::MakeFieldError(
      v1::ERROR_REASON_INVALID_ARTICLE, "entities",
      fmt::format(R"(field 'entities' {}; write [{{"name":"Berlin","type":"place"}}] or )"
                  R"({{"place":["Berlin"]}})",
                  what));
}

}  // namespace

absl::Status ReadJsonEntities(Element value, article::Article& article,
                              std::vector<std::string>* unknown) {
  article.clear_entities();
  if (value.is_array()) {
    for (const Element item : value.get_array()) {
      if (!ReadOne(item, std::nullopt, article, unknown))
        return Misfit("must list names, or objects with a name");
    }
    return absl::OkStatus();
  }
  if (!value.is_object()) return Misfit("must be a list, or an object of lists by type");
  for (const auto [key, names] : simdjson::dom::object(value)) {
    if (names.is_null()) continue;
    const v1::EntityType type = TypeNamed(key, unknown);
    if (!names.is_array()) {
      if (ReadOne(names, type, article, unknown)) continue;
      return Misfit(fmt::format("must hold names, or lists of them; '{}' is neither", key));
    }
    for (const Element item : names.get_array()) {
      if (!ReadOne(item, type, article, unknown))
        return Misfit(
            fmt::format("must hold names, or objects with a name; '{}' lists others", key));
    }
  }
  return absl::OkStatus();
}

}  // namespace dateline::readers
