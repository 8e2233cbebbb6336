// SPDX-License-Identifier: GPL-3.0-or-later
// The second phase: proximity of the query's words, then recency, then the headline that the query
// is, inside a window of the best hits.
#ifndef DATELINE_SERVER_SEARCH_RERANK_H_
#define DATELINE_SERVER_SEARCH_RERANK_H_

#include <absl/status/status.h>
#include <absl/time/time.h>

#include <span>
#include <string>
#include <vector>

#include "dateline/v1/search_service.pb.h"
#include "server/search/query_plan.h"
#include "server/search/search_context.h"
#include "server/search/search_snapshot.h"
#include "server/search/top_hits.h"

namespace dateline::search {

inline constexpr std::size_t kProximityWindow = 100;
inline constexpr std::size_t kRecencyWindow = 200;

// How much a ranking mode lets age count: share A of the score, and half-life.
struct Recency {
  double share = 0.1;
  absl::Duration half_life = absl::Hours(24 * 30);
};
Recency RecencyOf(const v1::Ranking& ranking);

// 1 - A + A * 2^(-age / half_life); undated counts as ten years old, the future as now.
double RecencyFactor(const Recency& recency, std::int64_t publish_seconds, absl::Time now);

// acc / (acc + 0.3), acc = sum over positions p of `a` of 1/d, d = distance to the nearest of `b`,
// d <= 5. Both ascending. After Buettcher, Clarke, Lushman, SIGIR 2006; doc/scoring.md "Proximity"
// has the measurements.
double PairProximity(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b);

// Adds 0.10 * (idf_a + idf_b) * PairProximity for neighbouring different words to the first
// kProximityWindow candidates, and 0.10 * the idf of all words if the headline holds the query as
// it was typed (two words or more), and sorts those anew. DEADLINE_EXCEEDED or CANCELLED if the
// context says so: some scores may be raised then, in the old order.
absl::Status ApplyProximity(const SearchSnapshot& snapshot, const QueryPlan& plan,
                            const SearchContext& context, std::vector<Candidate>& candidates);

// Multiplies the first kRecencyWindow scores by their RecencyFactor and sorts those anew.
void ApplyRecency(const SearchSnapshot& snapshot, const Recency& recency, absl::Time now,
                  std::vector<Candidate>& candidates);

// Puts articles whose headline is the query as it was typed, word for word, before all others of
// the first kProximityWindow: their scores are raised by the highest one. Comes last.
void PutHeadlineFirst(const SearchSnapshot& snapshot, const QueryPlan& plan,
                      std::vector<Candidate>& candidates);

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_RERANK_H_
