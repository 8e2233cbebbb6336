// SPDX-License-Identifier: GPL-3.0-or-later
// The first phase: adds up impacts list by list, a window of documents at a time.
#ifndef DATELINE_SERVER_SEARCH_WINDOW_SCORER_H_
#define DATELINE_SERVER_SEARCH_WINDOW_SCORER_H_

#include <functional>
#include <span>
#include <vector>

#include "server/search/bitmap.h"
#include "server/search/postings.h"
#include "server/search/search_context.h"
#include "server/search/top_hits.h"

namespace dateline::search {

// A leaf of a query in one segment: it adds weight * impact to its documents' scores.
struct ScoredList {
  SharedPostings postings;
  float weight;
};

// What to score in a segment.
struct ScoringPlan {
  std::uint32_t segment = 0;
  std::vector<ScoredList> lists;
  const Bitmap* matches = nullptr;  // what matches; null: every document of a list
  const Bitmap* mask = nullptr;     // what may be a hit; null: everything
  // A last, costly test of a good hit, and what to do some hits ahead of it; both may be empty.
  std::function<bool(index::DocId)> accepts;
  std::function<void(index::DocId)> prepare;
};

// Offers `hits` the documents of `plan`. Windows keep the scores in the processor's cache (the idea
// of Lucene's BooleanScorer). Throws SearchInterrupted.
void ScoreSegment(const ScoringPlan& plan, const SearchContext& context, TopHits& hits);

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_WINDOW_SCORER_H_
