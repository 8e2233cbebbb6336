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

// A snapshot and what every search on it needs. Immutable, thread-safe. A restricted one shows a
// part of the articles, as if the index held no others: what is counted, suggested and listed is
// of these alone. Frequencies of words are those of the whole index.
struct SearchSnapshot {
  std::shared_ptr<const index::Snapshot> snapshot;
  SegmentBitmaps live;  // rows of each segment that can be found; null: every row
  // In which words are looked up: those of any article, that of most articles first, and English.
  std::vector<text::Language> languages;
  std::shared_ptr<const names::EntityIndex> entities;  // segments in the snapshot's order
  bool part = false;                                   // restricted
  std::vector<index::Columns> restricted;  // of each segment, with the counts of what can be seen

  bool is_restricted() const { return part; }
  // Columns of a segment. In those of a restricted snapshot, values that cannot be seen are in 0
  // articles.
  const index::Columns& columns(std::size_t segment) const {
    return is_restricted() ? restricted[segment] : snapshot->segments[segment].segment->columns();
  }
};

// `previous` (may be null): the snapshot before, whose work is used again.
std::shared_ptr<const SearchSnapshot> PrepareSnapshot(
    std::shared_ptr<const index::Snapshot> snapshot, const SearchSnapshot* previous);

// The part of `whole` (not restricted itself) that can be seen: `visible` rows of each segment,
// dead ones included, and `columns` as ColumnsRestriction makes them of these. `previous` (may be
// null): a snapshot with the same restriction, whose work is used again if it is of the same index.
// Takes as long as EntityIndex::Make.
std::shared_ptr<const SearchSnapshot> RestrictSnapshot(const SearchSnapshot& whole,
                                                       const SegmentBitmaps& visible,
                                                       std::vector<index::Columns> columns,
                                                       const SearchSnapshot* previous);

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_SEARCH_SNAPSHOT_H_
