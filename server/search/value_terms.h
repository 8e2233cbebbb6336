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
// it may name, as far as `reach` says; of a country its spellings as a place. None if no article
// has such a value. Thread-safe.
std::vector<std::string> ValueTerms(const names::EntityIndex& entities, article::Field field,
                                    std::string_view name, names::EntityIndex::Reach reach);

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_VALUE_TERMS_H_
