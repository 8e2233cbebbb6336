// SPDX-License-Identifier: GPL-3.0-or-later
// Sums of the weights of what a word alone says, once for each word and place in a window: about
// half of a token's features.
#ifndef DATELINE_INDEXER_ENTITIES_TAGGER_WORD_SCORES_H_
#define DATELINE_INDEXER_ENTITIES_TAGGER_WORD_SCORES_H_

#include <array>
#include <cstdint>
#include <vector>

#include "indexer/entities/tagger/features.h"
#include "indexer/entities/tagger/label_lanes.h"
#include "indexer/entities/tagger/name_model.h"

namespace dateline::tagger {

// Not thread-safe. Words are those of one cache; Clear with it.
class WordScores {
 public:
  // Both outlive this.
  WordScores(const NameModel& model, FeatureExtractor& features)
      : model_(model), features_(features) {}

  // The scores of `word` at `place` of the window; valid until words of a higher id are asked for.
  // Overwrites what the extractor gave last.
  const LabelSums& Of(const WordAttributes& word, std::uint32_t place) {
    if (word.id >= known_.size()) Grow(word.id);
    if ((known_[word.id] >> place & 1U) == 0) Compute(word, place);
    return scores_[word.id][place];
  }
  void Clear();

 private:
  void Grow(std::uint32_t id);
  void Compute(const WordAttributes& word, std::uint32_t place);

  const NameModel& model_;
  FeatureExtractor& features_;
  std::vector<std::uint8_t> known_;  // by word: bits of places
  std::vector<std::array<LabelSums, kWindowWords>> scores_;
};

}  // namespace dateline::tagger

#endif  // DATELINE_INDEXER_ENTITIES_TAGGER_WORD_SCORES_H_
