// SPDX-License-Identifier: GPL-3.0-or-later
// The best sequence of labels under a linear-chain model (Viterbi 1967), over the moves that
// MayFollow allows.
#ifndef DATELINE_INDEXER_ENTITIES_TAGGER_VITERBI_H_
#define DATELINE_INDEXER_ENTITIES_TAGGER_VITERBI_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include "indexer/entities/tagger/name_labels.h"

namespace dateline::tagger {

// Scores of the labels of one token; outside is scored 0 by the model.
template <typename Score>
using LabelScores = std::array<Score, kAllLabels>;
// By label before and label; both ends of a sequence count as outside.
template <typename Score>
using MoveScores = std::array<std::array<Score, kAllLabels>, kAllLabels>;

// The labels that may come before each one.
struct AllowedMoves {
  std::array<std::array<NameLabel, kAllLabels>, kAllLabels> before;
  std::array<std::uint8_t, kAllLabels> count;
};
inline constexpr AllowedMoves kAllowedMoves = [] {
  AllowedMoves moves{};
  for (NameLabel to = 0; to < kAllLabels; ++to) {
    for (NameLabel from = 0; from < kAllLabels; ++from) {
      if (MayFollow(from, to)) moves.before[to][moves.count[to]++] = from;
    }
  }
  return moves;
}();

// Score: float in training (name_viterbi.h is what runs). Ties go to the lower label. Not
// thread-safe: one per thread, it keeps its memory.
template <typename Score>
class Viterbi {
 public:
  // One label per token; valid until the next call.
  std::span<const NameLabel> Best(std::span<const LabelScores<Score>> tokens,
                                  const MoveScores<Score>& moves) {
    back_.resize(tokens.size());
    labels_.resize(tokens.size());
    LabelScores<Score> best;
    best.fill(kImpossible);
    best[kOutside] = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) best = Step(best, tokens[i], moves, back_[i]);
    NameLabel label = LastLabel(best, moves);
    for (std::size_t i = tokens.size(); i-- > 0;) {
      labels_[i] = label;
      label = back_[i][label];
    }
    return labels_;
  }

 private:
  // Far below any sum and far above overflow.
  static constexpr Score kImpossible = std::is_integral_v<Score> ? Score(-(1 << 29)) : Score(-1e30);

  static LabelScores<Score> Step(const LabelScores<Score>& before, const LabelScores<Score>& token,
                                 const MoveScores<Score>& moves,
                                 std::array<NameLabel, kAllLabels>& back) {
    LabelScores<Score> after;
    for (std::size_t to = 0; to < kAllLabels; ++to) {
      Score best = kImpossible;
      NameLabel best_from = kOutside;
      for (std::size_t k = 0; k < kAllowedMoves.count[to]; ++k) {
        const NameLabel from = kAllowedMoves.before[to][k];
        const Score score = before[from] + moves[from][to];
        if (score > best) {
          best = score;
          best_from = from;
        }
      }
      back[to] = best_from;
      after[to] = std::max(best, kImpossible) + token[to];
    }
    return after;
  }

  static NameLabel LastLabel(const LabelScores<Score>& best, const MoveScores<Score>& moves) {
    NameLabel last = kOutside;
    Score top = kImpossible;
    for (std::size_t k = 0; k < kAllowedMoves.count[kOutside]; ++k) {
      const NameLabel from = kAllowedMoves.before[kOutside][k];
      const Score score = best[from] + moves[from][kOutside];
      if (score > top) {
        top = score;
        last = from;
      }
    }
    return last;
  }

  std::vector<std::array<NameLabel, kAllLabels>> back_;
  std::vector<NameLabel> labels_;
};

}  // namespace dateline::tagger

#endif  // DATELINE_INDEXER_ENTITIES_TAGGER_VITERBI_H_
