// SPDX-License-Identifier: GPL-3.0-or-later
// Finds names by the start of any of their words: a sorted array of suffixes.
#ifndef DATELINE_SERVER_ENTITIES_NAME_SUFFIXES_H_
#define DATELINE_SERVER_ENTITIES_NAME_SUFFIXES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::names {

// What someone has typed, in the form that names are looked up by: folded, from the first letter or
// digit on. Empty if it has neither. Any bytes; thread-safe.
std::string NameStart(std::string_view typed);

// Built once, then read from any thread. A text is the offset of a NUL-ended string in a block that
// the caller keeps.
class NameSuffixes {
 public:
  // Adds the suffixes of the text at `offset` that start a word.
  void Add(std::string_view text, std::uint32_t offset, std::uint32_t entity);
  // After the last Add.
  void Sort(const std::string& block);

  // The `count` smallest entities that have a suffix with this prefix, ascending. Takes time with
  // the logarithm of all suffixes and about 1 ns for each suffix with the prefix.
  std::vector<std::uint32_t> Smallest(const std::string& block, std::string_view prefix,
                                      std::size_t count) const;
  std::size_t bytes() const { return suffixes_.size() * sizeof(Suffix); }

 private:
  struct Suffix {
    std::uint32_t offset;
    std::uint32_t entity;
  };
  std::vector<Suffix> suffixes_;
};

}  // namespace dateline::names

#endif  // DATELINE_SERVER_ENTITIES_NAME_SUFFIXES_H_
