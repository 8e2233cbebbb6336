// SPDX-License-Identifier: GPL-3.0-or-later
// The two rows that a segment keeps of an article: the article itself, and its words in order.
#ifndef DATELINE_CORE_INDEX_STORED_ARTICLE_H_
#define DATELINE_CORE_INDEX_STORED_ARTICLE_H_

#include <absl/status/statusor.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "core/article/article.h"

namespace dateline::index {

// The id alone, read without unpacking the article; empty if the row is damaged. Valid as long as
// the row.
std::string_view IdOfRow(std::string_view row);
// DATA_LOSS if it is not such a row. Thread-safe.
absl::StatusOr<article::Article> DecompressArticle(std::string_view row);

// Hash of an analysed word in a word row: the low half of its XXH3-64. Two words share one by
// chance once in four billion; a phrase is only looked for in articles that hold all its words, so
// that a false match needs such a pair side by side.
inline std::uint32_t ShortHash(std::uint64_t long_hash) {
  return static_cast<std::uint32_t>(long_hash);
}
std::uint64_t LongWordHash(std::string_view word);
inline std::uint32_t WordHash(std::string_view word) { return ShortHash(LongWordHash(word)); }

// Two words in a row, as the pair filter of a word row looks them up.
class WordPair {
 public:
  WordPair(std::uint32_t first, std::uint32_t second)
      : key_((std::uint64_t{first} * 0x9E3779B97F4A7C15ULL ^ second) * 0xD6E8FEB86659FD93ULL) {}
  // Its byte in a filter of `bytes` bytes.
  std::size_t Byte(std::size_t bytes) const {
    return static_cast<std::size_t>(((key_ >> 32U) * bytes) >> 32U);
  }
  // Its bits in that byte: two, or one if they fall together.
  unsigned Bits() const { return 1U << (key_ & 7U) | 1U << ((key_ >> 3U) & 7U); }

 private:
  std::uint64_t key_;
};

// A word row: a filter of the pairs of neighbours (a Bloom filter of one byte per word in which the
// two bits of a pair share a byte), then the hashes of the headline's words, then of the body's. It
// holds the lowest byte of every hash, then the second byte of every hash, and so on: a search for
// a phrase of frequent words reads a byte of the filter, and little more than the first of these
// four planes if that does not decide it. A view; valid as long as the row.
class WordRow {
 public:
  // `headline_words` as the columns have it.
  WordRow(std::string_view row, std::size_t headline_words)
      : size_(row.size() / (1 + kPlanes)),
        filter_(reinterpret_cast<const unsigned char*>(row.data())),
        planes_(filter_ + size_),
        headline_(headline_words < size_ ? headline_words : size_) {}
  std::size_t size() const { return size_; }
  std::size_t headline_size() const { return headline_; }
  // Whether word `at` has this hash.
  bool Holds(std::size_t at, std::uint32_t hash) const {
    for (std::size_t plane = 0; plane < kPlanes; ++plane) {
      if (planes_[plane * size_ + at] != ((hash >> (8 * plane)) & 0xFFU)) return false;
    }
    return true;
  }
  // Whether the pair may stand anywhere: false is certain, true is wrong about once in fifteen
  // times.
  bool MayHold(const WordPair& pair) const {
    return size_ > 0 && (filter_[pair.Byte(size_)] & pair.Bits()) == pair.Bits();
  }
  // Asks the processor for what MayHold(pair) reads.
  void Prefetch(const WordPair& pair) const { __builtin_prefetch(filter_ + pair.Byte(size_)); }
  // Asks the processor for the first plane.
  void Prefetch() const {
    for (std::size_t byte = 0; byte < size_; byte += 64) __builtin_prefetch(planes_ + byte);
  }
  // By the first plane alone: false is certain, true is wrong for one word in 256.
  bool MayHold(std::size_t at, std::uint32_t hash) const { return planes_[at] == (hash & 0xFFU); }
  // The first word of [first, last) that may hold `hash`, or `last`.
  std::size_t FindMaybe(std::size_t first, std::size_t last, std::uint32_t hash) const {
    if (first >= last) return last;
    const void* found = std::memchr(planes_ + first, static_cast<int>(hash & 0xFFU), last - first);
    if (found == nullptr) return last;
    return static_cast<std::size_t>(static_cast<const unsigned char*>(found) - planes_);
  }
  // The first word of [first, last) with this hash, or `last`.
  std::size_t Find(std::size_t first, std::size_t last, std::uint32_t hash) const {
    first = FindMaybe(first, last, hash);
    while (first < last && !Holds(first, hash)) first = FindMaybe(first + 1, last, hash);
    return first;
  }

 private:
  static constexpr std::size_t kPlanes = sizeof(std::uint32_t);
  std::size_t size_;
  const unsigned char* filter_;
  const unsigned char* planes_;
  std::size_t headline_;
};

}  // namespace dateline::index

#endif  // DATELINE_CORE_INDEX_STORED_ARTICLE_H_
