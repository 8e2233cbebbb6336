// SPDX-License-Identifier: GPL-3.0-or-later
// Queries with more words than are looked for.
#ifndef DATELINE_SERVER_SEARCH_KEEP_RAREST_WORDS_H_
#define DATELINE_SERVER_SEARCH_KEEP_RAREST_WORDS_H_

#include <absl/status/statusor.h>

#include <vector>

#include "server/query/tree.h"
#include "server/search/bind_query.h"

namespace dateline::search {

// Leaves out of a query what is over kMaxQueryTerms: the words that most articles have, then what
// was typed last. Returns a reading per word that was left out, at most kMaxReadings. Fails as
// BindQuery does.
absl::StatusOr<std::vector<v1::Reading>> KeepRarestWords(const QueryIndex& index,
                                                         const SearchContext& context,
                                                         query::Node& root);

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_KEEP_RAREST_WORDS_H_
