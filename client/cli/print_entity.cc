// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/print_entity.h"

#include <fmt/format.h>

#include <algorithm>

#include "client/cli/number_text.h"
#include "client/cli/print.h"
#include "client/cli/terminal_text.h"

namespace dateline::cli {
namespace {

std::string_view KindName(v1::EntityType type) {
  switch (type) {
    case v1::ENTITY_TYPE_PERSON:
      return "person";
    case v1::ENTITY_TYPE_ORGANISATION:
      return "organisation";
    case v1::ENTITY_TYPE_PLACE:
      return "place";
    default:
      return "";
  }
}

// "Jane Roe (person) · 12 articles"; "Roe (person) · 3 articles that do not say which one".
std::string Line(const v1::EntitySummary& entity) {
  const char* bare =
      entity.article_count() == 1 ? " that does not say which one" : " that do not say which one";
  return fmt::format("{} · {}{}", EntityLabel(entity.name(), entity.type(), entity.country()),
                     Counted(entity.article_count(), "article"), entity.bare() ? bare : "");
}

}  // namespace

std::string EntityLabel(const std::string& name, v1::EntityType type, const std::string& country) {
  std::string about(KindName(type));
  if (!country.empty() && country != name) {
    about += (about.empty() ? "" : ", ") + SafeText(country);
  }
  return SafeText(name) + (about.empty() ? "" : " (" + about + ")");
}

std::string ShowChoices(const v1::SearchResponse& response, const PrintOptions& options) {
  std::string out;
  for (const v1::EntityChoice& choice : response.entity_choices()) {
    out += fmt::format("'{}' may be\n", SafeText(choice.text()));
    std::string names;
    for (const v1::EntitySummary& entity : choice.entities()) {
      names += (names.empty() ? "" : "; ") + Line(entity);
    }
    out += Wrap(names, static_cast<std::size_t>(std::max(options.width, 1)), "  ");
  }
  return out;
}

std::string ShowSuggestions(const v1::SuggestEntitiesResponse& response) {
  std::string out;
  for (const v1::EntitySummary& entity : response.entities()) out += Line(entity) + "\n";
  return out;
}

std::string ShowEntity(const v1::GetEntityResponse& response, const PrintOptions& options) {
  std::string out = Line(response.entity()) + "\n";
  if (response.matching_count() != response.entity().article_count()) {
    out += fmt::format("{} of them match\n", Thousands(response.matching_count()));
  }
  std::string spellings;
  for (const v1::EntitySpelling& spelling : response.spellings()) {
    spellings += fmt::format("{}{} ({})", spellings.empty() ? "" : ", ", SafeText(spelling.text()),
                             Thousands(spelling.article_count()));
  }
  if (!spellings.empty()) {
    out += "\n" + Paint("1", "spellings", options.color) + "\n" +
           Wrap(spellings, static_cast<std::size_t>(std::max(options.width, 1)), "  ");
  }
  if (response.histogram().buckets_size() > 0) {
    out += "\n" + ShowFacet(response.histogram(), options);
  }
  if (response.related_size() > 0) {
    out += Paint("1", "related", options.color) + ": articles about both, significance\n";
  }
  for (const v1::RelatedEntity& related : response.related()) {
    out += fmt::format(
        "  {:>6} {:>9.1f}  {}\n", Thousands(related.together_count()), related.score(),
        EntityLabel(related.entity().name(), related.entity().type(), related.entity().country()));
  }
  if (response.others_size() > 0) {
    out += "\n" + Paint("1", "the name may also be", options.color) + "\n";
  }
  for (const v1::EntitySummary& other : response.others()) out += "  " + Line(other) + "\n";
  return out;
}

}  // namespace dateline::cli
