// SPDX-License-Identifier: GPL-3.0-or-later
// Matching and ranking one query on one snapshot.
#ifndef DATELINE_SERVER_SEARCH_SEARCHER_H_
#define DATELINE_SERVER_SEARCH_SEARCHER_H_

#include <absl/status/statusor.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "dateline/v1/search_service.pb.h"
#include "server/search/boolean_matcher.h"
#include "server/search/query_plan.h"
#include "server/search/request_filter.h"
#include "server/search/search_context.h"
#include "server/search/search_snapshot.h"
#include "server/search/segment_cache.h"
#include "server/search/term_reader.h"
#include "server/search/top_hits.h"

namespace dateline::search {

struct Ranking {
  std::vector<Candidate> candidates;  // best first
  std::uint64_t estimate = 0;         // of all matches
  bool complete = true;               // false: interrupted, some segments are missing
};

// For one thread and one search; what it is made of must outlive it. Methods end with
// DEADLINE_EXCEEDED or CANCELLED if the context says so, else with errors of the index.
class Searcher {
 public:
  Searcher(const SearchSnapshot& snapshot, const QueryPlan& plan, SearchCaches& caches,
           const SearchContext& context)
      : snapshot_(snapshot),
        plan_(plan),
        terms_(snapshot, caches, context),
        matcher_(plan, terms_) {}
  Searcher(const Searcher&) = delete;
  Searcher& operator=(const Searcher&) = delete;

  // Parts of `filter`, in the order of its fields, exclusions last. INVALID_ARGUMENT
  // (INVALID_FILTER): its `date` cannot be read.
  absl::StatusOr<std::vector<FilterPart>> EvaluateFilter(const v1::Filter& filter,
                                                         const FilterClock& clock = {});

  // Live rows that pass all parts but those on `left_out`.
  SegmentBitmaps Combine(const std::vector<FilterPart>& parts,
                         std::optional<article::Field> left_out) const;

  // Every match of the query within `filter`; never null.
  absl::StatusOr<SegmentBitmaps> EvaluateMatches(const SegmentBitmaps& filter);

  // Whether anything within `filter` matches.
  absl::StatusOr<bool> AnyMatch(const SegmentBitmaps& filter);

  // The best `count` by the first phase within `filter`. With `allow_partial` a deadline that
  // passes is not an error.
  absl::StatusOr<Ranking> Rank(const SegmentBitmaps& filter, std::size_t count, bool allow_partial);

 private:
  absl::Status RankSegments(const SegmentBitmaps& filter, TopHits& hits, std::uint64_t& estimate);

  const SearchSnapshot& snapshot_;
  const QueryPlan& plan_;
  TermReader terms_;
  BooleanMatcher matcher_;
};

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_SEARCHER_H_
