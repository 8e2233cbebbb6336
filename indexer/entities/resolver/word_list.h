// SPDX-License-Identifier: GPL-3.0-or-later
// Lists of words that are asked for once a name.
#ifndef DATELINE_INDEXER_ENTITIES_RESOLVER_WORD_LIST_H_
#define DATELINE_INDEXER_ENTITIES_RESOLVER_WORD_LIST_H_

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace dateline {

// The words, in order for ListHas.
template <std::size_t kSize>
consteval std::array<std::string_view, kSize> MakeWordList(const std::string_view (&words)[kSize]) {
  std::array<std::string_view, kSize> list = std::to_array(words);
  std::ranges::sort(list);
  return list;
}

inline bool ListHas(std::span<const std::string_view> list, std::string_view word) {
  return std::ranges::binary_search(list, word);
}

}  // namespace dateline

#endif  // DATELINE_INDEXER_ENTITIES_RESOLVER_WORD_LIST_H_
