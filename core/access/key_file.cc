// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/key_file.h"

#include <absl/cleanup/cleanup.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "core/access/key_json.h"
#include "core/limits.h"

namespace dateline::access {
namespace {

constexpr mode_t kOthers = S_IRWXG | S_IRWXO;

absl::Status SystemError(std::string_view step, const std::string& path) {
  const int error = errno;
  const std::string message =
      fmt::format("cannot {} '{}': {}", step, path, std::generic_category().message(error));
  if (error == ENOENT) return absl::NotFoundError(message);
  if (error == ELOOP) {
    return absl::FailedPreconditionError(
        fmt::format("'{}' is a link; name the file of keys itself", path));
  }
  return error == EACCES || error == EPERM ? absl::PermissionDeniedError(message)
                                           : absl::InternalError(message);
}

FileStamp StampOf(const struct stat& file) {
  return {file.st_dev, file.st_ino, file.st_size,
          std::int64_t{file.st_ctim.tv_sec} * 1'000'000'000 + file.st_ctim.tv_nsec};
}

bool MayBelongTo(uid_t user, KeyFileOwner owner) {
  const uid_t own = ::geteuid();
  return user == own || user == 0 || (own == 0 && owner == KeyFileOwner::kAnybodyForRoot);
}

absl::Status CheckFile(const struct stat& file, const std::string& path, KeyFileOwner owner) {
  if (!S_ISREG(file.st_mode)) {
    return absl::FailedPreconditionError(fmt::format("'{}' is not a file", path));
  }
  if ((file.st_mode & kOthers) != 0) {
    return absl::FailedPreconditionError(
        fmt::format("'{}' has mode {:04o}; others must not read the keys: chmod 600 it", path,
                    file.st_mode & 07777));
  }
  if (!MayBelongTo(file.st_uid, owner)) {
    return absl::FailedPreconditionError(
        fmt::format("'{}' belongs to user {}; it must be of the user {} that runs this program, or "
                    "of root",
                    path, file.st_uid, ::geteuid()));
  }
  if (static_cast<std::uint64_t>(file.st_size) > limits::kMaxKeyFileBytes) {
    return absl::FailedPreconditionError(
        fmt::format("'{}' has {} bytes; a file of keys has at most {}", path, file.st_size,
                    limits::kMaxKeyFileBytes));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadAll(int file, const std::string& path) {
  std::string text;
  char buffer[1 << 16];
  for (;;) {
    const ssize_t got = ::read(file, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemError("read", path);
    if (got == 0) return text;
    text.append(buffer, static_cast<std::size_t>(got));
    if (text.size() > limits::kMaxKeyFileBytes) {
      return absl::FailedPreconditionError(fmt::format("'{}' grows while it is read", path));
    }
  }
}

absl::Status WriteAll(int file, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t wrote = ::write(file, text.data(), text.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return SystemError("write", path);
    text.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return ::fsync(file) == 0 ? absl::OkStatus() : SystemError("sync", path);
}

std::string FolderOf(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

absl::Status SyncFolder(const std::string& folder) {
  const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (handle < 0) return SystemError("open", folder);
  const absl::Cleanup close = [handle] { ::close(handle); };
  return ::fsync(handle) == 0 ? absl::OkStatus() : SystemError("sync", folder);
}

// Gives a file to the owner of the file of keys, whose server could not use it otherwise.
absl::Status GiveTo(int file, const struct stat& owner, const std::string& path) {
  struct stat now {};
  if (::fstat(file, &now) != 0) return SystemError("look at", path);
  if (now.st_uid == owner.st_uid && now.st_gid == owner.st_gid) return absl::OkStatus();
  // Whoever may write the folder must not have root give away a file that it only has a link to.
  if (!S_ISREG(now.st_mode) || now.st_nlink != 1) {
    return absl::FailedPreconditionError(
        fmt::format("'{}' is not a file with this name alone; remove it", path));
  }
  if (::fchown(file, owner.st_uid, owner.st_gid) == 0) return absl::OkStatus();
  if (errno != EPERM) return SystemError("change the owner of", path);
  // A group is of no use to a file of mode 0600.
  if (now.st_uid == owner.st_uid) return absl::OkStatus();
  return absl::PermissionDeniedError(fmt::format(
      "the file of keys belongs to user {}, to whom user {} cannot give '{}'; a server could not "
      "read it. Run this as root or as that user",
      owner.st_uid, now.st_uid, path));
}

// The new file gets its name when it is whole and on the disk. `owner` null: that of the program.
absl::Status Replace(const std::string& path, std::string_view text, const struct stat* owner) {
  const std::string temporary = path + ".new";
  if (::unlink(temporary.c_str()) != 0 && errno != ENOENT) return SystemError("remove", temporary);
  const int file =
      ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0) return SystemError("create", temporary);
  absl::Cleanup remove = [&temporary] { ::unlink(temporary.c_str()); };
  absl::Status status = owner == nullptr ? absl::OkStatus() : GiveTo(file, *owner, temporary);
  if (status.ok()) status = WriteAll(file, text, temporary);
  if (::close(file) != 0 && status.ok()) status = SystemError("close", temporary);
  if (!status.ok()) return status;
  if (::rename(temporary.c_str(), path.c_str()) != 0) return SystemError("replace", path);
  std::move(remove).Cancel();
  return SyncFolder(FolderOf(path));
}

absl::StatusOr<KeyFile> Read(const std::string& path, KeyFileOwner owner, struct stat& info) {
  // O_NONBLOCK: a pipe must not stop the program.
  const int file = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return SystemError("open", path);
  const absl::Cleanup close = [file] { ::close(file); };
  if (::fstat(file, &info) != 0) return SystemError("look at", path);
  if (absl::Status status = CheckFile(info, path, owner); !status.ok()) return status;
  const auto text = ReadAll(file, path);
  if (!text.ok()) return text.status();
  auto keys = ParseKeys(*text);
  if (!keys.ok()) {
    return absl::InvalidArgumentError(fmt::format(
        "'{}' is not a file of keys: {}", path,
        std::string_view(keys.status().message().data(), keys.status().message().size())));
  }
  return KeyFile{*std::move(keys), StampOf(info)};
}

}  // namespace

FileStamp StampOf(const std::string& path) {
  struct stat file {};
  if (::lstat(path.c_str(), &file) != 0) return {};
  return StampOf(file);
}

FileStamp StampOfTarget(const std::string& path) {
  struct stat file {};
  if (::stat(path.c_str(), &file) != 0) return {};
  return StampOf(file);
}

absl::StatusOr<KeyFile> ReadKeyFile(const std::string& path, KeyFileOwner owner) {
  struct stat info {};
  return Read(path, owner, info);
}

absl::Status ChangeKeyFile(const std::string& path,
                           const std::function<absl::Status(std::vector<Key>&)>& change) {
  // A file of its own: the file of keys is another one after each change.
  const std::string lock_path = path + ".lock";
  const int lock = ::open(lock_path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (lock < 0) return SystemError("open", lock_path);
  const absl::Cleanup close = [lock] { ::close(lock); };
  while (::flock(lock, LOCK_EX) != 0) {
    if (errno != EINTR) return SystemError("lock", lock_path);
  }
  KeyFile file;
  struct stat owner {};
  auto read = Read(path, KeyFileOwner::kAnybodyForRoot, owner);
  const bool is_new = absl::IsNotFound(read.status());
  if (!read.ok() && !is_new) return read.status();
  if (read.ok()) {
    file = *std::move(read);
    if (absl::Status status = GiveTo(lock, owner, lock_path); !status.ok()) return status;
  }
  if (absl::Status status = change(file.keys); !status.ok()) return status;
  const std::string text = PrintKeys(file.keys);
  // What is written must be readable again, or every key would be locked out.
  if (auto again = ParseKeys(text); !again.ok()) return again.status();
  return Replace(path, text, is_new ? nullptr : &owner);
}

absl::Status CheckOutside(const std::string& path, const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path inner = fs::weakly_canonical(FolderOf(path), error);
  fs::path outer = error ? fs::path() : fs::weakly_canonical(folder, error);
  if (!outer.has_filename()) outer = outer.parent_path();  // of "index/"
  if (error) return absl::InternalError(fmt::format("cannot find the folder of '{}'", path));
  const auto last = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first;
  if (last != outer.end()) return absl::OkStatus();
  return absl::FailedPreconditionError(fmt::format(
      "'{}' is in the folder of the index, whose copies would hold it; move it elsewhere", path));
}

}  // namespace dateline::access
