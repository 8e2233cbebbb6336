// SPDX-License-Identifier: GPL-3.0-or-later
// Merges the dictionaries of several segments into one ascending list of keys.
#ifndef DATELINE_SERVER_ENTITIES_DICTIONARY_MERGE_H_
#define DATELINE_SERVER_ENTITIES_DICTIONARY_MERGE_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/index/columns.h"

namespace dateline::names {

// Some values of a dictionary, which it does not own.
struct DictionaryPart {
  const index::TermsColumn* column = nullptr;
  std::vector<std::uint32_t> ordinals;  // ascending
};

// All values of `column` that are in at least one article.
DictionaryPart WholeDictionary(const index::TermsColumn& column);

struct KeySource {
  std::uint32_t part;
  std::uint32_t ordinal;
};

// The keys are views into the columns of the parts.
struct MergedKeys {
  std::size_t size() const { return keys.size(); }
  // The values that have this key, in the order of the parts.
  std::span<const KeySource> SourcesOf(std::size_t key) const {
    const std::size_t begin = key == 0 ? 0 : source_ends[key - 1];
    return std::span(sources).subspan(begin, source_ends[key] - begin);
  }

  std::vector<DictionaryPart> parts;
  std::vector<std::string_view> keys;   // ascending, unique
  std::vector<std::uint32_t> articles;  // of each key, over all parts
  std::vector<KeySource> sources;
  std::vector<std::uint32_t> source_ends;
  std::vector<std::vector<std::uint32_t>> key_of;  // of each part: the key of each of its ordinals
};

MergedKeys MergeDictionaries(std::vector<DictionaryPart> parts);

// The spelling of a key that most articles use, over all its sources. If there are spellings that
// fold to the key, one of them; ties go to the first in byte order.
std::string MergedDisplay(const MergedKeys& merged, std::size_t key);

// The note that most articles of a key have; empty if none has one.
std::string MergedNote(const MergedKeys& merged, std::size_t key);

}  // namespace dateline::names

#endif  // DATELINE_SERVER_ENTITIES_DICTIONARY_MERGE_H_
