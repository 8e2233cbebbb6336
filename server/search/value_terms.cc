// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/value_terms.h"

#include <utility>

namespace dateline::search {

std::vector<std::string> ValueTerms(const names::EntityIndex& entities, article::Field field,
                                    std::string_view name, names::EntityIndex::Reach reach) {
  if (article::IsEntityField(field)) {
    std::vector<std::string> terms;
    for (const names::EntityId id : entities.Find(name, field, reach)) {
      for (std::string& term : entities.Terms(id)) terms.push_back(std::move(term));
    }
    return terms;
  }
  if (field == article::Field::kUrl) return {article::UrlTerm(name)};
  if (field == article::Field::kId) return {article::IdTerm(name)};
  return {article::ExactTerm(
      field, field == article::Field::kCountry ? entities.CountryName(name) : name)};
}

}  // namespace dateline::search
