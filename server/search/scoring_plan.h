// SPDX-License-Identifier: GPL-3.0-or-later
// What is scored in one segment.
#ifndef DATELINE_SERVER_SEARCH_SCORING_PLAN_H_
#define DATELINE_SERVER_SEARCH_SCORING_PLAN_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "core/index/columns.h"
#include "server/search/bitmap.h"
#include "server/search/postings.h"
#include "server/search/search_context.h"

namespace dateline::search {

// A leaf of a query in one segment: it adds weight * impact to its documents' scores.
struct ScoredList {
  SharedPostings postings;
  float weight;
};

struct ScoringPlan {
  std::uint32_t segment = 0;
  std::vector<ScoredList> lists;
  SharedBitmap matches;  // what matches; null: every document of a list
  SharedBitmap filter;   // what may be a hit; null: everything
  // A last, costly test of a good hit, and what to do some hits ahead of it; both may be empty. The
  // test counts its work and fails if the ticker says that the search is over.
  std::function<bool(index::DocId, Ticker&)> accepts;
  std::function<void(index::DocId)> prepare;
};

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_SCORING_PLAN_H_
