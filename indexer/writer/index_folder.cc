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
#include <vector>

#include "core/errors/errors.h"
#include "core/index/files.h"
#include "indexer/segments/commit_manifest.h"

namespace dateline::writer {
namespace {

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

std::set<std::string> NamedFiles(const index::Manifest& manifest) {
  std::set<std::string> named{segments::ManifestName(manifest)};
  for (const index::SegmentEntry& segment : manifest.segments) {
    for (const index::FileEntry& file : index::FilesOf(segment)) {
      named.insert(std::filesystem::path(file.name).filename());
    }
  }
  return named;
}

// Files of ours that `manifest` does not name, relative to the folder.
std::vector<std::string> UnnamedFiles(const std::string& folder, const index::Manifest& manifest) {
  const std::set<std::string> named = NamedFiles(manifest);
  std::vector<std::string> unnamed;
  std::error_code ignored;
  for (const std::string& place : {std::string("segments/"), std::string()}) {
    for (const auto& entry : std::filesystem::directory_iterator(folder + "/" + place, ignored)) {
      const std::string name = entry.path().filename();
      const bool ours = !place.empty() || name.starts_with("MANIFEST-") || name.ends_with(".tmp");
      if (ours && !named.contains(name)) unnamed.push_back(place + name);
    }
  }
  return unnamed;
}

}  // namespace

absl::StatusOr<std::unique_ptr<IndexLock>> IndexLock::Acquire(const std::string& folder) {
  const std::string path = folder + "/LOCK";
  const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (descriptor < 0) return index::ErrnoStatus(errno, "open", path);
  std::unique_ptr<IndexLock> lock(new IndexLock(descriptor));
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return index::ErrnoStatus(errno, "lock", path);
    const Holder holder = ReadHolder(descriptor);
    return errors::MakeError(
        absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_INDEX_LOCKED,
        fmt::format("INDEX_LOCKED: process {} on host {} is writing this index; send articles to "
                    "it, or stop it first",
                    holder.pid, holder.host),
        {{"pid", holder.pid}, {"host", holder.host}});
  }
  WriteHolder(descriptor);
  return lock;
}

IndexLock::~IndexLock() { close(descriptor_); }

absl::Status CreateFolders(const segments::IndexFiles& files) {
  const std::string& folder = files.folder();
  std::error_code error;
  const bool made = std::filesystem::create_directories(folder, error);
  for (const char* part : {"/segments", "/scratch"}) {
    if (!error) std::filesystem::create_directory(folder + part, error);
  }
  if (error) return index::ErrnoStatus(error.value(), "create folder", folder);
  return made ? files.SyncParent() : absl::OkStatus();
}

absl::Status CheckNoOrphans(const std::string& folder) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder + "/segments", ignored)) {
    if (entry.path().extension() != ".glass") continue;
    return absl::DataLossError(fmt::format(
        "the file CURRENT is missing but there are segments, such as '{}': write the name of the "
        "newest MANIFEST into CURRENT, restore a backup, or use an empty folder",
        entry.path().filename().string()));
  }
  return absl::OkStatus();
}

void RemoveLeftovers(const segments::IndexFiles& files, const index::Manifest& manifest) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(files.Path("scratch"), ignored)) {
    std::filesystem::remove_all(entry.path(), ignored);
  }
  // What cannot be removed is tried again by the next start.
  for (const std::string& name : UnnamedFiles(files.folder(), manifest))
    (void)files.RemoveFile(name);
}

void DroppedFiles::Sweep(const index::Manifest& manifest, Clock::time_point now) {
  std::map<std::string, Clock::time_point> still;
  for (const std::string& name : UnnamedFiles(files_.folder(), manifest)) {
    const auto known = since_.find(name);
    const Clock::time_point since = known == since_.end() ? now : known->second;
    if (now - since < grace_ || !files_.RemoveFile(name).ok()) still.emplace(name, since);
  }
  since_ = std::move(still);
}

absl::Status CheckFreeSpace(const std::string& folder, std::uint64_t least) {
  struct statvfs about {};
  if (statvfs(folder.c_str(), &about) != 0) return index::ErrnoStatus(errno, "statvfs", folder);
  const std::uint64_t free = std::uint64_t{about.f_bavail} * about.f_frsize;
  if (free >= least) return absl::OkStatus();
  return index::DiskFull(fmt::format("the disk of the index has {} MB left and {} MB are kept free",
                                     free >> 20U, least >> 20U));
}

}  // namespace dateline::writer
