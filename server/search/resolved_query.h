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
#include "server/query/tree.h"
#include "server/search/segment_cache.h"

namespace dateline {

struct ResolvedQuery {
  QueryNode root;  // kTerm, kPrefix, kExactPrefix: `terms` holds the terms of the index (with field
                   // prefix), never empty but for kExactPrefix
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

// INVALID_ARGUMENT (EXPANSION_LIMIT): a wildcard names more than kMaxExpansion terms.
// `languages`: besides the query's own language, those in which its words are also stemmed;
// `postings`: lists that were read before tell how frequent their terms are.
absl::StatusOr<ResolvedQuery> ResolveQuery(QueryNode root, const Snapshot& snapshot,
                                           const std::vector<Language>& languages,
                                           Analyzer& analyzer, PostingsCache& postings);

}  // namespace dateline

#endif  // DATELINE_SERVER_SEARCH_RESOLVED_QUERY_H_
