// SPDX-License-Identifier: GPL-3.0-or-later
// Row files: one run of bytes for each document of a segment. Stored articles and word rows are
// kept this way: appended in document order, joined by copying, read in place.
#ifndef DATELINE_CORE_INDEX_ROW_FILE_H_
#define DATELINE_CORE_INDEX_ROW_FILE_H_

#include <absl/status/statusor.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/index/files.h"
#include "core/index/manifest.h"
#include "core/index/mapped_file.h"

namespace dateline::index {

// Rows one after the other; row i (from 0) is [ends[i - 1], ends[i]) of the bytes.
struct RowsView {
  std::size_t size() const { return ends.size(); }
  // Empty if the offsets are damaged.
  std::string_view Row(std::size_t row) const {
    const std::uint64_t begin = row == 0 ? 0 : ends[row - 1];
    if (begin > ends[row] || ends[row] > bytes.size()) return {};
    return bytes.substr(begin, ends[row] - begin);
  }
  std::string_view bytes;
  std::span<const std::uint64_t> ends;
  bool mapped = false;  // of a file: what was read can be dropped from memory
};

// A row file is: 8 bytes "DLROWS01"; the rows; zeros up to a multiple of 8; the end of each row (64
// bits, counted from the first row's start); the number of rows (64 bits). Numbers are
// little-endian.
inline constexpr std::string_view kRowFileMagic = "DLROWS01";

// A row file, mapped into memory. Immutable; read from any thread; stays readable after the file
// is removed.
class RowFile {
 public:
  // DATA_LOSS if size or structure are not what `entry` and `rows` say; NOT_FOUND.
  static absl::StatusOr<std::unique_ptr<RowFile>> Open(const std::string& folder,
                                                       const FileEntry& entry, std::size_t rows);
  RowFile(const RowFile&) = delete;
  RowFile& operator=(const RowFile&) = delete;
  const RowsView& view() const { return view_; }

 private:
  explicit RowFile(std::shared_ptr<const MappedFile> mapped) : mapped_(std::move(mapped)) {}
  std::shared_ptr<const MappedFile> mapped_;
  RowsView view_;
};

}  // namespace dateline::index

#endif  // DATELINE_CORE_INDEX_ROW_FILE_H_
