// SPDX-License-Identifier: GPL-3.0-or-later
// The best hits so far, over all segments.
#ifndef DATELINE_SERVER_SEARCH_TOP_HITS_H_
#define DATELINE_SERVER_SEARCH_TOP_HITS_H_

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/index/columns.h"

namespace dateline::search {

struct Candidate {
  double score;
  std::uint32_t segment;
  index::DocId doc;
};

// Better first: score, then newer (later segment, higher id).
inline bool RanksBefore(const Candidate& a, const Candidate& b) {
  if (a.score != b.score) return a.score > b.score;
  if (a.segment != b.segment) return a.segment > b.segment;
  return a.doc > b.doc;
}

// Keeps the best `count` of what it is offered. Keeps more for a while and then drops the worse
// part at once, which costs less than a heap.
class TopHits {
 public:
  explicit TopHits(std::size_t count) : count_(count) { kept_.reserve(Room()); }
  // False if it cannot be among the best.
  bool Wants(const Candidate& candidate) const {
    return !pruned_ || RanksBefore(candidate, worst_);
  }
  // Hits with a lower score cannot be among the best.
  double threshold() const { return pruned_ ? worst_.score : 0; }
  void Offer(const Candidate& candidate) {
    kept_.push_back(candidate);
    if (kept_.size() == Room()) Prune();
  }
  // Best first; empty afterwards.
  std::vector<Candidate> TakeSorted() {
    std::sort(kept_.begin(), kept_.end(), RanksBefore);
    if (kept_.size() > count_) kept_.resize(count_);
    return std::move(kept_);
  }

 private:
  std::size_t Room() const { return 2 * count_ + 32; }
  void Prune() {
    const auto last = kept_.begin() + static_cast<std::ptrdiff_t>(count_) - 1;
    std::nth_element(kept_.begin(), last, kept_.end(), RanksBefore);
    kept_.resize(count_);
    worst_ = kept_.back();
    pruned_ = true;
  }

  std::size_t count_;  // at least 1
  std::vector<Candidate> kept_;
  Candidate worst_{};
  bool pruned_ = false;
};

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_TOP_HITS_H_
