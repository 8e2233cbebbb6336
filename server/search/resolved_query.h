// SPDX-License-Identifier: GPL-3.0-or-later
// A query made ready for one snapshot: wildcards expanded, words in the index's languages, term
// statistics.
#ifndef DATELINE_SERVER_SEARCH_RESOLVED_QUERY_H_
#define DATELINE_SERVER_SEARCH_RESOLVED_QUERY_H_

#include <absl/container/flat_hash_map.h>
#include <absl/status/statusor.h>

#include <string>
#include <vector>

#include "core/index/segment.h"
#include "core/text/analyzer.h"
#include "server/entities/entity_index.h"
#include "server/query/tree.h"
#include "server/search/segment_cache.h"

namespace dateline::search {

struct ResolvedQuery {
  query::QueryNode
      root;  // kTerm, kPrefix, kExact, kExactPrefix: `terms` holds terms of the database
             // (with field prefix) or EntityTerms; of the first two there is at least one
  absl::flat_hash_map<std::string, double>
      idf;  // of every term of a kTerm, kPrefix or kPhrase, over all segments
  std::vector<std::string> warnings{};  // what was read otherwise than written
  // Which word of a kPhrase fewest articles hold.
  std::size_t RarestWord(const query::QueryNode& phrase) const;
};

// Term of the index for an analysed word of a field.
std::string IndexTerm(article::Field field, std::string_view word);

// Whether articles can only match by filters: no words to rank by.
bool IsUnranked(const query::QueryNode& node);

// Terms of all values of an exact field that `name` means: of entities every spelling of whoever
// it may name, as far as `reach` says, and a country by its spellings as a place.
// None: no article has such a value.
std::vector<std::string> ValueTerms(const names::EntityIndex& entities, article::Field field,
                                    std::string_view name, names::EntityIndex::Reach reach);

// What a query is resolved against.
struct QueryIndex {
  const index::Snapshot& snapshot;
  const names::EntityIndex& entities;
  const std::vector<text::Language>& languages;  // besides the query's own language, those in which
                                                 // its words are also stemmed
  PostingsCache& postings;  // lists that were read before tell how frequent their terms are
};

// INVALID_ARGUMENT (EXPANSION_LIMIT): a wildcard names more than kMaxExpansion terms.
absl::StatusOr<ResolvedQuery> ResolveQuery(query::QueryNode root, const QueryIndex& index,
                                           text::Analyzer& analyzer);

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_RESOLVED_QUERY_H_
