// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/row_file.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <bit>
#include <cstring>
#include <utility>

namespace dateline::index {
namespace {

static_assert(std::endian::native == std::endian::little, "row files are read in place");

}  // namespace

std::uint32_t RowChecksum(std::string_view content) {
  return static_cast<std::uint32_t>(XXH3_64bits(content.data(), content.size()));
}

std::optional<std::string_view> SoundContent(std::string_view stored) {
  if (stored.size() < kRowChecksumBytes) return std::nullopt;
  const std::string_view content = stored.substr(0, stored.size() - kRowChecksumBytes);
  std::uint32_t checksum = 0;
  std::memcpy(&checksum, stored.data() + content.size(), sizeof checksum);
  if (checksum != RowChecksum(content)) return std::nullopt;
  return content;
}

bool IsSoundRow(std::string_view stored) { return SoundContent(stored).has_value(); }

std::optional<std::string_view> RowsView::CheckedRow(std::size_t row) const {
  return SoundContent(Stored(row));
}

absl::StatusOr<std::unique_ptr<RowFile>> RowFile::Open(const std::string& folder,
                                                       const FileEntry& entry, std::size_t rows) {
  auto mapped = MappedFile::Open(folder + "/" + entry.name);
  if (!mapped.ok()) return mapped.status();
  const std::string_view bytes = (*mapped)->bytes();
  const std::size_t frame = kRowFileMagic.size() + (rows + 1) * sizeof(std::uint64_t);
  std::uint64_t written_rows = 0;
  const bool framed = bytes.size() == entry.bytes && bytes.size() >= frame &&
                      bytes.size() % sizeof(written_rows) == 0 && bytes.starts_with(kRowFileMagic);
  if (framed) {
    std::memcpy(&written_rows, bytes.data() + bytes.size() - sizeof written_rows,
                sizeof written_rows);
  }
  if (!framed || written_rows != rows) {
    return absl::DataLossError(
        fmt::format("'{}' has {} bytes and is not a row file of {} rows and {} bytes", entry.name,
                    bytes.size(), rows, entry.bytes));
  }
  std::unique_ptr<RowFile> file(new RowFile(std::move(*mapped)));
  file->view_.bytes = bytes.substr(kRowFileMagic.size(), bytes.size() - frame);
  file->view_.mapped = true;
  file->view_.ends = {reinterpret_cast<const std::uint64_t*>(bytes.data() + kRowFileMagic.size() +
                                                             file->view_.bytes.size()),
                      rows};
  return file;
}

}  // namespace dateline::index
