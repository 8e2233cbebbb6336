// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/segments/row_writer.h"

#include <sys/mman.h>
#include <unistd.h>

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

// Large segments are copied in pieces, so that a merge does not hold all of its sources in memory.
absl::Status CopyRows(const index::RowsView& part, FileWriter& file) {
  std::string_view left = part.bytes.substr(0, part.ends.empty() ? 0 : part.ends.back());
  while (!left.empty()) {
    const std::string_view piece = left.substr(0, kCopyBytes);
    if (absl::Status status = file.Append(piece); !status.ok()) return status;
    if (part.mapped) DropPages(piece);
    left.remove_prefix(piece.size());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<index::FileEntry> WriteRowFile(const IndexFiles& files, const std::string& name,
                                              std::span<const index::RowsView> parts) {
  auto writer = FileWriter::Create(files, name);
  if (!writer.ok()) return writer.status();
  FileWriter& file = **writer;
  absl::Status status = file.Append(index::kRowFileMagic);
  std::vector<std::uint64_t> ends;
  for (const index::RowsView& part : parts) {
    const std::uint64_t base = file.bytes() - index::kRowFileMagic.size();
    for (const std::uint64_t end : part.ends) ends.push_back(base + end);
    status.Update(CopyRows(part, file));
  }
  status.Update(file.Append(std::string((8 - file.bytes() % 8) % 8, '\0')));
  const std::uint64_t rows = ends.size();
  status.Update(file.Append(Bytes(ends)));
  status.Update(file.Append(Bytes({&rows, 1})));
  if (!status.ok()) return status;
  return file.Finish();
}

}  // namespace dateline::segments
