// SPDX-License-Identifier: GPL-3.0-or-later
// Making row files (core/index/row_file.h).
#ifndef DATELINE_INDEXER_SEGMENTS_ROW_WRITER_H_
#define DATELINE_INDEXER_SEGMENTS_ROW_WRITER_H_

#include <absl/status/statusor.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/index/manifest.h"
#include "core/index/row_file.h"
#include "indexer/segments/index_files.h"

namespace dateline::segments {

// Rows in memory.
class RowBuffer {
 public:
  // Appends a row with its checksum.
  void Add(std::string_view content);
  index::RowsView view() const { return {bytes_, ends_, false}; }

 private:
  std::string bytes_;
  std::vector<std::uint64_t> ends_;
};

// Writes the file `name` with all rows of `parts`, in order, synced. Rows are copied with their
// checksums. DATA_LOSS: a row of a mapped part is damaged.
absl::StatusOr<index::FileEntry> WriteRowFile(const IndexFiles& files, const std::string& name,
                                              std::span<const index::RowsView> parts);

}  // namespace dateline::segments

#endif  // DATELINE_INDEXER_SEGMENTS_ROW_WRITER_H_
