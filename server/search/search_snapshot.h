// SPDX-License-Identifier: GPL-3.0-or-later
// A snapshot made ready for searches.
#ifndef DATELINE_SERVER_SEARCH_SEARCH_SNAPSHOT_H_
#define DATELINE_SERVER_SEARCH_SEARCH_SNAPSHOT_H_

#include <memory>
#include <vector>

#include "core/index/snapshot.h"
#include "core/text/language.h"
#include "server/entities/entity_index.h"
#include "server/search/bitmap.h"

namespace dateline::search {

// A snapshot and what every search on it needs. Immutable, thread-safe.
struct SearchSnapshot {
  std::shared_ptr<const index::Snapshot> snapshot;
  SegmentBitmaps live;                    // of each segment; null: every row is live
  std::vector<text::Language> languages;  // in which words are looked up, English first
  std::shared_ptr<const names::EntityIndex> entities;  // segments in the snapshot's order
};

// `previous` (may be null): the snapshot before, whose work is used again.
std::shared_ptr<const SearchSnapshot> PrepareSnapshot(
    std::shared_ptr<const index::Snapshot> snapshot, const SearchSnapshot* previous);

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_SEARCH_SNAPSHOT_H_
