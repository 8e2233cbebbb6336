// SPDX-License-Identifier: GPL-3.0-or-later
// What the features of the name tagger are made of, once for each distinct word.
#ifndef DATELINE_INDEXER_ENTITIES_WORD_ATTRIBUTES_H_
#define DATELINE_INDEXER_ENTITIES_WORD_ATTRIBUTES_H_

#include <absl/container/flat_hash_map.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "indexer/entities/lexicon.h"

namespace dateline {

enum class CaseClass : std::uint8_t {
  kBoundary,       // before or behind the sentence
  kLower,          // reform
  kInitial,        // Berlin
  kAllCaps,        // NATO, U.S.
  kMixed,          // McDonald, EU-wide
  kInner,          // eBay, al-Qaeda
  kSingleCapital,  // A, J.
  kDigits,         // no letters, some digit
  kMark,           // neither
};

using ClusterIds = std::array<std::uint16_t, 3>;  // of 64, 256 and 1000 clusters; 0 = unknown

// Hashes are 32 bits of XXH3; 0 = there is none.
struct WordAttributes {
  std::uint32_t id;                       // dense within one cache, from 1; 0 = BoundaryWord
  std::string surface;                    // as it stands
  std::string folded;                     // FoldName
  std::uint32_t folded_id;                // dense, by `folded`, within one cache
  std::uint32_t folded_form;              // digits as 0
  std::uint32_t truecase;                 // most frequent form in news
  std::uint32_t hyphen_tail;              // behind the last hyphen
  std::array<std::uint32_t, 4> prefixes;  // of 1 to 4 code points, digits as 0
  std::array<std::uint32_t, 4> suffixes;
  std::uint32_t shape;        // X for capitals, x for small letters, 0 for digits
  std::uint32_t short_shape;  // the same with runs cut to one
  ClusterIds clusters;        // of the form
  ClusterIds true_clusters;   // of its truecase
  CaseClass case_class;
  CaseUse use;
  std::uint8_t flags;  // WordFlag bits
  bool has_capital;
  bool has_letters;           // two or more
  bool starts_phrase;         // a phrase of the gazetteer may start here
  std::uint8_t phrase_kinds;  // PhraseKind bits of the word alone
};

// Not thread-safe. Pointers are valid until Clear.
class WordCache {
 public:
  // `lexicon` outlives the cache.
  explicit WordCache(const Lexicon& lexicon);
  const WordAttributes& Get(std::string_view surface);
  std::size_t size() const { return words_.size(); }
  std::uint32_t folded_count() const { return static_cast<std::uint32_t>(folded_ids_.size()); }
  void Clear();

 private:
  void Describe(WordAttributes& word);

  const Lexicon& lexicon_;
  std::deque<WordAttributes> words_;
  absl::flat_hash_map<std::string_view, const WordAttributes*> by_surface_;
  absl::flat_hash_map<std::string_view, std::uint32_t> folded_ids_;
};

// The attributes of the places before and behind a sentence.
const WordAttributes& BoundaryWord();

}  // namespace dateline

#endif  // DATELINE_INDEXER_ENTITIES_WORD_ATTRIBUTES_H_
