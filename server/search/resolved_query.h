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

namespace dateline {

struct ResolvedQuery {
  QueryNode root;  // kTerm, kPrefix, kExact, kExactPrefix: `terms` holds terms of the database
                   // (with field prefix) or EntityTerms; of the first two there is at least one
  absl::flat_hash_map<std::string, double>
      idf;  // of every term of a kTerm, kPrefix or kPhrase, over all segments
  std::vector<std::string> warnings{};  // what was read otherwise than written
  // Which word of a kPhrase fewest articles hold.
  std::size_t RarestWord(const QueryNode& phrase) const;
};

// Term of the index for an analysed word of a field.
std::string IndexTerm(Field field, std::string_view word);

// Whether articles can only match by filters: no words to rank by.
bool IsUnranked(const QueryNode& node);

// Terms of all values of an exact field that `name` means: of entities every spelling of whoever
// it may name, as far as `reach` says, and a country by its spellings as a place.
// None: no article has such a value.
std::vector<std::string> ValueTerms(const EntityIndex& entities, Field field, std::string_view name,
                                    EntityIndex::Reach reach);

// What a query is resolved against.
struct QueryIndex {
  const Snapshot& snapshot;
  const EntityIndex& entities;
  const std::vector<Language>& languages;  // besides the query's own language, those in which its
                                           // words are also stemmed
  PostingsCache& postings;  // lists that were read before tell how frequent their terms are
};

// INVALID_ARGUMENT (EXPANSION_LIMIT): a wildcard names more than kMaxExpansion terms.
absl::StatusOr<ResolvedQuery> ResolveQuery(QueryNode root, const QueryIndex& index,
                                           Analyzer& analyzer);

}  // namespace dateline

#endif  // DATELINE_SERVER_SEARCH_RESOLVED_QUERY_H_
