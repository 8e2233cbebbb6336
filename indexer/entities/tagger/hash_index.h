// SPDX-License-Identifier: GPL-3.0-or-later
// The storage of the lexicon and the gazetteer: blocks of bytes, and tables that find the number of
// a string by its hash. All integers are little-endian and need no alignment.
#ifndef DATELINE_INDEXER_ENTITIES_TAGGER_HASH_INDEX_H_
#define DATELINE_INDEXER_ENTITIES_TAGGER_HASH_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::tagger {

// Number `at` of an array of T in `bytes`; the caller has checked the bounds.
template <typename T>
T LoadAt(std::string_view bytes, std::size_t at) {
  T value;
  std::memcpy(&value, bytes.data() + at * sizeof(T), sizeof(T));
  return value;
}

// Appends a block as SectionReader reads it: its size in bytes (u32) and its bytes.
void AppendBlock(std::string_view bytes, std::string& section);
void AppendU32(std::uint32_t value, std::string& bytes);

// A view of a table of strings: hashes only, so that a string that is not in it is taken for one
// that is with a probability of about (number of strings) / 2^46. Layout: u32 count, u32 bits, u32
// starts[2^bits + 1], u32 tags[count]; a string with the XXH3 hash h has its tag, the lower half of
// h, in the bucket that the upper `bits` of h name. Immutable and thread-safe.
class HashIndex {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  HashIndex() = default;
  // nullopt if `block` is not such a table.
  static std::optional<HashIndex> Parse(std::string_view block);

  std::uint32_t size() const { return size_; }
  // The number of `key`, from 0; kNone if it is not in the table.
  std::uint32_t Find(std::string_view key) const;

 private:
  std::uint32_t size_ = 0;
  unsigned shift_ = 0;  // of a hash to its bucket
  std::string_view starts_;
  std::string_view tags_;
};

// Makes the table of `keys` (distinct) and appends its block to `section`. Returns the keys' places
// in `keys` in the order of their numbers, in which what belongs to them is to be stored. Keys
// whose hashes are equal cannot be told apart: the first of them stays.
std::vector<std::size_t> AppendHashIndex(const std::vector<std::string_view>& keys,
                                         std::string& section);

}  // namespace dateline::tagger

#endif  // DATELINE_INDEXER_ENTITIES_TAGGER_HASH_INDEX_H_
