// SPDX-License-Identifier: GPL-3.0-or-later
// Ranking of queries that ask what articles are about, and for nothing that is ranked otherwise.
#ifndef DATELINE_SERVER_SEARCH_SALIENCE_H_
#define DATELINE_SERVER_SEARCH_SALIENCE_H_

#include <absl/status/statusor.h>

#include <cstddef>
#include <string>
#include <vector>

#include "server/search/query_plan.h"
#include "server/search/search_context.h"
#include "server/search/search_snapshot.h"
#include "server/search/top_hits.h"

namespace dateline::search {

// Terms of the entities that matches of `plan` are about (`about:`), without those of what it
// excludes.
std::vector<std::string> AboutTerms(const QueryPlan& plan);

// The first `count` of `matches` (never null), those first in which an entity of `terms` is most
// salient. Among the first 200 by the salience that the articles store, which is their score, with
// one more; after them by how many entities of its type are more salient in the article, with a
// score of 1 / (1 + these). DEADLINE_EXCEEDED or CANCELLED if `context` says so, else errors of the
// index.
absl::StatusOr<std::vector<Candidate>> RankBySalience(const SearchSnapshot& snapshot,
                                                      const std::vector<std::string>& terms,
                                                      const SegmentBitmaps& matches,
                                                      std::size_t count,
                                                      const SearchContext& context);

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_SALIENCE_H_
