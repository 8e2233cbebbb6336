// SPDX-License-Identifier: GPL-3.0-or-later
// Finds known names in a text, as they are written.
#ifndef DATELINE_INDEXER_ENTITIES_RESOLVER_PHRASE_FINDER_H_
#define DATELINE_INDEXER_ENTITIES_RESOLVER_PHRASE_FINDER_H_

#include <absl/container/flat_hash_map.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "indexer/entities/resolver/mention_filter.h"

namespace dateline::resolver {

// Not thread-safe, except as said.
class PhraseFinder {
 public:
  // `id` is what a hit is reported with; of equal phrases the first counts. Kept: the longest
  // kMaxPhrasesAWord of those that start with one word, of at most kMaxPhraseBytes. Views must
  // outlive the finder.
  void Add(std::string_view phrase, std::uint32_t id);

  struct Hit {
    std::uint32_t start;  // bytes, half open
    std::uint32_t end;
    std::uint32_t id;
  };
  // Occurrences of whole words in `text`, longest first at each place, that do not touch `taken`
  // (ascending, not overlapping). Ascending. Takes time with the text, and with the logarithm of
  // the phrases at words that may start one.
  std::vector<Hit> Find(std::string_view text, std::span<const TextRange> taken) {
    Sort();
    return FindSorted(text, taken);
  }
  // The same after Sort, from any thread.
  std::vector<Hit> FindSorted(std::string_view text, std::span<const TextRange> taken) const;
  // After the last Add.
  void Sort();

 private:
  static constexpr std::size_t kMaxPhrasesAWord = 16;
  static constexpr std::size_t kMaxPhraseBytes = 128;

  struct Phrase {
    std::string_view text;
    std::string_view first_word;
    std::uint32_t id;
  };

  // The end of the phrase at `at`, whose id goes to `id`; `at` if there is none.
  std::size_t Match(std::string_view text, std::size_t at, std::size_t word_end,
                    std::size_t free_until, std::uint32_t& id) const;

  std::vector<Phrase> phrases_;  // once sorted: by first word, then the longest first
  // Of many phrases: the first one with each first word.
  absl::flat_hash_map<std::string_view, std::uint32_t> first_of_word_;
  bool sorted_ = true;
  std::array<bool, 256> first_bytes_{};  // of phrases: most words of a text are out at once
};

}  // namespace dateline::resolver

#endif  // DATELINE_INDEXER_ENTITIES_RESOLVER_PHRASE_FINDER_H_
