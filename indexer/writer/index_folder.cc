// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/writer/index_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <set>
#include <system_error>

#include "core/errors.h"
#include "core/index/files.h"

namespace dateline {
namespace {

constexpr int kRetryMs = 5000;
constexpr std::chrono::seconds kGrace{
    60};  // a slow opener or a copier may still want dropped files

std::string ReadPid(int descriptor) {
  std::array<char, 32> text{};
  const ssize_t got = pread(descriptor, text.data(), text.size() - 1, 0);
  const std::string pid(text.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
  return pid.substr(0, pid.find('\n'));
}

std::set<std::string> NamedFiles(const Manifest& manifest) {
  std::set<std::string> named{ManifestName(manifest.generation)};
  for (const SegmentEntry& segment : manifest.segments) {
    for (const FileEntry& file : FilesOf(segment)) {
      named.insert(std::filesystem::path(file.name).filename());
    }
  }
  return named;
}

// What cannot be removed stays and harms nothing; the next start tries again.
void RemoveUnnamed(const std::string& folder, const Manifest& manifest,
                   std::chrono::seconds grace) {
  const std::set<std::string> named = NamedFiles(manifest);
  const auto limit = std::filesystem::file_time_type::clock::now() - grace;
  std::error_code ignored;
  for (const std::string& place : {folder + "/segments", folder}) {
    for (const auto& entry : std::filesystem::directory_iterator(place, ignored)) {
      const std::string name = entry.path().filename();
      const bool ours = place != folder || name.starts_with("MANIFEST-");
      if (!ours || named.contains(name) || entry.last_write_time(ignored) > limit) continue;
      std::filesystem::remove(entry.path(), ignored);
    }
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<IndexLock>> IndexLock::Take(const std::string& folder) {
  const std::string path = folder + "/LOCK";
  const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (descriptor < 0) return ErrnoStatus(errno, "open", path);
  std::unique_ptr<IndexLock> lock(new IndexLock(descriptor));
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return ErrnoStatus(errno, "lock", path);
    const std::string pid = ReadPid(descriptor);
    return MakeError(
        absl::StatusCode::kFailedPrecondition, "INDEX_LOCKED",
        fmt::format("INDEX_LOCKED: process {} is writing this index; send articles to it, or stop "
                    "it first",
                    pid),
        {{"pid", pid}});
  }
  const std::string pid = fmt::format("{}\n", getpid());
  if (ftruncate(descriptor, 0) != 0 || pwrite(descriptor, pid.data(), pid.size(), 0) < 0) {
    return ErrnoStatus(errno, "write", path);
  }
  return lock;
}

IndexLock::~IndexLock() { close(descriptor_); }

absl::Status CreateFolders(const std::string& folder) {
  std::error_code error;
  for (const char* part : {"", "/segments", "/scratch"}) {
    std::filesystem::create_directories(folder + part, error);
    if (error) return ErrnoStatus(error.value(), "create folder", folder + part);
  }
  return absl::OkStatus();
}

void RemoveLeftovers(const std::string& folder, const Manifest& manifest) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder + "/scratch", ignored)) {
    std::filesystem::remove_all(entry.path(), ignored);
  }
  RemoveUnnamed(folder, manifest, std::chrono::seconds(0));
}

void RemoveLeftoverSegments(const std::string& folder, const Manifest& manifest) {
  RemoveUnnamed(folder, manifest, kGrace);
}

absl::Status CheckFreeSpace(const std::string& folder, std::uint64_t least) {
  struct statvfs about {};
  if (statvfs(folder.c_str(), &about) != 0) return ErrnoStatus(errno, "statvfs", folder);
  const std::uint64_t free = std::uint64_t{about.f_bavail} * about.f_frsize;
  if (free >= least) return absl::OkStatus();
  return WithRetry(
      MakeError(
          absl::StatusCode::kResourceExhausted, "DISK_FULL",
          fmt::format("the disk of the index has {} MB left and {} MB are kept free: make room, "
                      "then send again",
                      free >> 20U, least >> 20U)),
      kRetryMs);
}

}  // namespace dateline
