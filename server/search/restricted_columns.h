// SPDX-License-Identifier: GPL-3.0-or-later
// Columns of a segment as a caller sees them who may see some of its articles only.
#ifndef DATELINE_SERVER_SEARCH_RESTRICTED_COLUMNS_H_
#define DATELINE_SERVER_SEARCH_RESTRICTED_COLUMNS_H_

#include <absl/status/statusor.h>

#include "core/index/segment.h"
#include "server/search/bitmap.h"

namespace dateline::search {

// The columns of `segment` with the counts of `visible` rows: in how many of them a value is and
// how they spell it, and the spelling that is shown. Ordinals, rows and posting lists stay as they
// are; what no visible row has is in 0 articles. The country of a place is that of the segment.
//
// Takes about 10 ns per value of a row, and reads the visible articles with a value of several
// spellings that other articles have too: about 20 us each. An article that is damaged is left out
// of the counts of spellings. Other errors are those of the index. Thread-safe.
absl::StatusOr<index::Columns> RestrictColumns(const index::Segment& segment,
                                               const Bitmap& visible);

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_RESTRICTED_COLUMNS_H_
