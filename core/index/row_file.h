// SPDX-License-Identifier: GPL-3.0-or-later
// Row files: one run of bytes for each document of a segment. Stored articles and word rows are
// kept this way: appended in document order, joined by copying, read in place.
#ifndef DATELINE_CORE_INDEX_ROW_FILE_H_
#define DATELINE_CORE_INDEX_ROW_FILE_H_

#include <absl/status/statusor.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/index/files.h"
#include "core/index/manifest.h"
#include "core/index/mapped_file.h"
#include "core/index/read_once.h"

namespace dateline::index {

// The last bytes of a stored row, little-endian: RowChecksum of what is before them.
inline constexpr std::size_t kRowChecksumBytes = sizeof(std::uint32_t);
// The low half of the XXH3-64.
std::uint32_t RowChecksum(std::string_view content);

// Rows one after the other; row i (from 0) is [ends[i - 1], ends[i]) of the bytes: its content and
// its checksum. In a mapped file both may change at any time.
struct RowsView {
  std::size_t size() const { return ends.size(); }
  // The content as it is, unchecked, of a row below size(); empty if its ends are damaged.
  std::string_view Row(std::size_t row) const {
    const std::uint64_t begin = row == 0 ? 0 : ReadOnce(ends[row - 1]);
    const std::uint64_t end = ReadOnce(ends[row]);
    if (end > bytes.size() || begin > end || end - begin < kRowChecksumBytes) return {};
    return {bytes.data() + begin, end - begin - kRowChecksumBytes};
  }
  // The content; nullopt if the row is damaged or there is no such row.
  std::optional<std::string_view> CheckedRow(std::size_t row) const;
  // With its checksum, unchecked.
  std::string_view Stored(std::size_t row) const {
    if (row >= ends.size()) return {};
    const std::uint64_t begin = row == 0 ? 0 : ReadOnce(ends[row - 1]);
    const std::uint64_t end = ReadOnce(ends[row]);
    if (begin > end || end > bytes.size()) return {};
    return bytes.substr(begin, end - begin);
  }
  std::string_view bytes;
  std::span<const std::uint64_t> ends;
  bool mapped = false;  // of a file: what was read can be dropped from memory
};

// The content of a row as it is stored; nullopt if it does not end with the checksum of it.
std::optional<std::string_view> SoundContent(std::string_view stored);
// Whether there is such content.
bool IsSoundRow(std::string_view stored);

// A row file is: 8 bytes "DLROWS02"; the rows; zeros up to a multiple of 8; the end of each row (64
// bits, counted from the first row's start); the number of rows (64 bits). Numbers are
// little-endian.
inline constexpr std::string_view kRowFileMagic = "DLROWS02";

// A row file, mapped into memory. Read from any thread; stays readable after the file
// is removed.
class RowFile {
 public:
  // DATA_LOSS if size or structure are not what `entry` and `rows` say; NOT_FOUND.
  static absl::StatusOr<std::unique_ptr<RowFile>> Open(const std::string& folder,
                                                       const FileEntry& entry, std::size_t rows);
  RowFile(const RowFile&) = delete;
  RowFile& operator=(const RowFile&) = delete;
  const RowsView& view() const { return view_; }
  // Whether a part of it could not be read: it reads as zeros.
  bool lost() const { return mapped_->lost(); }

 private:
  explicit RowFile(std::shared_ptr<const MappedFile> mapped) : mapped_(std::move(mapped)) {}
  std::shared_ptr<const MappedFile> mapped_;
  RowsView view_;
};

}  // namespace dateline::index

#endif  // DATELINE_CORE_INDEX_ROW_FILE_H_
