// SPDX-License-Identifier: GPL-3.0-or-later
// Finds phrases in a text that is in memory.
#ifndef DATELINE_INDEXER_TRAINING_TOKEN_PHRASE_FINDER_H_
#define DATELINE_INDEXER_TRAINING_TOKEN_PHRASE_FINDER_H_

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/training/case_statistics.h"
#include "indexer/training/token_stream.h"

namespace dateline::training {

class TokenPhraseFinder {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  // The number of a phrase (PhraseOf), which is added if it is new.
  std::uint32_t Add(std::string_view phrase);
  std::size_t size() const { return phrases_; }

  // Tokens [start, end) of a sentence.
  struct Match {
    std::uint32_t phrase;
    std::size_t start;
    std::size_t end;
  };
  // Words of a sentence (numbers of `text`) and the phrases in it: the longest at each capitalised
  // token, none overlapping.
  using Sink = std::function<void(std::span<const std::uint32_t> sentence,
                                  const std::vector<Match>& matches)>;
  // Hears every sentence that has a phrase.
  void Find(const TokenStream& text, const CaseStatistics& cases, const Sink& sink) const;

 private:
  std::vector<std::uint32_t> NumberWords(const CaseStatistics& cases) const;
  void FindInSentence(std::span<const std::uint32_t> sentence,
                      const std::vector<std::uint32_t>& numbers, const std::vector<char>& capitals,
                      std::vector<Match>& matches) const;

  absl::flat_hash_map<std::string, std::uint32_t> words_;
  absl::flat_hash_map<std::uint64_t, std::uint32_t> steps_;  // (node, word) to the next node
  std::vector<std::uint32_t> phrase_at_{kNone};              // of each node; node 0 is the root
  std::size_t phrases_ = 0;
};

}  // namespace dateline::training

#endif  // DATELINE_INDEXER_TRAINING_TOKEN_PHRASE_FINDER_H_
