// SPDX-License-Identifier: GPL-3.0-or-later
// Columns of a segment as a caller sees them who may see some of its articles only.
#ifndef DATELINE_SERVER_SEARCH_RESTRICTED_COLUMNS_H_
#define DATELINE_SERVER_SEARCH_RESTRICTED_COLUMNS_H_

#include <absl/status/statusor.h>

#include <cstddef>
#include <memory>

#include "core/index/segment.h"
#include "server/search/bitmap.h"
#include "server/search/search_context.h"

namespace dateline::search {

// Makes the columns of a segment with the counts of `visible` rows: in how many of them a value is
// and how they spell it, the spelling that is shown, and the country of a place. Ordinals, rows and
// posting lists stay as they are; what no visible row has is in 0 articles.
//
// Takes about 10 ns per value of a row, and reads about 20 us each: the visible articles with a
// value of several spellings that other articles have too, and as a rule one article per place that
// others have too. An article that is damaged is left out. For one thread at a time.
class ColumnsRestriction {
 public:
  ColumnsRestriction(std::shared_ptr<const index::Segment> segment, SharedBitmap visible);
  ~ColumnsRestriction();
  ColumnsRestriction(const ColumnsRestriction&) = delete;
  ColumnsRestriction& operator=(const ColumnsRestriction&) = delete;

  // DEADLINE_EXCEEDED or CANCELLED if `context` says so: the next run takes it up from there.
  // Other errors are those of the index. Not to be called again after it has succeeded.
  absl::StatusOr<index::Columns> Run(const SearchContext& context);
  std::size_t bytes() const;  // in memory, so far

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// In memory, of restricted columns; 0 of those that are the segment's own.
std::size_t BytesOf(const index::Columns& restricted, const index::Columns& own);

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_RESTRICTED_COLUMNS_H_
