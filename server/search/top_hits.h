// SPDX-License-Identifier: GPL-3.0-or-later
// The best hits so far, over all segments.
#ifndef DATELINE_SERVER_SEARCH_TOP_HITS_H_
#define DATELINE_SERVER_SEARCH_TOP_HITS_H_

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/index/columns.h"

namespace dateline {

struct Candidate {
  double score;
  std::uint32_t segment;
  DocId doc;
};

// Better first: score, then newer (later segment, higher id).
inline bool RanksBefore(const Candidate& a, const Candidate& b) {
  if (a.score != b.score) return a.score > b.score;
  if (a.segment != b.segment) return a.segment > b.segment;
  return a.doc > b.doc;
}

// Keeps the best `count` of what it is offered.
class TopHits {
 public:
  explicit TopHits(std::size_t count) : count_(count) {}
  // Whether it would be kept.
  bool Wants(const Candidate& candidate) const {
    return heap_.size() < count_ || RanksBefore(candidate, heap_.front());
  }
  // Scores below can be passed over.
  double threshold() const {
    return heap_.empty() || heap_.size() < count_ ? 0 : heap_.front().score;
  }
  // Only what it `Wants`.
  void Offer(const Candidate& candidate) {
    if (heap_.size() == count_) {
      std::pop_heap(heap_.begin(), heap_.end(), RanksBefore);
      heap_.back() = candidate;
    } else {
      heap_.push_back(candidate);
    }
    std::push_heap(heap_.begin(), heap_.end(), RanksBefore);
  }
  // Best first; empty afterwards.
  std::vector<Candidate> Take() {
    std::sort_heap(heap_.begin(), heap_.end(), RanksBefore);
    return std::move(heap_);
  }

 private:
  std::size_t count_;
  std::vector<Candidate> heap_;  // the worst first
};

}  // namespace dateline

#endif  // DATELINE_SERVER_SEARCH_TOP_HITS_H_
