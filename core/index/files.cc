// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "core/errors/errors.h"
#include "core/index/checksum.h"
#include "core/index/descriptor.h"

namespace dateline::index {
namespace {

constexpr int kRetryMs = 5000;

}  // namespace

absl::Status DiskFull(std::string_view message) {
  return errors::WithRetry(
      errors::MakeError(absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_DISK_FULL,
                        fmt::format("{}; make room, then send again", message)),
      kRetryMs);
}

absl::Status ErrnoStatus(int error, std::string_view step, const std::string& path) {
  const std::string message =
      fmt::format("{} of '{}' failed: {}", step, std::filesystem::path(path).filename().string(),
                  strerror(error));
  switch (error) {
    case ENOSPC:
    case EDQUOT:
      return DiskFull(message);
    case ENOENT:
      return absl::NotFoundError(message);
    case EMFILE:
    case ENFILE:
      return absl::InternalError(message + "; raise the limit of open files (ulimit -n)");
    case EIO:
      return absl::InternalError(message + "; check the disk and the system's log");
    case EACCES:
    case EPERM:
    case EROFS:
      return absl::PermissionDeniedError(
          message + "; give this user the right to it, or choose another folder");
    default:
      return absl::InternalError(message);
  }
}

absl::StatusOr<std::string> ReadWholeFile(const std::string& path) {
  // Without O_NONBLOCK a pipe would hang until somebody writes to it.
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) return ErrnoStatus(errno, "open", path);
  struct stat about {};
  if (fstat(file.get(), &about) != 0) return ErrnoStatus(errno, "stat", path);
  if (!S_ISREG(about.st_mode)) {
    return absl::DataLossError(
        fmt::format("'{}' is not a file", std::filesystem::path(path).filename().string()));
  }
  std::string bytes(static_cast<std::size_t>(about.st_size), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = read(file.get(), bytes.data() + done, bytes.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return ErrnoStatus(errno, "read", path);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

absl::StatusOr<FileEntry> DescribeFile(const std::string& folder, const std::string& name,
                                       const GoOn& go_on) {
  const std::string path = folder + "/" + name;
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (file.get() < 0) return ErrnoStatus(errno, "open", path);
  Checksum checksum;
  std::string buffer(1U << 20U, '\0');
  FileEntry entry{name, 0, ""};
  for (;;) {
    const ssize_t got = read(file.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return ErrnoStatus(errno, "read", path);
    if (got == 0) break;
    if (go_on && !go_on()) return absl::CancelledError("the reading was cancelled");
    checksum.Add({buffer.data(), static_cast<std::size_t>(got)});
    entry.bytes += static_cast<std::uint64_t>(got);
  }
  entry.checksum = checksum.Hex();
  return entry;
}

absl::Status CheckFile(const std::string& folder, const FileEntry& entry, const GoOn& go_on) {
  const auto found = DescribeFile(folder, entry.name, go_on);
  if (!found.ok()) return found.status();
  if (*found == entry) return absl::OkStatus();
  return absl::DataLossError(
      fmt::format("{}: {} bytes with checksum {}; the manifest says {} bytes with {}", entry.name,
                  found->bytes, found->checksum, entry.bytes, entry.checksum));
}

}  // namespace dateline::index
