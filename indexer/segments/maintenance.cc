// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/segments/maintenance.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "core/errors/errors.h"
#include "core/index/files.h"
#include "core/index/manifest.h"
#include "core/index/snapshot.h"
#include "indexer/segments/commit_manifest.h"
#include "indexer/segments/index_files.h"

namespace dateline::segments {
namespace {

constexpr int kAttempts = 20;  // how often the writer may drop what is being read

std::vector<index::FileEntry> AllFiles(const index::Manifest& manifest) {
  std::vector<index::FileEntry> files;
  for (const index::SegmentEntry& segment : manifest.segments) {
    for (index::FileEntry& file : index::FilesOf(segment)) files.push_back(std::move(file));
  }
  return files;
}

// Checks the files of one generation; `gone` gets the names of those that are not there.
VerifyReport VerifyFiles(const std::string& folder, const index::Manifest& manifest,
                         std::set<std::string>& gone) {
  VerifyReport report;
  for (const index::FileEntry& file : AllFiles(manifest)) {
    ++report.files;
    const absl::Status status = index::CheckFile(folder, file);
    if (absl::IsNotFound(status)) gone.insert(file.name);
    if (status.ok()) continue;
    report.problems.push_back(absl::IsDataLoss(status)
                                  ? errors::MessageOf(status)
                                  : fmt::format("{}: {}", file.name, errors::MessageOf(status)));
  }
  return report;
}

// Whether the writer has moved on to a generation that no longer names one of `gone`.
bool Dropped(const std::string& folder, const std::set<std::string>& gone) {
  if (gone.empty()) return false;
  const auto now = index::ReadCurrentManifest(folder);
  if (!now.ok()) return false;
  std::set<std::string> named;
  for (const index::FileEntry& file : AllFiles(*now)) named.insert(file.name);
  return !std::includes(named.begin(), named.end(), gone.begin(), gone.end());
}

absl::Status LinkOrCopy(const std::string& folder, const IndexFiles& target,
                        const std::string& name) {
  const std::string from = folder + "/" + name;
  const std::string to = target.Path(name);
  std::error_code error;
  std::filesystem::create_hard_link(from, to, error);
  if (!error) return absl::OkStatus();
  std::filesystem::copy_file(from, to, error);
  if (error) return index::ErrnoStatus(error.value(), "copy", name);
  return target.SyncFile(name);
}

// A backup goes into a folder that is new or empty, and not into the index itself.
absl::Status CheckTarget(const std::string& folder, const std::string& target) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path index = fs::weakly_canonical(folder, error);
  const fs::path inside = fs::weakly_canonical(target, error).lexically_relative(index);
  if (!error && !inside.empty() && *inside.begin() != "..") {
    return absl::InvalidArgumentError(fmt::format(
        "'{}' lies inside the index '{}'; name a folder outside of it", target, folder));
  }
  if (fs::exists(target, error) &&
      (!fs::is_directory(target, error) || !fs::is_empty(target, error))) {
    return absl::AlreadyExistsError(
        fmt::format("'{}' is there already; name a new or an empty folder", target));
  }
  return absl::OkStatus();
}

absl::Status Damaged(const absl::Status& status) {
  return errors::MakeError(
      absl::StatusCode::kDataLoss, v1::ERROR_REASON_SEGMENT_DAMAGED,
      fmt::format("the index is damaged and was not copied: {}; restore an older backup, or load "
                  "the articles anew",
                  errors::MessageOf(status)));
}

absl::Status BackupGeneration(const std::string& folder, const index::Manifest& manifest,
                              const IndexFiles& target) {
  std::error_code error;
  std::filesystem::create_directories(target.Path("segments"), error);
  if (error) return index::ErrnoStatus(error.value(), "create folder", target.folder());
  for (const index::FileEntry& file : AllFiles(manifest)) {
    absl::Status status = LinkOrCopy(folder, target, file.name);
    // The copy is read back: damage must not pass for a backup.
    if (status.ok()) status = index::CheckFile(target.folder(), file);
    if (absl::IsDataLoss(status)) return Damaged(status);
    if (!status.ok()) return status;
  }
  if (absl::Status status = target.SyncFolder("segments"); !status.ok()) return status;
  return CommitManifest(target, manifest, true);
}

}  // namespace

VerifyReport VerifyIndex(const std::string& folder) {
  VerifyReport report;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const auto manifest = index::ReadCurrentManifest(folder);
    if (!manifest.ok()) {
      report.problems.push_back(errors::MessageOf(manifest.status()));
      return report;
    }
    std::set<std::string> gone;
    report = VerifyFiles(folder, *manifest, gone);
    if (!Dropped(folder, gone)) break;
  }
  const auto snapshot = index::OpenSnapshot(folder, nullptr);
  if (!snapshot.ok()) {
    report.problems.push_back(errors::MessageOf(snapshot.status()));
  } else {
    for (const index::SegmentDamage& damage : (*snapshot)->damaged) {
      report.problems.push_back(index::Describe(damage));
    }
  }
  return report;
}

absl::Status BackupIndex(const std::string& folder, const std::string& target) {
  absl::Status status = index::ReadCurrentManifest(folder).status();
  if (status.ok()) status = CheckTarget(folder, target);
  if (!status.ok()) return status;
  std::error_code error;
  const bool was_there = std::filesystem::exists(target, error);
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const auto manifest = index::ReadCurrentManifest(folder);
    if (!manifest.ok()) return manifest.status();
    status = BackupGeneration(folder, *manifest, IndexFiles(target));
    if (status.ok()) return status;
    std::filesystem::remove_all(target, error);  // nothing half done stays
    if (was_there) std::filesystem::create_directory(target, error);
    // What is gone may belong to the past: then the newer generation is copied.
    if (!absl::IsNotFound(status)) return status;
  }
  return status;
}

}  // namespace dateline::segments
