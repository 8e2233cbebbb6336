// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/engine/readings.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "server/search/value_terms.h"

namespace dateline::engine {
namespace {

constexpr int kMostWarnings = 10;
constexpr int kMostLookedAt = 256;  // values
constexpr std::size_t kShownBytes = 200;

// Looks values up until it has found enough that no article has.
class UnknownValues {
 public:
  UnknownValues(const names::EntityIndex& entities, v1::Diagnostics& diagnostics)
      : entities_(entities), diagnostics_(diagnostics) {}

  void Check(const v1::Filter& filter) {
    CheckValues(article::Field::kSource, filter.sources());
    CheckValues(article::Field::kSection, filter.sections());
    CheckValues(article::Field::kLanguage, filter.languages());
    CheckValues(article::Field::kAuthor, filter.authors());
    CheckValues(article::Field::kHost, filter.hosts());
    CheckValues(article::Field::kCountry, filter.countries());
    CheckEntities(filter.entities());
    CheckEntities(filter.about());
  }

 private:
  bool Goes() { return warnings_ < kMostWarnings && looked_at_++ < kMostLookedAt; }

  bool Has(article::Field field, std::string_view value) const {
    return search::HasValue(entities_, field, value, names::EntityIndex::Reach::kNearest);
  }

  template <typename Values>
  void CheckValues(article::Field field, const Values& values) {
    for (const std::string& value : values) {
      if (!Goes()) return;
      if (!Has(field, value)) Warn(article::Row(field).name, value);
    }
  }

  template <typename Values>
  void CheckEntities(const Values& values) {
    for (const v1::Entity& entity : values) {
      if (!entity.id().empty()) continue;  // no name is looked up
      if (!Goes()) return;
      const auto fields = names::EntityFieldsOf(entity.type());
      const bool known = std::any_of(fields.begin(), fields.end(), [&](article::Field field) {
        return Has(field, entity.name());
      });
      const bool any = entity.type() == v1::ENTITY_TYPE_UNSPECIFIED;
      if (!known) Warn(any ? "entity" : article::Row(fields.front()).name, entity.name());
    }
  }

  void Warn(std::string_view field, const std::string& value) {
    ++warnings_;
    diagnostics_.add_warnings(
        fmt::format("filter: no article has {} '{}'", field, value.substr(0, kShownBytes)));
  }

  const names::EntityIndex& entities_;
  v1::Diagnostics& diagnostics_;
  int warnings_ = 0;
  int looked_at_ = 0;
};

}  // namespace

void WarnOfUnknownValues(const v1::Filter& filter, const names::EntityIndex& entities,
                         v1::Diagnostics& diagnostics) {
  UnknownValues unknown(entities, diagnostics);
  unknown.Check(filter);
  unknown.Check(filter.exclude());
}

}  // namespace dateline::engine
