// SPDX-License-Identifier: GPL-3.0-or-later
// What the features of the name tagger are made of, once for each distinct word.
#ifndef DATELINE_INDEXER_ENTITIES_TAGGER_WORD_ATTRIBUTES_H_
#define DATELINE_INDEXER_ENTITIES_TAGGER_WORD_ATTRIBUTES_H_

#include <absl/container/flat_hash_map.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/fold.h"
#include "indexer/entities/tagger/lexicon.h"

namespace dateline::tagger {

enum class CaseClass : std::uint8_t {
  kBoundary,       // before or after the sentence
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

// Hashes are 32 bits of XXH3; 0 = there is none. What is asked of every token of an article comes
// first, in one line of the processor's cache.
struct alignas(64) WordAttributes {
  std::string surface;        // as it stands
  std::uint32_t id;           // dense within one cache, from 1; 0 = BoundaryWord, or kUnreadId
  std::uint32_t folded_id;    // dense, by `folded`, within one cache
  std::uint32_t folded_form;  // digits as 0
  std::uint32_t short_shape;  // X for capitals, x for small letters, 0 for digits; runs cut to one
  ClusterIds true_clusters;   // of its truecase
  CaseClass case_class;
  CaseUse use;
  std::uint8_t flags;         // WordFlag bits
  std::uint8_t phrase_kinds;  // PhraseKind bits of the word alone, if it has a capital
  bool has_capital : 1;
  bool has_letters : 1;                   // two or more
  bool starts_phrase : 1;                 // a phrase of the gazetteer may start here: the same
  std::string folded;                     // FoldName
  std::uint32_t truecase;                 // most frequent form in news
  std::uint32_t hyphen_tail;              // after the last hyphen
  std::uint32_t shape;                    // as short_shape, runs as they are
  ClusterIds clusters;                    // of the form
  std::array<std::uint32_t, 4> prefixes;  // of 1 to 4 code points, digits as 0
  std::array<std::uint32_t, 4> suffixes;
};

// Not thread-safe. References are valid until Clear.
class WordCache {
 public:
  // `lexicon` outlives the cache.
  explicit WordCache(const Lexicon& lexicon);
  ~WordCache();
  const WordAttributes& Get(std::string_view surface);
  std::size_t size() const { return size_; }
  std::uint32_t folded_count() const { return static_cast<std::uint32_t>(folded_ids_.size()); }
  void Clear();

 private:
  struct Scan;
  static constexpr std::size_t kChunkWords = 256;
  // Of an open-addressing table, at most half full; most looks end at the first.
  struct Slot {
    std::uint32_t hash;
    std::uint32_t id;  // 0 = free
  };

  WordAttributes& WordOf(std::uint32_t id) {
    return (*chunks_[(id - 1) / kChunkWords])[(id - 1) % kChunkWords];
  }
  const WordAttributes& AddWord(std::string_view surface, std::uint32_t hash, Slot& slot);
  void GrowTable();
  void Describe(WordAttributes& word);

  const Lexicon& lexicon_;
  std::uint64_t seed_;  // of the table's hashes
  std::size_t size_ = 0;
  std::vector<Slot> slots_;
  std::vector<std::unique_ptr<std::array<WordAttributes, kChunkWords>>> chunks_;
  absl::flat_hash_map<std::string_view, std::uint32_t> folded_ids_;
  std::unique_ptr<Scan> scan_;
};

// The attributes of the places before and after a sentence.
const WordAttributes& BoundaryWord();

// Small ASCII letters alone: folded it is the same.
bool IsPlainWord(std::string_view surface);
// Stands for a plain word of that size of which no more need be known: most words of an article are
// far from any name. Of it are right: surface.size() up to 4, case_class, has_capital, has_letters.
const WordAttributes& UnreadWord(std::size_t bytes);
inline constexpr std::uint32_t kUnreadId = 0xFFFFFFFF;

}  // namespace dateline::tagger

#endif  // DATELINE_INDEXER_ENTITIES_TAGGER_WORD_ATTRIBUTES_H_
