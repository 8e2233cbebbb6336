// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/row_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstring>
#include <utility>

namespace dateline {
namespace {

static_assert(std::endian::native == std::endian::little, "row files are read in place");

constexpr std::string_view kMagic = "DLROWS01";

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
absl::Status CopyRows(const RowsView& part, FileWriter& file) {
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

RowFile::~RowFile() { munmap(map_, map_bytes_); }

absl::StatusOr<std::unique_ptr<RowFile>> RowFile::Open(const std::string& folder,
                                                       const FileEntry& entry, std::size_t rows) {
  const std::string path = folder + "/" + entry.name;
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) return ErrnoStatus(errno, "open", path);
  struct stat about {};
  const bool stated = fstat(fd, &about) == 0;
  const auto bytes = static_cast<std::size_t>(about.st_size);
  void* map = stated && bytes > 0 ? mmap(nullptr, bytes, PROT_READ, MAP_SHARED, fd, 0) : MAP_FAILED;
  const int error = errno;
  close(fd);
  const std::size_t frame = kMagic.size() + (rows + 1) * sizeof(std::uint64_t);
  if (map == MAP_FAILED && bytes > 0) return ErrnoStatus(error, "map", path);
  const absl::Status damaged = absl::DataLossError(
      fmt::format("'{}' has {} bytes and is not a row file of {} rows and {} bytes", entry.name,
                  bytes, rows, entry.bytes));
  if (map == MAP_FAILED) return damaged;
  std::unique_ptr<RowFile> file(new RowFile(map, bytes));
  const auto* data = static_cast<const char*>(map);
  std::uint64_t written_rows = 0;
  if (bytes != entry.bytes || bytes < frame || bytes % sizeof(std::uint64_t) != 0 ||
      std::memcmp(data, kMagic.data(), kMagic.size()) != 0) {
    return damaged;
  }
  std::memcpy(&written_rows, data + bytes - sizeof written_rows, sizeof written_rows);
  if (written_rows != rows) return damaged;
  file->view_.bytes = {data + kMagic.size(), bytes - frame};
  file->view_.mapped = true;
  file->view_.ends = {
      reinterpret_cast<const std::uint64_t*>(data + kMagic.size() + file->view_.bytes.size()),
      rows};
  return file;
}

absl::StatusOr<FileEntry> WriteRowFile(const std::string& folder, const std::string& name,
                                       std::span<const RowsView> parts) {
  auto writer = FileWriter::Create(folder + "/" + name);
  if (!writer.ok()) return writer.status();
  FileWriter& file = **writer;
  absl::Status status = file.Append(kMagic);
  std::vector<std::uint64_t> ends;
  for (const RowsView& part : parts) {
    const std::uint64_t base = file.bytes() - kMagic.size();
    for (const std::uint64_t end : part.ends) ends.push_back(base + end);
    status.Update(CopyRows(part, file));
  }
  status.Update(file.Append(std::string((8 - file.bytes() % 8) % 8, '\0')));
  const std::uint64_t rows = ends.size();
  status.Update(file.Append(Bytes(ends)));
  status.Update(file.Append(Bytes({&rows, 1})));
  if (!status.ok()) return status;
  auto entry = file.Finish();
  if (entry.ok()) entry->name = name;
  return entry;
}

}  // namespace dateline
