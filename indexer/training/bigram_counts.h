// SPDX-License-Identifier: GPL-3.0-or-later
// Counts of adjacent words, from which word clusters are made.
#ifndef DATELINE_INDEXER_TRAINING_BIGRAM_COUNTS_H_
#define DATELINE_INDEXER_TRAINING_BIGRAM_COUNTS_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "indexer/training/token_stream.h"

namespace dateline::training {

// How often each word stands before and after each other. Words with ids below kPseudoWords stand
// for a sentence's bounds and for rare words by their form; the others follow by falling count.
struct BigramCounts {
  enum Pseudo : std::uint32_t { kBound, kRareLower, kRareCapital, kRareOther, kPseudoWords };
  struct Neighbour {
    std::uint32_t word;
    std::uint32_t count;
  };

  std::vector<std::string> words;       // by id; pseudo words are empty
  std::vector<Neighbour> after;         // words after each, by id, those of word w in
  std::vector<std::size_t> after_ends;  // [after_ends[w - 1], after_ends[w])
  std::vector<Neighbour> before;
  std::vector<std::size_t> before_ends;

  std::span<const Neighbour> After(std::uint32_t word) const {
    return Part(after, after_ends, word);
  }
  std::span<const Neighbour> Before(std::uint32_t word) const {
    return Part(before, before_ends, word);
  }

 private:
  static std::span<const Neighbour> Part(const std::vector<Neighbour>& all,
                                         const std::vector<std::size_t>& ends, std::uint32_t word) {
    const std::size_t start = word == 0 ? 0 : ends[word - 1];
    return {all.data() + start, ends[word] - start};
  }
};

// Counts the bigrams of a text (its digits as 0); words seen less than `min_count` times are rare.
// Takes 8 bytes of memory a token.
BigramCounts CountBigrams(const TokenStream& text, std::uint64_t min_count);

}  // namespace dateline::training

#endif  // DATELINE_INDEXER_TRAINING_BIGRAM_COUNTS_H_
