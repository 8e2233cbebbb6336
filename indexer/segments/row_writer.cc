// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/segments/row_writer.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/index/read_once.h"
#include "indexer/segments/file_writer.h"

namespace dateline::segments {
namespace {

std::string_view Bytes(std::span<const std::uint64_t> numbers) {
  return {reinterpret_cast<const char*>(numbers.data()), numbers.size_bytes()};
}

constexpr std::size_t kCopyBytes = 8U << 20U;

// Pages wholly inside `bytes` leave this process's memory; they come back when they are read.
void DropPages(std::string_view bytes) {
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto first = reinterpret_cast<std::uintptr_t>(bytes.data());
  const std::uintptr_t begin = (first + page - 1) / page * page;
  const std::uintptr_t end = (first + bytes.size()) / page * page;
  if (begin < end) (void)madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
}

absl::Status RowDamaged(std::size_t row) {
  return absl::DataLossError(fmt::format("row {} of a row file is damaged", row + 1));
}

// Copies the rows of a part to the file, the end of each to `ends`. Large segments are copied in
// pieces, so that a merge does not hold all of its sources in memory. What is mapped is checked:
// its file may have changed since the merge began.
absl::Status CopyRows(const index::RowsView& part, FileWriter& file,
                      std::vector<std::uint64_t>& ends) {
  const std::uint64_t base = file.bytes() - index::kRowFileMagic.size();
  std::uint64_t begin = 0;
  std::uint64_t copied = 0;
  for (std::size_t row = 0; row < part.size(); ++row) {
    const std::uint64_t end = index::ReadOnce(part.ends[row]);
    if (end < begin || end > part.bytes.size()) return RowDamaged(row);
    const bool sound = !part.mapped || index::IsSoundRow(part.bytes.substr(begin, end - begin));
    if (!sound) return RowDamaged(row);
    ends.push_back(base + end);
    begin = end;
    if (end - copied < kCopyBytes && row + 1 < part.size()) continue;
    const std::string_view piece = part.bytes.substr(copied, end - copied);
    if (absl::Status status = file.Append(piece); !status.ok()) return status;
    if (part.mapped) DropPages(piece);
    copied = end;
  }
  return absl::OkStatus();
}

}  // namespace

void RowBuffer::Add(std::string_view content) {
  const std::uint32_t checksum = index::RowChecksum(content);
  bytes_.append(content);
  bytes_.append(reinterpret_cast<const char*>(&checksum), sizeof checksum);
  ends_.push_back(bytes_.size());
}

absl::StatusOr<index::FileEntry> WriteRowFile(const IndexFiles& files, const std::string& name,
                                              std::span<const index::RowsView> parts) {
  auto writer = FileWriter::Create(files, name);
  if (!writer.ok()) return writer.status();
  FileWriter& file = **writer;
  absl::Status status = file.Append(index::kRowFileMagic);
  std::vector<std::uint64_t> ends;
  for (const index::RowsView& part : parts) {
    if (!status.ok()) return status;
    status = CopyRows(part, file, ends);
  }
  status.Update(file.Append(std::string((8 - file.bytes() % 8) % 8, '\0')));
  const std::uint64_t rows = ends.size();
  status.Update(file.Append(Bytes(ends)));
  status.Update(file.Append(Bytes({&rows, 1})));
  if (!status.ok()) return status;
  return file.Finish();
}

}  // namespace dateline::segments
