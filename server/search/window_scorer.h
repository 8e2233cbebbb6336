// SPDX-License-Identifier: GPL-3.0-or-later
// The first phase: adds up impacts list by list, a window of documents at a time.
#ifndef DATELINE_SERVER_SEARCH_WINDOW_SCORER_H_
#define DATELINE_SERVER_SEARCH_WINDOW_SCORER_H_

#include <absl/status/status.h>

#include "server/search/scoring_plan.h"
#include "server/search/search_context.h"
#include "server/search/top_hits.h"

namespace dateline::search {

// Offers `hits` the documents of `plan`. Windows keep the scores in the processor's cache (the idea
// of Lucene's BooleanScorer). DEADLINE_EXCEEDED or CANCELLED if the context says so; what was
// offered until then stays. Thread-safe on different `hits`.
absl::Status ScoreSegment(const ScoringPlan& plan, const SearchContext& context, TopHits& hits);

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_WINDOW_SCORER_H_
