// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/json_entities.h"

#include <absl/strings/ascii.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include "core/errors/errors.h"
#include "core/readers/json_values.h"
#include "core/readers/strip_html.h"

namespace dateline::readers {
namespace {

constexpr std::size_t kShownBytes = 40;  // of a name that is quoted in a message

const std::map<std::string, v1::EntityType, std::less<>>& Types() {
  static const auto* const types = [] {
    auto* all = new std::map<std::string, v1::EntityType, std::less<>>;
    // With what CoNLL, ACE, OntoNotes and the news agencies call them.
    for (const char* name : {"person", "persons", "people", "per", "pers"})
      all->emplace(name, v1::ENTITY_TYPE_PERSON);
    for (const char* name :
         {"organisation", "organization",   "organisations", "organizations",       "org",
          "orgs",         "company",        "companies",     "corporation",         "corporations",
          "agency",       "agencies",       "institution",   "institutions",        "institute",
          "party",        "politicalparty", "sportsteam",    "collegeoruniversity", "brand"}) {
      all->emplace(name, v1::ENTITY_TYPE_ORGANISATION);
    }
    for (const char* name : {"place",
                             "places",
                             "location",
                             "locations",
                             "loc",
                             "locs",
                             "gpe",
                             "fac",
                             "facility",
                             "geo",
                             "city",
                             "cities",
                             "country",
                             "countries",
                             "region",
                             "regions",
                             "administrativearea",
                             "state",
                             "landmark",
                             "landmarksorhistoricalbuildings"}) {
      all->emplace(name, v1::ENTITY_TYPE_PLACE);
    }
    for (const char* name :
         {"other", "others", "misc", "miscellaneous", "unspecified", "norp", "event", "events",
          "product", "products", "topic", "topics", "thing", "work", "creativework", "concept"}) {
      all->emplace(name, v1::ENTITY_TYPE_OTHER);
    }
    return all;
  }();
  return *types;
}

v1::EntityType TypeNamed(std::string_view name, std::vector<std::string>& unknown) {
  std::string lower = absl::AsciiStrToLower(absl::string_view(name.data(), name.size()));
  if (lower.starts_with("entity_type_")) lower.erase(0, 12);
  const auto known = Types().find(lower);
  if (known != Types().end()) return known->second;
  // Types of schema.org: NewsMediaOrganization, GovernmentBuilding.
  if (lower.ends_with("organization")) return v1::ENTITY_TYPE_ORGANISATION;
  if (lower.ends_with("building")) return v1::ENTITY_TYPE_PLACE;
  if (!name.empty())
    unknown.push_back(fmt::format("entity type '{}'", name.substr(0, kShownBytes)));
  return v1::ENTITY_TYPE_OTHER;
}

// The member of `object` that has one of `names`, the first first.
std::optional<Element> FirstMember(Element object, std::span<const std::string_view> names) {
  for (const std::string_view name : names) {
    const auto member = FindMember(object, name);
    if (member && !IsEmptyValue(*member)) return member;
  }
  return std::nullopt;
}

constexpr auto kNameMembers =
    std::to_array<std::string_view>({"name", "text", "entity", "word", "preflabel", "title"});
constexpr auto kTypeMembers =
    std::to_array<std::string_view>({"type", "@type", "entitytype", "label", "category", "class"});
constexpr auto kIdMembers = std::to_array<std::string_view>(
    {"id", "entityid", "wikidata", "wikidataid", "qid", "identifier", "code"});
constexpr auto kUriMembers =
    std::to_array<std::string_view>({"uri", "sameas", "@id", "url", "href", "link"});
constexpr auto kCountryMembers =
    std::to_array<std::string_view>({"country", "countryname", "addresscountry"});
// What an index says of an entity, and finds anew.
constexpr auto kFoundMembers = std::to_array<std::string_view>(
    {"origin", "salience", "salient", "mentioncount", "mentions", "spellings", "key"});

bool IsOneOf(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

class EntityReader {
 public:
  EntityReader(NameFormat format, article::Article& article) : format_(format), article_(article) {}

  // One name, or an object that has one.
  void ReadOne(Element item, std::optional<v1::EntityType> group, std::string_view what) {
    std::string_view name;
    if (item.get(name) == simdjson::SUCCESS) {
      if (!IsEmptyValue(item)) Add(name, group.value_or(v1::ENTITY_TYPE_OTHER));
      return;
    }
    const auto given = FirstMember(item, kNameMembers);
    if (!given || given->get(name) != simdjson::SUCCESS) return Misfit(what);
    if (WasDetected(item)) return;
    v1::Entity& entity = Add(name, group ? *group : TypeIn(item));
    entity.set_id(TextOf(item, kIdMembers, JsonField::kId));
    entity.set_uri(TextOf(item, kUriMembers, JsonField::kUrl));
    if (entity.uri().empty() && entity.id().starts_with("http")) entity.set_uri(entity.id());
    ReadCountry(item, entity);
    for (const auto [key, member] : simdjson::dom::object(item))
      NoteMember(FoldFieldName(key), member);
  }

  void ReadGroups(Element value) {
    for (const auto [key, names] : simdjson::dom::object(value)) {
      if (IsEmptyValue(names)) continue;
      const v1::EntityType type = TypeNamed(key, read_.unknown_types);
      const std::string what =
          names.is_array()
              ? fmt::format("must hold names, or objects with a name; '{}' lists others", key)
              : fmt::format("must hold names, or lists of them; '{}' is neither", key);
      if (!names.is_array()) {
        ReadOne(names, type, what);
        continue;
      }
      for (const Element item : simdjson::dom::array(names)) ReadOne(item, type, what);
    }
  }

  void Misfit(std::string_view what) {
    read_.is_whole = false;
    if (!read_.status.ok()) return;
    read_.status = errors::MakeFieldError(
        v1::ERROR_REASON_INVALID_ARTICLE, "entities",
        fmt::format(R"(field 'entities' {}; write [{{"name":"Berlin","type":"place"}}] or )"
                    R"({{"place":["Berlin"]}})",
                    what));
  }

  EntitiesRead Finish() && { return std::move(read_); }

 private:
  v1::Entity& Add(std::string_view name, v1::EntityType type) {
    v1::Entity& entity = *article_.add_entities();
    entity.set_name(format_ == NameFormat::kHtml ? StripHtml(name) : std::string(name));
    entity.set_type(type);
    return entity;
  }

  // The type given with a name: a word, or the number of the proto enum.
  v1::EntityType TypeIn(Element item) {
    const auto type = FirstMember(item, kTypeMembers);
    if (!type) return v1::ENTITY_TYPE_OTHER;
    std::string_view name;
    std::int64_t number = 0;
    Element one = *type;
    if (one.is_array()) one = *simdjson::dom::array(one).begin();  // of "@type", the first
    if (one.get(name) == simdjson::SUCCESS) return TypeNamed(name, read_.unknown_types);
    if (one.get(number) != simdjson::SUCCESS) return v1::ENTITY_TYPE_OTHER;
    if (number > 0 && number <= v1::EntityType_MAX) return static_cast<v1::EntityType>(number);
    return number == 0 ? v1::ENTITY_TYPE_OTHER
                       : TypeNamed(std::to_string(number), read_.unknown_types);
  }

  // Whether it was found in the text, as a dump says: then it will be found again.
  static bool WasDetected(Element item) {
    std::string_view origin;
    const auto member = FindMember(item, "origin");
    return member && member->get(origin) == simdjson::SUCCESS &&
           (origin == "detected" || origin == "ENTITY_ORIGIN_DETECTED");
  }

  std::string TextOf(Element item, std::span<const std::string_view> names, JsonField as) {
    const auto member = FirstMember(item, names);
    auto taken = member ? TakeText(*member, as) : std::nullopt;
    if (!taken) return "";
    read_.is_whole &= taken->is_whole;
    return std::move(taken->text);
  }

  void ReadCountry(Element item, v1::Entity& entity) {
    std::string country = TextOf(item, kCountryMembers, JsonField::kSource);
    if (const auto address = FindMember(item, "address"); country.empty() && address) {
      country = TextOf(*address, kCountryMembers, JsonField::kSource);
    }
    if (country.empty()) return;
    if (entity.type() == v1::ENTITY_TYPE_PLACE) {
      entity.set_country(std::move(country));
    } else {
      read_.is_whole = false;
    }
  }

  void NoteMember(const std::string& name, Element value) {
    if (IsOneOf(name, kFoundMembers) || IsEmptyValue(value)) return;
    const bool known = IsOneOf(name, kNameMembers) || IsOneOf(name, kTypeMembers) ||
                       IsOneOf(name, kIdMembers) || IsOneOf(name, kUriMembers) ||
                       IsOneOf(name, kCountryMembers);
    read_.is_whole &= known;
  }

  const NameFormat format_;
  article::Article& article_;
  EntitiesRead read_;
};

}  // namespace

EntitiesRead ReadJsonEntities(Element value, NameFormat format, article::Article& article) {
  EntityReader reader(format, article);
  if (value.is_array()) {
    for (const Element item : simdjson::dom::array(value)) {
      reader.ReadOne(item, std::nullopt, "must list names, or objects with a name");
    }
  } else if (value.is_object()) {
    reader.ReadGroups(value);
  } else {
    reader.Misfit("must be a list, or an object of lists by type");
  }
  return std::move(reader).Finish();
}

EntitiesRead ReadLinkedEntities(Element value, NameFormat format, article::Article& article) {
  constexpr std::string_view kExpected = "of schema.org must list things with a name";
  EntityReader reader(format, article);
  if (value.is_array()) {
    for (const Element item : simdjson::dom::array(value)) {
      reader.ReadOne(item, std::nullopt, kExpected);
    }
  } else if (value.is_object()) {
    reader.ReadOne(value, std::nullopt, kExpected);
  } else {
    reader.Misfit(kExpected);
  }
  return std::move(reader).Finish();
}

}  // namespace dateline::readers
