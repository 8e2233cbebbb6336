// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/searcher.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "server/search/scoring_planner.h"
#include "server/search/window_scorer.h"

namespace dateline::search {

absl::StatusOr<std::vector<FilterPart>> Searcher::EvaluateFilter(const v1::Filter& filter,
                                                                 const FilterClock& clock) {
  return dateline::search::EvaluateFilter(filter, clock, *snapshot_.entities, terms_);
}

SegmentBitmaps Searcher::Combine(const std::vector<FilterPart>& parts,
                                 std::optional<article::Field> left_out) const {
  return CombineParts(snapshot_.live, parts, left_out);
}

absl::StatusOr<SegmentBitmaps> Searcher::EvaluateMatches(const SegmentBitmaps& filter) {
  SegmentBitmaps matches(filter.size());
  for (std::size_t i = 0; i < filter.size(); ++i) {
    absl::StatusOr<SharedBitmap> found = matcher_.Match(i, plan_.root, Phrases::kFound);
    if (!found.ok()) return found.status();
    matches[i] = filter[i] == nullptr ? *std::move(found)
                                      : std::make_shared<const Bitmap>(**found & *filter[i]);
  }
  return matches;
}

absl::StatusOr<bool> Searcher::AnyMatch(const SegmentBitmaps& filter) {
  for (std::size_t i = 0; i < filter.size(); ++i) {
    absl::StatusOr<SharedBitmap> found = matcher_.Match(i, plan_.root, Phrases::kFound);
    if (!found.ok()) return found.status();
    if (!(filter[i] == nullptr ? (*found)->empty() : (**found & *filter[i]).empty())) return true;
  }
  return false;
}

absl::Status Searcher::RankSegments(const SegmentBitmaps& filter, TopHits& hits,
                                    std::uint64_t& estimate) {
  // Large segments first: their hits set a threshold that prunes the small ones.
  std::vector<std::size_t> order(terms_.segments());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
    return terms_.rows(a) > terms_.rows(b);
  });
  ScoringPlanner planner(plan_, terms_, matcher_);
  const Ticker ticker(terms_.context());
  for (const std::size_t segment : order) {
    if (absl::Status status = ticker.Check(); !status.ok()) return status;
    const absl::StatusOr<ScoringPlan> plan = planner.Plan(segment, filter[segment]);
    if (!plan.ok()) return plan.status();
    absl::Status status = ScoreSegment(*plan, terms_.context(), hits);
    if (!status.ok()) return status;
    estimate += planner.EstimateMatches(*plan);
  }
  return absl::OkStatus();
}

absl::StatusOr<Ranking> Searcher::Rank(const SegmentBitmaps& filter, std::size_t count,
                                       bool allow_partial) {
  TopHits hits(count);
  Ranking ranking;
  absl::Status status = RankSegments(filter, hits, ranking.estimate);
  if (!status.ok()) {
    if (!allow_partial || !absl::IsDeadlineExceeded(status)) return status;
    ranking.complete = false;
  }
  ranking.candidates = hits.TakeSorted();
  return ranking;
}

}  // namespace dateline::search
