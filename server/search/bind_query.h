// SPDX-License-Identifier: GPL-3.0-or-later
// From a syntax tree to a plan: wildcards expanded, words in the languages of the index, names
// replaced by the values they mean, term statistics.
#ifndef DATELINE_SERVER_SEARCH_BIND_QUERY_H_
#define DATELINE_SERVER_SEARCH_BIND_QUERY_H_

#include <absl/status/statusor.h>

#include <vector>

#include "core/index/snapshot.h"
#include "core/text/analyzer.h"
#include "dateline/v1/search_service.pb.h"
#include "server/entities/entity_index.h"
#include "server/query/tree.h"
#include "server/search/query_plan.h"
#include "server/search/search_context.h"
#include "server/search/search_snapshot.h"
#include "server/search/segment_cache.h"

namespace dateline::search {

// What a query is bound to.
struct QueryIndex {
  const index::Snapshot& snapshot;
  const names::EntityIndex& entities;
  // In which words are looked up, besides the query's own; never empty. ChosenLanguages gives them.
  const std::vector<text::Language>& languages;
  PostingsCache& postings;  // lists that were read before tell how frequent their terms are
  // What the caller may see, if that is not everything: a wildcard stands for nothing else.
  const SearchSnapshot* restricted = nullptr;
  v1::DateMatch date_match = v1::DATE_MATCH_UNSPECIFIED;  // of the request's filter
  // How many of the parts side by side must match; AUTO gives a plan for all that can be relaxed.
  v1::MatchMode match = v1::MATCH_MODE_ANY;
};

// A prefix of more than kMaxExpansion words or values, and a value that no article has, are told in
// the plan's readings. DEADLINE_EXCEEDED or CANCELLED if `context` says so. Else errors of the
// database. `analyzer` is used, not kept. The plan keeps no reference.
absl::StatusOr<QueryPlan> BindQuery(const query::Node& root, const QueryIndex& index,
                                    const SearchContext& context, text::Analyzer& analyzer);

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_BIND_QUERY_H_
