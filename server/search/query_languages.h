// SPDX-License-Identifier: GPL-3.0-or-later
// Languages in which the words of a query are looked up.
#ifndef DATELINE_SERVER_SEARCH_QUERY_LANGUAGES_H_
#define DATELINE_SERVER_SEARCH_QUERY_LANGUAGES_H_

#include <vector>

#include "core/text/language.h"
#include "dateline/v1/search_service.pb.h"
#include "server/query/tree.h"

namespace dateline::search {

// Those of `index` (not empty) that the filter selects or that every match must have by "lang:" in
// the query; all of them if neither says so, or if the index has none of these. Thread-safe.
std::vector<text::Language> ChosenLanguages(const query::Node& root, const v1::Filter& filter,
                                            const std::vector<text::Language>& index);

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_QUERY_LANGUAGES_H_
