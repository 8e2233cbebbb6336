// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/training/exchange_clustering.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace dateline::training {
namespace {

constexpr std::uint32_t kFixed = BigramCounts::kPseudoWords;

// n log n, of which the log likelihood of a class bigram model is made.
class NLogN {
 public:
  NLogN() : small_(1U << 16U) {
    for (std::size_t n = 0; n < small_.size(); ++n) small_[n] = Compute(n);
  }
  double operator()(std::uint64_t n) const { return n < small_.size() ? small_[n] : Compute(n); }

 private:
  static double Compute(std::uint64_t n) {
    return n == 0 ? 0 : static_cast<double>(n) * std::log(static_cast<double>(n));
  }
  std::vector<double> small_;
};

// Counts of the clusters next to one word: those that are not 0.
class NeighbourClusters {
 public:
  explicit NeighbourClusters(std::size_t clusters) : counts_(clusters) {}

  // Counts `neighbours` of `word` by cluster, without the word itself, whose count is returned.
  std::uint32_t Count(std::uint32_t word, std::span<const BigramCounts::Neighbour> neighbours,
                      const std::vector<std::uint32_t>& cluster_of) {
    for (const std::uint32_t cluster : clusters_) counts_[cluster] = 0;
    clusters_.clear();
    total_ = 0;
    std::uint32_t self = 0;
    for (const auto& [other, count] : neighbours) {
      total_ += count;
      if (other == word) {
        self = count;
        continue;
      }
      const std::uint32_t cluster = cluster_of[other];
      if (counts_[cluster] == 0) clusters_.push_back(cluster);
      counts_[cluster] += count;
    }
    return self;
  }
  const std::vector<std::uint32_t>& clusters() const { return clusters_; }
  std::uint32_t operator[](std::uint32_t cluster) const { return counts_[cluster]; }
  std::uint64_t total() const { return total_; }  // with the word itself

 private:
  std::vector<std::uint32_t> counts_;
  std::vector<std::uint32_t> clusters_;
  std::uint64_t total_ = 0;
};

// Bigram counts of clusters, kept twice so that one row holds what is next to one cluster: pairs[a]
// has (a, x), and the transposed matrix (x, a).
class Exchange {
 public:
  Exchange(const BigramCounts& counts, std::uint32_t clusters)
      : counts_(counts),
        free_(clusters),
        all_(clusters + kFixed),
        pairs_(std::size_t{all_} * all_),
        transposed_(pairs_.size()),
        lefts_(all_),
        rights_(all_),
        before_(all_),
        after_(all_),
        gains_(free_) {
    // The most frequent words start alone, all others together; pseudo words come after them.
    cluster_of_.resize(counts.words.size());
    for (std::uint32_t word = 0; word < cluster_of_.size(); ++word)
      cluster_of_[word] = word < kFixed ? free_ + word : std::min(word - kFixed, free_ - 1);
    for (std::uint32_t word = 0; word < cluster_of_.size(); ++word) {
      for (const auto& [other, count] : counts.After(word)) {
        AddPair(cluster_of_[word], cluster_of_[other], count);
        lefts_[cluster_of_[word]] += count;
        rights_[cluster_of_[other]] += count;
      }
    }
  }

  // Moves each word to its best cluster; how many moved.
  std::uint64_t Round() {
    std::uint64_t moved = 0;
    for (std::uint32_t word = kFixed; word < cluster_of_.size(); ++word) {
      const std::uint32_t self = after_.Count(word, counts_.After(word), cluster_of_);
      before_.Count(word, counts_.Before(word), cluster_of_);
      const std::uint32_t from = cluster_of_[word];
      Move(from, self, /*add=*/false);
      const std::uint32_t to = Best(self, from);
      Move(to, self, /*add=*/true);
      cluster_of_[word] = to;
      moved += to != from ? 1 : 0;
    }
    return moved;
  }

  // Log likelihood of the text without the part that no clustering changes.
  double Objective() const {
    double sum = 0;
    for (const std::uint32_t count : pairs_) sum += f_(count);
    for (std::uint32_t cluster = 0; cluster < all_; ++cluster)
      sum -= f_(lefts_[cluster]) + f_(rights_[cluster]);
    return sum;
  }

  std::vector<std::uint32_t> Clusters() const {
    std::vector<std::uint32_t> clusters = cluster_of_;
    for (std::uint32_t& cluster : clusters) cluster = cluster < free_ ? cluster + 1 : 0;
    return clusters;
  }

 private:
  // Counts are unsigned, of less than 2^32 pairs: to take away is to add the complement.
  void AddPair(std::uint32_t left, std::uint32_t right, std::uint32_t count) {
    pairs_[std::size_t{left} * all_ + right] += count;
    transposed_[std::size_t{right} * all_ + left] += count;
  }

  void Move(std::uint32_t cluster, std::uint32_t self, bool add) {
    const auto signed_count = [add](std::uint32_t count) { return add ? count : 0 - count; };
    for (const std::uint32_t other : after_.clusters())
      AddPair(cluster, other, signed_count(after_[other]));
    for (const std::uint32_t other : before_.clusters())
      AddPair(other, cluster, signed_count(before_[other]));
    AddPair(cluster, cluster, signed_count(self));
    // The words next to it stay in place, and so do the sums of their clusters.
    lefts_[cluster] += signed_count(static_cast<std::uint32_t>(after_.total()));
    rights_[cluster] += signed_count(static_cast<std::uint32_t>(before_.total()));
  }

  // Adds to gains_ what `counts`, the word's pairs with `neighbours`, give in each cluster.
  void AddGains(const NeighbourClusters& neighbours, const std::vector<std::uint32_t>& matrix) {
    for (const std::uint32_t other : neighbours.clusters()) {
      const std::uint32_t count = neighbours[other];
      const std::uint32_t* row = matrix.data() + std::size_t{other} * all_;
      for (std::uint32_t cluster = 0; cluster < free_; ++cluster)
        gains_[cluster] += f_(row[cluster] + count) - f_(row[cluster]);
    }
  }

  // The cluster in which a word that is in none gains most; the one it was in wins ties.
  std::uint32_t Best(std::uint32_t self, std::uint32_t from) {
    std::fill(gains_.begin(), gains_.end(), 0.0);
    AddGains(after_, transposed_);
    AddGains(before_, pairs_);
    for (std::uint32_t cluster = 0; cluster < free_; ++cluster) {
      const std::uint64_t within = pairs_[std::size_t{cluster} * all_ + cluster];
      const std::uint64_t after = after_[cluster];
      const std::uint64_t before = before_[cluster];
      // Pairs within the cluster gain from both sides at once.
      gains_[cluster] += f_(within + after + before + self) - f_(within + after) -
                         f_(within + before) + f_(within);
      gains_[cluster] -= f_(lefts_[cluster] + after_.total()) - f_(lefts_[cluster]) +
                         f_(rights_[cluster] + before_.total()) - f_(rights_[cluster]);
    }
    std::uint32_t best = from;
    for (std::uint32_t cluster = 0; cluster < free_; ++cluster) {
      if (gains_[cluster] > gains_[best]) best = cluster;
    }
    return best;
  }

  const BigramCounts& counts_;
  NLogN f_;
  std::uint32_t free_;  // clusters that words move between
  std::uint32_t all_;   // with those of the pseudo words
  std::vector<std::uint32_t> pairs_;
  std::vector<std::uint32_t> transposed_;
  std::vector<std::uint32_t> lefts_;  // pairs in which a cluster is the left one
  std::vector<std::uint32_t> rights_;
  std::vector<std::uint32_t> cluster_of_;
  NeighbourClusters before_;
  NeighbourClusters after_;
  std::vector<double> gains_;
};

}  // namespace

std::vector<std::uint32_t> ClusterWords(const BigramCounts& counts,
                                        const ClusteringOptions& options) {
  Exchange exchange(counts, options.clusters);
  const auto enough =
      static_cast<std::uint64_t>(options.min_moved * static_cast<double>(counts.words.size()));
  for (int round = 1; round <= options.max_rounds; ++round) {
    const std::uint64_t moved = exchange.Round();
    if (options.on_round) options.on_round(round, moved, exchange.Objective());
    if (moved <= enough) break;
  }
  return exchange.Clusters();
}

}  // namespace dateline::training
