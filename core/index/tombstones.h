// SPDX-License-Identifier: GPL-3.0-or-later
// Tombstones: which documents of a segment are dead as of one generation. Their file is a Roaring
// bitmap in the portable form that all implementations share
// (https://github.com/RoaringBitmap/RoaringFormatSpec).
#ifndef DATELINE_CORE_INDEX_TOMBSTONES_H_
#define DATELINE_CORE_INDEX_TOMBSTONES_H_

#include <absl/status/statusor.h>

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/index/posting_list.h"

namespace dateline::index {

// The dead documents, ascending, of a segment with `rows` documents. DATA_LOSS: the bytes are not
// such a bitmap, or name documents that the segment does not have. Thread-safe.
absl::StatusOr<std::vector<DocId>> ParseTombstones(std::string_view bytes, std::uint32_t rows);

}  // namespace dateline::index

#endif  // DATELINE_CORE_INDEX_TOMBSTONES_H_
