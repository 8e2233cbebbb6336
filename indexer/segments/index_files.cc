// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/segments/index_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "core/errors/errors.h"
#include "core/index/descriptor.h"
#include "core/index/files.h"

namespace dateline::segments {
namespace {

// A failed sync by its reason; for want of space a file can be thrown away and nothing is in doubt.
absl::Status SyncFailed(const absl::Status& status) {
  if (absl::IsResourceExhausted(status)) return status;
  return errors::MakeError(status.code(), v1::ERROR_REASON_SYNC_FAILED,
                           std::string_view(status.message().data(), status.message().size()));
}

}  // namespace

bool IsSyncFailure(const absl::Status& status) {
  return errors::ReasonOf(status) == v1::ERROR_REASON_SYNC_FAILED;
}

int IndexFiles::CreateTemporary(const std::string& path) {
  return open((path + ".tmp").c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0644);
}

absl::Status IndexFiles::WriteBytes(int descriptor, std::string_view bytes,
                                    const std::string& path) const {
  if (absl::Status status = FaultBefore("write", path); !status.ok()) return status;
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return index::ErrnoStatus(errno, "write", path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status IndexFiles::SyncDescriptor(int descriptor, const std::string& path) const {
  if (absl::Status status = FaultBefore("sync", path); !status.ok()) return SyncFailed(status);
  if (fsync(descriptor) != 0) return SyncFailed(index::ErrnoStatus(errno, "sync", path));
  return absl::OkStatus();
}

absl::Status IndexFiles::SyncPath(const std::string& path, int flags, std::string_view step) const {
  if (absl::Status status = FaultBefore(step, path); !status.ok()) return SyncFailed(status);
  const index::Descriptor file(open(path.c_str(), flags | O_CLOEXEC));
  if (file.get() < 0) return index::ErrnoStatus(errno, "open", path);
  // Never tried again: the kernel reports a failed write-back once and then forgets it.
  if (fsync(file.get()) != 0) return SyncFailed(index::ErrnoStatus(errno, step, path));
  return absl::OkStatus();
}

absl::Status IndexFiles::WriteFile(const std::string& name, std::string_view bytes,
                                   bool sync) const {
  const std::string path = Path(name);
  absl::Status status;
  {
    const index::Descriptor file(CreateTemporary(path));
    if (file.get() < 0) return index::ErrnoStatus(errno, "create", path);
    status = WriteBytes(file.get(), bytes, path);
    if (status.ok() && sync) status = SyncDescriptor(file.get(), path);
  }
  if (status.ok()) status = RenameFile(name + ".tmp", name);
  if (!status.ok()) (void)unlink((path + ".tmp").c_str());
  return status;
}

absl::Status IndexFiles::SyncFile(const std::string& name) const {
  return SyncPath(Path(name), O_RDONLY, "sync");
}

absl::Status IndexFiles::SyncFolder(const std::string& name) const {
  return SyncPath(Path(name), O_RDONLY | O_DIRECTORY, "sync folder");
}

absl::Status IndexFiles::SyncFolder() const {
  return SyncPath(folder_, O_RDONLY | O_DIRECTORY, "sync folder");
}

absl::Status IndexFiles::SyncParent() const {
  // Of "/a/b/" the parent is "/a", not "/a/b".
  const auto parent = std::filesystem::absolute(folder_).lexically_normal().parent_path();
  return SyncPath(parent.filename().empty() ? parent.parent_path() : parent, O_RDONLY | O_DIRECTORY,
                  "sync folder");
}

absl::Status IndexFiles::RenameFile(const std::string& from, const std::string& to) const {
  const std::string path = Path(to);
  if (absl::Status status = FaultBefore("rename", path); !status.ok()) return status;
  if (rename(Path(from).c_str(), path.c_str()) != 0)
    return index::ErrnoStatus(errno, "rename", path);
  return absl::OkStatus();
}

absl::Status IndexFiles::RemoveFile(const std::string& name) const {
  const std::string path = Path(name);
  if (absl::Status status = FaultBefore("remove", path); !status.ok()) return status;
  if (unlink(path.c_str()) != 0 && errno != ENOENT)
    return index::ErrnoStatus(errno, "remove", path);
  return absl::OkStatus();
}

}  // namespace dateline::segments
