// SPDX-License-Identifier: GPL-3.0-or-later
// Loops over many things that end at the deadline.
#ifndef DATELINE_SERVER_FACETS_BLOCKS_H_
#define DATELINE_SERVER_FACETS_BLOCKS_H_

#include <absl/status/status.h>

#include <algorithm>
#include <cstddef>
#include <span>

#include "server/search/search_context.h"

namespace dateline::facets {

// Takes some ten microseconds to count, so that looking at the clock in between costs nothing.
inline constexpr std::size_t kBlock = 8192;

// Calls count(block) for one block of `items` after the other. DEADLINE_EXCEEDED or CANCELLED, if
// `context` says so before one of them.
template <typename Item, typename Count>
absl::Status ForEachBlock(std::span<const Item> items, const search::SearchContext& context,
                          Count count, std::size_t block = kBlock) {
  const search::Ticker ticker(context);
  for (std::size_t at = 0; at < items.size(); at += block) {
    if (absl::Status status = ticker.Check(); !status.ok()) return status;
    count(items.subspan(at, std::min(block, items.size() - at)));
  }
  return absl::OkStatus();
}

}  // namespace dateline::facets

#endif  // DATELINE_SERVER_FACETS_BLOCKS_H_
