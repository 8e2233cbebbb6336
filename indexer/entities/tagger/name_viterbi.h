// SPDX-License-Identifier: GPL-3.0-or-later
// Viterbi (viterbi.h) at run time: the same labels, four kinds of names at once.
#ifndef DATELINE_INDEXER_ENTITIES_TAGGER_NAME_VITERBI_H_
#define DATELINE_INDEXER_ENTITIES_TAGGER_NAME_VITERBI_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "indexer/entities/tagger/label_lanes.h"
#include "indexer/entities/tagger/viterbi.h"

namespace dateline::tagger {

// Integers, so that the labels are the same on every processor; ties go to the lower label. Not
// thread-safe: one per thread, it keeps its memory.
class NameViterbi {
 public:
  static constexpr std::size_t kMaxTokens = 1000;
  static constexpr std::int32_t kMaxMove = 32767;  // either sign; what is larger is cut

  explicit NameViterbi(const MoveScores<std::int32_t>& moves);

  // One label per token, of which there are at most kMaxTokens; valid until the next call.
  std::span<const NameLabel> Best(std::span<const LabelSums> tokens);

 private:
  // A score is kept as 32 times itself plus 31 less its label: the larger of two such numbers then
  // is the one of the higher score, or of the lower label.
  using ByKind = Int32Lanes;
  struct States {
    std::array<ByKind, 4> of;  // by NamePart
    std::int32_t outside;
  };
  // Moves from one label that ends a name, or from outside.
  struct Closed {
    ByKind to_begin;
    ByKind to_single;
  };

  // The best ways to each label from the one before it.
  States Moved(const States& before) const;
  std::int32_t BestToOutside(const States& before) const;

  // All 32 times themselves.
  std::array<Closed, 4> from_end_;  // by kind
  std::array<Closed, 4> from_single_;
  Closed from_outside_;
  ByKind begin_to_inside_, begin_to_end_, inside_to_inside_, inside_to_end_;
  ByKind end_to_outside_, single_to_outside_;
  std::int32_t outside_to_outside_;

  std::vector<States> best_;  // by token: the best ways to it, which name the label before
  std::vector<NameLabel> labels_;
};

}  // namespace dateline::tagger

#endif  // DATELINE_INDEXER_ENTITIES_TAGGER_NAME_VITERBI_H_
