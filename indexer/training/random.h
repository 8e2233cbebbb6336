// SPDX-License-Identifier: GPL-3.0-or-later
// Random numbers that are the same with every standard library.
#ifndef DATELINE_INDEXER_TRAINING_RANDOM_H_
#define DATELINE_INDEXER_TRAINING_RANDOM_H_

#include <cstdint>
#include <utility>
#include <vector>

namespace dateline::training {

// xorshift64* (Vigna 2016). Not thread-safe.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15U | 1U) {}

  std::uint64_t Next() {
    state_ ^= state_ >> 12U;
    state_ ^= state_ << 25U;
    state_ ^= state_ >> 27U;
    return state_ * 0x2545F4914F6CDD1DU;
  }
  // Below `limit`, which is at most 2^32.
  std::uint64_t Below(std::uint64_t limit) { return (Next() >> 32U) * limit >> 32U; }

  template <typename Item>
  void Shuffle(std::vector<Item>& items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[Below(i)]);
  }

 private:
  std::uint64_t state_;
};

}  // namespace dateline::training

#endif  // DATELINE_INDEXER_TRAINING_RANDOM_H_
