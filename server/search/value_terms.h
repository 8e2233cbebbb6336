// SPDX-License-Identifier: GPL-3.0-or-later
// Terms of the values that a name means.
#ifndef DATELINE_SERVER_SEARCH_VALUE_TERMS_H_
#define DATELINE_SERVER_SEARCH_VALUE_TERMS_H_

#include <string>
#include <string_view>
#include <vector>

#include "server/entities/entity_index.h"

namespace dateline::search {

// Terms of all values of an exact field that `name` means: of entities every spelling of all that
// it may name, as far as `reach` says, none if no article has it; of a country those of
// CountryValues. Thread-safe.
std::vector<std::string> ValueTerms(const names::EntityIndex& entities, article::Field field,
                                    std::string_view name, names::EntityIndex::Reach reach);

// The values, folded, that articles have for the country that `name` means: by any of its names
// (names::CountryNames), or by a spelling of the place in the articles. If they have none: what
// would be looked for. Never empty. Thread-safe.
std::vector<std::string> CountryValues(const names::EntityIndex& entities, std::string_view name);

// Whether an article may have the value `name` of an exact field; of entities as far as `reach`
// says. Of a field without a column always. Thread-safe.
bool HasValue(const names::EntityIndex& entities, article::Field field, std::string_view name,
              names::EntityIndex::Reach reach);

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_VALUE_TERMS_H_
