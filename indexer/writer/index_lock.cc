// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/writer/index_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "core/errors/errors.h"
#include "core/index/files.h"

namespace dateline::writer {
namespace {

// The folder is locked for moments only. Some network file systems have no locks of folders: there
// the checks alone must do.
class FolderLock {
 public:
  explicit FolderLock(int folder) : folder_(folder) {
    while (flock(folder_, LOCK_EX) != 0 && errno == EINTR) {
    }
  }
  ~FolderLock() { (void)flock(folder_, LOCK_UN); }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int folder_;
};

struct Holder {
  std::string pid;
  std::string host;
};

Holder ReadHolder(int descriptor) {
  std::array<char, 320> text{};
  const ssize_t got = pread(descriptor, text.data(), text.size() - 1, 0);
  const std::string lines(text.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
  const std::size_t first = lines.find('\n');
  if (first == std::string::npos) return {"unknown", "unknown"};
  return {lines.substr(0, first), lines.substr(first + 1, lines.find('\n', first + 1) - first - 1)};
}

void WriteHolder(int descriptor) {
  std::array<char, 256> host{};
  if (gethostname(host.data(), host.size() - 1) != 0) host = {'?'};
  const std::string text = fmt::format("{}\n{}\n", getpid(), host.data());
  // Only for the message to the next one: on a full disk the lock holds all the same.
  if (ftruncate(descriptor, 0) == 0) (void)!pwrite(descriptor, text.data(), text.size(), 0);
}

absl::Status Locked(int descriptor) {
  const Holder holder = ReadHolder(descriptor);
  return errors::MakeError(
      absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_INDEX_LOCKED,
      fmt::format("INDEX_LOCKED: process {} on host {} is writing this index; send articles to "
                  "it, or stop it first",
                  holder.pid, holder.host),
      {{"pid", holder.pid}, {"host", holder.host}});
}

}  // namespace

absl::Status NotAlone(const std::string& what) {
  return errors::MakeError(
      absl::StatusCode::kInternal, v1::ERROR_REASON_WRITER_BROKEN,
      fmt::format("this writer is no longer alone with its index: {}; it writes nothing more, and "
                  "what it did not acknowledge is to be sent again: make sure that one indexer "
                  "runs on this folder, and restart it",
                  what));
}

absl::StatusOr<std::unique_ptr<IndexLock>> IndexLock::Acquire(const std::string& folder) {
  const std::string path = folder + "/LOCK";
  const int opened = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened < 0) return index::ErrnoStatus(errno, "open", folder);
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0644);
  const int error = errno;
  std::unique_ptr<IndexLock> lock(new IndexLock(path, opened, file));
  if (file < 0) return index::ErrnoStatus(error, "open", path);
  // Whoever is about to replace CURRENT by another LOCK of this folder has done so when this has
  // the folder, or looks at LOCK afterwards.
  const FolderLock folder_lock(opened);
  if (flock(file, LOCK_EX | LOCK_NB) != 0) {
    return errno == EWOULDBLOCK ? Locked(file) : index::ErrnoStatus(errno, "lock", path);
  }
  if (absl::Status status = lock->CheckHeld(); !status.ok()) return status;
  WriteHolder(file);
  return lock;
}

absl::Status IndexLock::CheckFree(const std::string& folder) {
  const index::Descriptor file(
      open((folder + "/LOCK").c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  const bool taken = file.get() >= 0 && flock(file.get(), LOCK_SH | LOCK_NB) != 0;
  return taken && errno == EWOULDBLOCK ? Locked(file.get()) : absl::OkStatus();
}

absl::Status IndexLock::CheckHeld() const {
  struct stat held {};
  struct stat there {};
  if (fstat(file_.get(), &held) != 0) return index::ErrnoStatus(errno, "stat", path_);
  if (lstat(path_.c_str(), &there) != 0) {
    return errno == ENOENT || errno == ENOTDIR ? NotAlone("its file LOCK was removed")
                                               : index::ErrnoStatus(errno, "stat", path_);
  }
  if (held.st_ino == there.st_ino && held.st_dev == there.st_dev) return absl::OkStatus();
  return NotAlone("the file LOCK is another one than it made");
}

absl::Status IndexLock::Exclusively(const std::function<absl::Status()>& change) const {
  const FolderLock folder_lock(folder_.get());
  return change();
}

}  // namespace dateline::writer
