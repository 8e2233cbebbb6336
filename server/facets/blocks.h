// SPDX-License-Identifier: GPL-3.0-or-later
// Loops over many things, and sorts of them, that end at the deadline.
#ifndef DATELINE_SERVER_FACETS_BLOCKS_H_
#define DATELINE_SERVER_FACETS_BLOCKS_H_

#include <absl/status/status.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "server/search/search_context.h"

namespace dateline::facets {

// Takes some ten microseconds to count, so that looking at the clock in between costs nothing.
inline constexpr std::size_t kBlock = 8192;

// Calls count(block) for one block of `items` after the other. DEADLINE_EXCEEDED or CANCELLED, if
// `context` says so before one of them.
template <typename Item, typename Count>
absl::Status ForEachBlock(std::span<Item> items, const search::SearchContext& context, Count count,
                          std::size_t block = kBlock) {
  const search::Ticker ticker(context);
  for (std::size_t at = 0; at < items.size(); at += block) {
    if (absl::Status status = ticker.Check(); !status.ok()) return status;
    count(items.subspan(at, std::min(block, items.size() - at)));
  }
  return absl::OkStatus();
}

// As std::partial_sort of the first `count` of `items`: by a heap, which stays in its range even if
// the names in a file change meanwhile. Errors as ForEachBlock; then the order is not said.
template <typename Item, typename Before>
absl::Status SortFirst(std::vector<Item>& items, std::size_t count, Before before,
                       const search::SearchContext& context) {
  if (count == 0) return absl::OkStatus();
  const auto end_of_first = items.begin() + static_cast<std::ptrdiff_t>(count);
  std::make_heap(items.begin(), end_of_first, before);
  // Names are compared, out of memory that is cold.
  absl::Status status = ForEachBlock(
      std::span(items).subspan(count), context,
      [&](std::span<Item> block) {
        for (Item& item : block) {
          if (!before(item, items.front())) continue;
          std::pop_heap(items.begin(), end_of_first, before);
          std::swap(item, *(end_of_first - 1));
          std::push_heap(items.begin(), end_of_first, before);
        }
      },
      kBlock / 8);
  if (status.ok()) std::sort_heap(items.begin(), end_of_first, before);
  return status;
}

}  // namespace dateline::facets

#endif  // DATELINE_SERVER_FACETS_BLOCKS_H_
