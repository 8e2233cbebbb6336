// SPDX-License-Identifier: GPL-3.0-or-later
// Four or eight integers at once, in what every processor has: the compiler makes SSE2 of it on
// x86-64. Little-endian, since lanes are widened by interleaving.
#ifndef DATELINE_INDEXER_ENTITIES_TAGGER_LABEL_LANES_H_
#define DATELINE_INDEXER_ENTITIES_TAGGER_LABEL_LANES_H_

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "indexer/entities/tagger/name_labels.h"

namespace dateline::tagger {

static_assert(std::endian::native == std::endian::little);

// Scores of one token's labels, all but outside, which is 0.
struct alignas(16) LabelSums {
  std::array<std::int16_t, kNameLabels> of{};
  bool operator==(const LabelSums&) const = default;
};

using Int8Lanes [[gnu::vector_size(16)]] = std::int8_t;
using Int16Lanes [[gnu::vector_size(16)]] = std::int16_t;
using Int32Lanes [[gnu::vector_size(16)]] = std::int32_t;

template <typename Lanes>
Lanes LoadLanes(const void* from) {
  Lanes lanes;
  std::memcpy(&lanes, from, sizeof(lanes));
  return lanes;
}

inline void AddSums(const LabelSums& more, LabelSums& sums) {
  for (std::size_t half = 0; half < kNameLabels; half += 8) {
    const auto sum =
        LoadLanes<Int16Lanes>(sums.of.data() + half) + LoadLanes<Int16Lanes>(more.of.data() + half);
    std::memcpy(sums.of.data() + half, &sum, sizeof(sum));
  }
}

}  // namespace dateline::tagger

#endif  // DATELINE_INDEXER_ENTITIES_TAGGER_LABEL_LANES_H_
