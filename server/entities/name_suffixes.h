// SPDX-License-Identifier: GPL-3.0-or-later
// Names by what follows the start of any of their words: a sorted array of suffixes.
#ifndef DATELINE_SERVER_ENTITIES_NAME_SUFFIXES_H_
#define DATELINE_SERVER_ENTITIES_NAME_SUFFIXES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::names {

// Letters that someone types, as names are looked up by them: folded, from the first letter or
// digit on. Empty: there is none. Any bytes; thread-safe.
std::string NameStart(std::string_view typed);

// Built once, then read from any thread. Texts are offsets of NUL-ended strings in one block that
// the caller keeps.
class NameSuffixes {
 public:
  // Adds the suffixes of the text at `offset` that start a word.
  void Add(std::string_view text, std::uint32_t offset, std::uint32_t entity);
  // After the last Add.
  void Sort(const std::string& block);

  // The `count` smallest entities that have a suffix with this prefix, ascending. Takes time with
  // the logarithm of the array and the number of such suffixes (about 1 ns each).
  std::vector<std::uint32_t> Smallest(const std::string& block, std::string_view prefix,
                                      std::size_t count) const;

 private:
  struct Suffix {
    std::uint32_t offset;
    std::uint32_t entity;
  };
  std::vector<Suffix> suffixes_;
};

}  // namespace dateline::names

#endif  // DATELINE_SERVER_ENTITIES_NAME_SUFFIXES_H_
