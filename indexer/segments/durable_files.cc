// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/segments/durable_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <utility>

#include "core/errors.h"
#include "core/index/checksum.h"
#include "core/index/descriptor.h"
#include "core/index/files.h"

namespace dateline::segments {
namespace {

FileFault& Fault() {
  static FileFault fault;
  return fault;
}

// A failed sync by its reason; for want of space a file can be thrown away and nothing is in doubt.
absl::Status SyncFailed(const absl::Status& status) {
  if (absl::IsResourceExhausted(status)) return status;
  return errors::MakeError(status.code(), v1::ERROR_REASON_SYNC_FAILED,
                           std::string_view(status.message().data(), status.message().size()));
}

absl::Status WriteAll(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return index::ErrnoStatus(errno, "write", path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status SyncPath(const std::string& path, int flags, std::string_view step) {
  if (absl::Status status = FileFaultBefore(step, path); !status.ok()) return SyncFailed(status);
  const index::Descriptor file(open(path.c_str(), flags | O_CLOEXEC));
  if (file.get() < 0) return index::ErrnoStatus(errno, "open", path);
  // Never tried again: the kernel reports a failed write-back once and then forgets it.
  if (fsync(file.get()) != 0) return SyncFailed(index::ErrnoStatus(errno, step, path));
  return absl::OkStatus();
}

absl::Status WriteTemporary(const std::string& temporary, std::string_view bytes, bool sync,
                            const std::string& path) {
  const index::Descriptor file(
      open(temporary.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0644));
  if (file.get() < 0) return index::ErrnoStatus(errno, "create", path);
  if (absl::Status status = WriteAll(file.get(), bytes, path); !status.ok()) return status;
  if (!sync) return absl::OkStatus();
  if (absl::Status status = FileFaultBefore("sync", path); !status.ok()) return SyncFailed(status);
  if (fsync(file.get()) != 0) return SyncFailed(index::ErrnoStatus(errno, "sync", path));
  return absl::OkStatus();
}

}  // namespace

void SetFileFault(FileFault fault) { Fault() = std::move(fault); }

absl::Status FileFaultBefore(std::string_view step, const std::string& path) {
  return Fault() ? Fault()(step, path) : absl::OkStatus();
}

bool IsSyncFailure(const absl::Status& status) {
  return errors::ReasonOf(status) == v1::ERROR_REASON_SYNC_FAILED;
}

absl::Status WriteFile(const std::string& path, std::string_view bytes, bool sync) {
  const std::string temporary = path + ".tmp";
  absl::Status status = FileFaultBefore("write", path);
  if (status.ok()) status = WriteTemporary(temporary, bytes, sync, path);
  if (status.ok()) status = RenameFile(temporary, path);
  if (!status.ok()) (void)unlink(temporary.c_str());
  return status;
}

struct FileWriter::Impl {
  Impl(std::string file_path, int fd) : path(std::move(file_path)), file(fd) {
    buffer.reserve(kBufferBytes);
  }
  absl::Status Drain() {
    if (absl::Status status = FileFaultBefore("write", path); !status.ok()) return status;
    if (absl::Status status = WriteAll(file.get(), buffer, path); !status.ok()) return status;
    buffer.clear();
    return absl::OkStatus();
  }

  static constexpr std::size_t kBufferBytes = 1U << 20U;
  std::string path;
  index::Descriptor file;
  index::Checksum checksum;
  std::string buffer;
  std::uint64_t bytes = 0;
  bool finished = false;
};

FileWriter::FileWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
FileWriter::~FileWriter() {
  if (!impl_->finished) unlink((impl_->path + ".tmp").c_str());
}
std::uint64_t FileWriter::bytes() const { return impl_->bytes; }

absl::StatusOr<std::unique_ptr<FileWriter>> FileWriter::Create(const std::string& path) {
  const int fd =
      open((path + ".tmp").c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (fd < 0) return index::ErrnoStatus(errno, "create", path);
  return std::unique_ptr<FileWriter>(new FileWriter(std::make_unique<Impl>(path, fd)));
}

absl::Status FileWriter::Append(std::string_view bytes) {
  Impl& impl = *impl_;
  impl.checksum.Add(bytes);
  impl.bytes += bytes.size();
  while (!bytes.empty()) {
    const std::size_t room = Impl::kBufferBytes - impl.buffer.size();
    impl.buffer.append(bytes.substr(0, room));
    bytes.remove_prefix(std::min(room, bytes.size()));
    if (impl.buffer.size() < Impl::kBufferBytes) continue;
    if (absl::Status status = impl.Drain(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<index::FileEntry> FileWriter::Finish() {
  Impl& impl = *impl_;
  if (absl::Status status = impl.Drain(); !status.ok()) return status;
  if (absl::Status status = FileFaultBefore("sync", impl.path); !status.ok()) {
    return SyncFailed(status);
  }
  if (fsync(impl.file.get()) != 0) return SyncFailed(index::ErrnoStatus(errno, "sync", impl.path));
  if (absl::Status status = RenameFile(impl.path + ".tmp", impl.path); !status.ok()) return status;
  impl.finished = true;
  return index::FileEntry{std::filesystem::path(impl.path).filename().string(), impl.bytes,
                          impl.checksum.Hex()};
}

absl::Status SyncFile(const std::string& path) { return SyncPath(path, O_RDONLY, "sync"); }

absl::Status SyncFolder(const std::string& path) {
  return SyncPath(path, O_RDONLY | O_DIRECTORY, "sync folder");
}

absl::Status RenameFile(const std::string& from, const std::string& to) {
  if (absl::Status status = FileFaultBefore("rename", to); !status.ok()) return status;
  if (rename(from.c_str(), to.c_str()) != 0) return index::ErrnoStatus(errno, "rename", to);
  return absl::OkStatus();
}

absl::Status RemoveFile(const std::string& path) {
  if (absl::Status status = FileFaultBefore("remove", path); !status.ok()) return status;
  if (unlink(path.c_str()) != 0 && errno != ENOENT)
    return index::ErrnoStatus(errno, "remove", path);
  return absl::OkStatus();
}

}  // namespace dateline::segments
