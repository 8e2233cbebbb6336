// SPDX-License-Identifier: GPL-3.0-or-later
// Word clusters by the exchange algorithm.
#ifndef DATELINE_INDEXER_TRAINING_EXCHANGE_CLUSTERING_H_
#define DATELINE_INDEXER_TRAINING_EXCHANGE_CLUSTERING_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "indexer/training/bigram_counts.h"

namespace dateline::training {

struct ClusteringOptions {
  std::uint32_t clusters = 64;
  int max_rounds = 10;
  // Rounds end when less than this share of the words has moved.
  double min_moved = 0.005;
  // Hears the words moved in each round and the objective after it; may be null.
  std::function<void(int round, std::uint64_t moved, double objective)> on_round;
};

// The cluster of each word of `counts` by its id, from 1 to `clusters`; 0 of pseudo words, which
// keep clusters of their own. Moves each word, the most frequent first, to the cluster that gives
// the class bigram model the highest likelihood, until few words move (Martin, Liermann and Ney,
// "Algorithms for bigram and trigram word clustering", Speech Communication 24, 1998). Single
// thread; the same counts give the same clusters. Time: rounds x words x clusters x distinct
// clusters next to a word.
std::vector<std::uint32_t> ClusterWords(const BigramCounts& counts,
                                        const ClusteringOptions& options);

}  // namespace dateline::training

#endif  // DATELINE_INDEXER_TRAINING_EXCHANGE_CLUSTERING_H_
