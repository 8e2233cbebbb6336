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

namespace dateline {

// Thread-safe once filled.
class PhraseFinder {
 public:
  // `id` is what a hit is reported with. Kept: the longest kMaxPhrasesAWord of those that start
  // with one word, of at most kMaxPhraseBytes. Views must outlive the finder.
  void Add(std::string_view phrase, std::uint32_t id);

  struct Hit {
    std::uint32_t start;  // bytes, half open
    std::uint32_t end;
    std::uint32_t id;
  };
  // Occurrences of whole words in `text`, longest first at each place, that do not touch `taken`
  // (ascending, not overlapping). Ascending. Linear in the text, whatever the phrases.
  std::vector<Hit> Find(std::string_view text, std::span<const TextRange> taken) const;

 private:
  static constexpr std::size_t kMaxPhrasesAWord = 16;
  static constexpr std::size_t kMaxPhraseBytes = 128;

  struct Phrase {
    std::string_view text;
    std::uint32_t id;
  };
  absl::flat_hash_map<std::string_view, std::vector<Phrase>> by_first_word_;
  std::array<bool, 256> first_bytes_{};  // of phrases: most words of a text are out at once
};

}  // namespace dateline

#endif  // DATELINE_INDEXER_ENTITIES_RESOLVER_PHRASE_FINDER_H_
