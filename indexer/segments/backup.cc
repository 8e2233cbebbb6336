// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/segments/backup.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>
#include <vector>

#include "core/errors/errors.h"
#include "core/index/descriptor.h"
#include "core/index/files.h"
#include "core/index/manifest.h"
#include "indexer/segments/commit_manifest.h"
#include "indexer/segments/file_writer.h"
#include "indexer/segments/index_files.h"
#include "indexer/segments/maintenance.h"

namespace dateline::segments {
namespace {

namespace fs = std::filesystem;

constexpr int kAttempts = 20;  // how often the writer may drop what is being copied

absl::Status Damaged(const absl::Status& status) {
  return errors::MakeError(
      absl::StatusCode::kDataLoss, v1::ERROR_REASON_SEGMENT_DAMAGED,
      fmt::format("the index is damaged and was not copied: {}; 'dateline-indexer repair' keeps "
                  "what is whole",
                  errors::MessageOf(status)));
}

absl::Status Taken(const std::string& target, const std::string& what) {
  return absl::AlreadyExistsError(fmt::format(
      "'{}' is there already and {}; name a new or an empty folder, or an earlier backup of this "
      "index",
      target, what));
}

// A file in a backup that is not finished: whose it is.
std::string MarkOf(const index::Manifest& manifest) {
  return fmt::format("backup-{}.tmp", manifest.index_id);
}

// One backup on its way.
class Backup {
 public:
  Backup(const std::string& folder, const std::string& target, bool copy)
      : folder_(folder), files_(target), copy_(copy) {}

  // Whether the target may be filled.
  absl::Status CheckTarget(const index::Manifest& manifest);
  absl::Status Copy(const index::Manifest& manifest);
  // Makes the copy an index.
  absl::Status Finish(const index::Manifest& manifest);
  // Takes back what was made, if there was no backup before.
  void TakeBack();
  const BackupReport& report() const { return report_; }

 private:
  absl::Status CheckThere(const std::vector<FolderEntry>& entries,
                          const index::Manifest& manifest) const;
  absl::Status CreateFolders(const index::Manifest& manifest);
  absl::Status CopyFile(const index::FileEntry& file);
  absl::Status Link(const index::FileEntry& file);
  absl::Status CopyBytes(const index::FileEntry& file);

  const std::string& folder_;
  const IndexFiles files_;  // of the target
  const bool copy_;
  bool is_new_ = false;    // there was no target
  bool is_first_ = false;  // there was no backup in it, be it interrupted
  std::set<std::string> made_;
  BackupReport report_;
};

absl::Status Backup::CheckThere(const std::vector<FolderEntry>& entries,
                                const index::Manifest& manifest) const {
  const auto has = [&](const std::string& name) {
    return std::any_of(entries.begin(), entries.end(),
                       [&](const FolderEntry& entry) { return entry.name == name; });
  };
  if (!has("CURRENT")) {
    if (has(MarkOf(manifest))) return absl::OkStatus();
    return Taken(files_.folder(), fmt::format("holds '{}'", entries.front().name));
  }
  const auto there = index::ReadCurrentManifest(files_.folder());
  if (!there.ok()) return Taken(files_.folder(), errors::MessageOf(there.status()));
  if (there->index_id == manifest.index_id) return absl::OkStatus();
  return Taken(files_.folder(), fmt::format("holds another index (id {}, this one has {})",
                                            there->index_id, manifest.index_id));
}

absl::Status Backup::CheckTarget(const index::Manifest& manifest) {
  std::error_code error;
  const fs::path index = fs::weakly_canonical(folder_, error);
  const fs::path inside = fs::weakly_canonical(files_.folder(), error).lexically_relative(index);
  if (!error && !inside.empty() && *inside.begin() != "..") {
    return absl::InvalidArgumentError(fmt::format(
        "'{}' lies inside the index '{}'; name a folder outside of it", files_.folder(), folder_));
  }
  const auto entries = files_.List("");
  is_new_ = absl::IsNotFound(entries.status());
  is_first_ = is_new_ || (entries.ok() && entries->empty());
  if (is_first_) return absl::OkStatus();
  if (!entries.ok()) return Taken(files_.folder(), "is not a folder");
  return CheckThere(*entries, manifest);
}

absl::Status Backup::CreateFolders(const index::Manifest& manifest) {
  std::error_code error;
  fs::create_directories(files_.folder(), error);
  if (error) return index::ErrnoStatus(error.value(), "create folder", files_.folder());
  if (is_first_) {
    absl::Status status = files_.WriteFile(MarkOf(manifest), "", false);
    if (!status.ok()) return status;
  }
  const auto segments = files_.List("segments");
  if (!absl::IsNotFound(segments.status())) return segments.status();
  fs::create_directory(files_.Path("segments"), error);
  if (error) return index::ErrnoStatus(error.value(), "create folder", files_.folder());
  return is_new_ ? files_.SyncParent() : absl::OkStatus();
}

// Under a temporary name first: a file with its own name is whole, or was before.
absl::Status Backup::Link(const index::FileEntry& file) {
  const std::string temporary = file.name + ".tmp";
  absl::Status status = files_.RemoveFile(temporary);
  if (!status.ok()) return status;
  if (link((folder_ + "/" + file.name).c_str(), files_.Path(temporary).c_str()) != 0)
    return index::ErrnoStatus(errno, "link", file.name);
  index::FileEntry linked = file;
  linked.name = temporary;
  status = index::CheckFile(files_.folder(), linked);
  if (status.ok()) status = files_.RenameFile(temporary, file.name);
  if (!status.ok()) (void)files_.RemoveFile(temporary);
  return status;
}

absl::Status Backup::CopyBytes(const index::FileEntry& file) {
  const std::string path = folder_ + "/" + file.name;
  const index::Descriptor from(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (from.get() < 0) return index::ErrnoStatus(errno, "open", path);
  auto writer = FileWriter::Create(files_, file.name);
  if (!writer.ok()) return writer.status();
  std::string block(1U << 20U, '\0');
  for (;;) {
    const ssize_t got = read(from.get(), block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return index::ErrnoStatus(errno, "read", path);
    if (got == 0) break;
    absl::Status status =
        (*writer)->Append(std::string_view(block).substr(0, static_cast<std::size_t>(got)));
    if (!status.ok()) return status;
  }
  return (*writer)->Finish().status();
}

absl::Status Backup::CopyFile(const index::FileEntry& file) {
  if (index::CheckFile(files_.folder(), file).ok()) return absl::OkStatus();
  made_.insert(file.name);
  // Another file system, or one without links: only the link itself may fail for that.
  absl::Status status = copy_ ? absl::UnimplementedError("") : Link(file);
  if (!status.ok() && !absl::IsDataLoss(status) && !absl::IsNotFound(status)) {
    status = CopyBytes(file);
    // Read back: damage must not pass for a backup.
    if (status.ok()) status = index::CheckFile(files_.folder(), file);
  }
  if (!status.ok()) return absl::IsDataLoss(status) ? Damaged(status) : status;
  ++report_.copied;
  report_.bytes += file.bytes;
  return absl::OkStatus();
}

absl::Status Backup::Copy(const index::Manifest& manifest) {
  report_ = {};
  if (absl::Status status = CreateFolders(manifest); !status.ok()) return status;
  for (const index::FileEntry& file : AllFiles(manifest)) {
    ++report_.files;
    if (absl::Status status = CopyFile(file); !status.ok()) return status;
  }
  return files_.SyncFolder("segments");
}

absl::Status Backup::Finish(const index::Manifest& manifest) {
  made_.insert(ManifestName(manifest));
  if (absl::Status status = CommitManifest(files_, manifest, true); !status.ok()) return status;
  std::set<std::string> named{ManifestName(manifest)};
  for (const index::FileEntry& file : AllFiles(manifest)) named.insert(file.name);
  // Copied for a generation that the writer then replaced. What cannot be removed does no harm.
  for (const std::string& name : made_) {
    if (!named.contains(name)) (void)files_.RemoveFile(name);
  }
  return files_.RemoveFile(MarkOf(manifest));
}

void Backup::TakeBack() {
  if (!is_first_) return;
  (void)files_.RemoveFile("CURRENT");  // first: it names the others
  for (const std::string& name : made_) (void)files_.RemoveFile(name);
  const auto rest = files_.List("");
  for (const FolderEntry& entry : rest.ok() ? *rest : std::vector<FolderEntry>()) {
    if (entry.name.starts_with("backup-") || entry.name.starts_with("xapian.stub"))
      (void)files_.RemoveFile(entry.name);
  }
  // Only if they are empty.
  (void)rmdir(files_.Path("segments").c_str());
  if (is_new_) (void)rmdir(files_.folder().c_str());
}

}  // namespace

absl::Status BackupIndex(const std::string& folder, const std::string& target,
                         const BackupOptions& options) {
  auto manifest = index::ReadCurrentManifest(folder);
  if (!manifest.ok()) return manifest.status();
  Backup backup(folder, target, options.copy);
  absl::Status status = backup.CheckTarget(*manifest);
  if (!status.ok()) return status;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    status = backup.Copy(*manifest);
    if (status.ok()) status = backup.Finish(*manifest);
    // What is gone may belong to the past: then the newer generation is copied.
    if (!absl::IsNotFound(status)) break;
    manifest = index::ReadCurrentManifest(folder);
    if (!manifest.ok()) {
      status = manifest.status();
      break;
    }
  }
  if (!status.ok()) backup.TakeBack();
  if (status.ok() && options.report != nullptr) *options.report = backup.report();
  return status;
}

}  // namespace dateline::segments
