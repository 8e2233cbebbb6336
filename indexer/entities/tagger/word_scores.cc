// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/tagger/word_scores.h"

namespace dateline::tagger {

void WordScores::Clear() {
  known_ = {};
  scores_ = {};
}

void WordScores::Grow(std::uint32_t id) {
  known_.resize(std::size_t{id} + 1);
  scores_.resize(std::size_t{id} + 1);
}

void WordScores::Compute(const WordAttributes& word, std::uint32_t place) {
  scores_[word.id][place] = model_.Score(features_.ExtractWord(word, place));
  known_[word.id] = static_cast<std::uint8_t>(known_[word.id] | 1U << place);
}

}  // namespace dateline::tagger
