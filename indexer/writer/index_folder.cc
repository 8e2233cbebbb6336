// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/writer/index_folder.h"

#include <fmt/format.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "core/errors/errors.h"
#include "core/index/files.h"
#include "indexer/segments/file_names.h"
#include "indexer/writer/dropped_files.h"

namespace dateline::writer {
namespace {

using Entries = std::vector<segments::FolderEntry>;
using Type = segments::FolderEntry::Type;

// An empty list if there is no such folder.
absl::StatusOr<Entries> ListIfThere(const segments::IndexFiles& files, const std::string& name) {
  auto entries = files.List(name);
  if (absl::IsNotFound(entries.status())) return Entries{};
  return entries;
}

bool IsOfIndex(const segments::FolderEntry& entry) {
  return entry.type == Type::kFile &&
         (segments::IsSegmentFileName(entry.name) || segments::IsManifestFileName(entry.name));
}

// What a folder is made of before its first commit, and may be found after a crash.
bool IsOfFirstStart(const segments::IndexFiles& files, const segments::FolderEntry& entry) {
  if (entry.name == "segments" || entry.name == "scratch") return entry.type == Type::kFolder;
  if (entry.type != Type::kFile) return false;
  if (segments::IsTemporaryOfFolder(entry.name)) return true;
  if (segments::ManifestGeneration(entry.name).value_or(0) == 1) return true;
  if (entry.name != "LOCK" && entry.name != "xapian.stub") return false;
  // The second and later lines of the lock are for people; a stub without segments is empty.
  const auto text = index::ReadWholeFile(files.Path(entry.name));
  if (!text.ok() || text->empty()) return text.ok();
  return entry.name == "LOCK" && text->front() >= '0' && text->front() <= '9';
}

absl::Status NotAnIndex(const std::string& folder, const std::string& what) {
  return errors::MakeError(
      absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_NOT_AN_INDEX,
      fmt::format("'{}' is not an index and not empty: it holds {}; nothing was changed: name an "
                  "index, or an empty or a new folder, with --index",
                  folder, what));
}

absl::Status Foreign(const std::string& folder, const std::vector<std::string>& names) {
  const std::string first = fmt::format("'{}'", names.front());
  if (names.size() == 1) return NotAnIndex(folder, first);
  return NotAnIndex(folder, fmt::format("{} and {} more", first, names.size() - 1));
}

absl::Status Broken(const std::string& what) {
  return errors::MakeError(
      absl::StatusCode::kDataLoss, v1::ERROR_REASON_SEGMENT_DAMAGED,
      fmt::format("{}; nothing was changed: 'dateline-indexer repair' shows what can be kept, or "
                  "restore a backup",
                  what));
}

// A folder that has no file CURRENT.
absl::Status CheckWithoutCurrent(const segments::IndexFiles& files, const Entries& entries,
                                 const Entries& segment_files, const Entries& scratch) {
  std::vector<std::string> foreign;
  for (const segments::FolderEntry& entry : entries) {
    if (IsOfFirstStart(files, entry)) continue;
    if (IsOfIndex(entry)) {
      return Broken(
          fmt::format("the file CURRENT is missing, but there are files of an index, "
                      "such as '{}'",
                      entry.name));
    }
    foreign.push_back(entry.name);
  }
  for (const segments::FolderEntry& entry : segment_files) {
    if (IsOfIndex(entry)) {
      return Broken(fmt::format("the file CURRENT is missing but there are segments, such as '{}'",
                                entry.name));
    }
    foreign.push_back("segments/" + entry.name);
  }
  for (const segments::FolderEntry& entry : scratch) {
    if (entry.type != Type::kFolder || !segments::IsScratchName(entry.name))
      foreign.push_back("scratch/" + entry.name);
  }
  return foreign.empty() ? absl::OkStatus() : Foreign(files.folder(), foreign);
}

// A folder that has one: of an index, or of another program that uses the name.
absl::Status CheckCurrent(const segments::IndexFiles& files, const Entries& entries,
                          const Entries& segment_files) {
  const auto current = std::find_if(entries.begin(), entries.end(),
                                    [](const auto& entry) { return entry.name == "CURRENT"; });
  if (current->type != Type::kFile)
    return NotAnIndex(files.folder(), "'CURRENT', which is not a file");
  absl::Status status = index::ReadCurrentManifest(files.folder()).status();
  if (!absl::IsDataLoss(status)) return status;
  if (std::any_of(entries.begin(), entries.end(), IsOfIndex) ||
      std::any_of(segment_files.begin(), segment_files.end(), IsOfIndex)) {
    return Broken(errors::MessageOf(status));
  }
  return NotAnIndex(files.folder(), "a file 'CURRENT' of another program");
}

}  // namespace

absl::Status CheckFolder(const segments::IndexFiles& files) {
  const auto entries = ListIfThere(files, "");
  if (!entries.ok()) return entries.status();
  const auto segment_files = ListIfThere(files, "segments");
  if (!segment_files.ok()) return segment_files.status();
  const auto scratch = ListIfThere(files, "scratch");
  if (!scratch.ok()) return scratch.status();
  const bool has_current = std::any_of(entries->begin(), entries->end(),
                                       [](const auto& entry) { return entry.name == "CURRENT"; });
  return has_current ? CheckCurrent(files, *entries, *segment_files)
                     : CheckWithoutCurrent(files, *entries, *segment_files, *scratch);
}

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

void RemoveLeftovers(const segments::IndexFiles& files, const index::Manifest& manifest) {
  if (const auto scratch = files.List("scratch"); scratch.ok()) {
    for (const segments::FolderEntry& entry : *scratch) {
      if (segments::IsScratchName(entry.name)) files.RemoveScratch("scratch/" + entry.name);
    }
  }
  // What cannot be removed is tried again by the next start.
  for (const std::string& name : UnnamedFiles(files, manifest)) (void)files.RemoveFile(name);
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
