// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/value_terms.h"

#include <algorithm>
#include <utility>

#include "core/text/fold.h"
#include "core/text/language_tag.h"
#include "server/entities/country_names.h"

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
  if (field != article::Field::kCountry) return {article::ExactTerm(field, name)};
  std::vector<std::string> terms;
  for (const std::string& value : CountryValues(entities, name)) {
    terms.push_back(article::ExactTerm(field, value));
  }
  return terms;
}

std::vector<std::string> CountryValues(const names::EntityIndex& entities, std::string_view name) {
  const std::string as_place = text::FoldName(entities.CountryName(name));
  std::vector<std::string> values;
  const auto add = [&](const std::string& value) {
    const bool known = std::find(values.begin(), values.end(), value) != values.end();
    if (!known && entities.Holds(article::Field::kCountry, value)) values.push_back(value);
  };
  const std::string folded = text::FoldName(name);
  add(folded);
  add(as_place);
  for (const std::string& other : names::CountryNames(folded)) add(other);
  for (const std::string& other : names::CountryNames(as_place)) add(other);
  if (values.empty()) values.push_back(as_place);
  return values;
}

bool HasValue(const names::EntityIndex& entities, article::Field field, std::string_view name,
              names::EntityIndex::Reach reach) {
  if (article::IsEntityField(field)) return !entities.Find(name, field, reach).empty();
  if (!article::HasTermsColumn(article::Row(field))) return true;
  if (field == article::Field::kLanguage) {
    return entities.Holds(field, text::FoldName(text::LanguageBase(name)));
  }
  if (field != article::Field::kCountry) return entities.Holds(field, text::FoldName(name));
  return entities.Holds(field, CountryValues(entities, name).front());
}

}  // namespace dateline::search
