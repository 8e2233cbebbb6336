// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/maintenance.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "core/index/files.h"
#include "core/index/manifest.h"
#include "core/index/segment.h"

namespace dateline {
namespace {

std::vector<FileEntry> FilesOf(const Manifest& manifest) {
  std::vector<FileEntry> files;
  for (const SegmentEntry& segment : manifest.segments) {
    for (FileEntry& file : FilesOf(segment)) files.push_back(std::move(file));
  }
  return files;
}

std::string Text(const absl::Status& status) {
  return {status.message().data(), status.message().size()};
}

}  // namespace

VerifyReport VerifyIndex(const std::string& folder) {
  VerifyReport report;
  const auto manifest = ReadCurrentManifest(folder);
  if (!manifest.ok()) {
    report.problems.push_back(Text(manifest.status()));
    return report;
  }
  for (const FileEntry& file : FilesOf(*manifest)) {
    ++report.files;
    const auto found = DescribeFile(folder, file.name);
    if (!found.ok()) {
      report.problems.push_back(fmt::format("{}: {}", file.name, Text(found.status())));
    } else if (*found != file) {
      report.problems.push_back(
          fmt::format("{}: {} bytes with checksum {}; the manifest says {} bytes with {}",
                      file.name, found->bytes, found->checksum, file.bytes, file.checksum));
    }
  }
  const auto snapshot = OpenSnapshot(folder, nullptr);
  if (!snapshot.ok()) {
    report.problems.push_back(Text(snapshot.status()));
  } else {
    report.problems.insert(report.problems.end(), (*snapshot)->damaged.begin(),
                           (*snapshot)->damaged.end());
  }
  return report;
}

absl::Status BackupIndex(const std::string& folder, const std::string& target) {
  const auto manifest = ReadCurrentManifest(folder);
  if (!manifest.ok()) return manifest.status();
  std::error_code error;
  if (std::filesystem::exists(target, error)) {
    return absl::AlreadyExistsError(
        fmt::format("'{}' is there already; name a new folder", target));
  }
  std::filesystem::create_directories(target + "/segments", error);
  if (error) return ErrnoStatus(error.value(), "create folder", target);
  for (const FileEntry& file : FilesOf(*manifest)) {
    std::filesystem::create_hard_link(folder + "/" + file.name, target + "/" + file.name, error);
    if (!error) continue;
    std::filesystem::copy_file(folder + "/" + file.name, target + "/" + file.name, error);
    if (error) return ErrnoStatus(error.value(), "copy", file.name);
    if (absl::Status status = SyncFile(target + "/" + file.name); !status.ok()) return status;
  }
  if (absl::Status status = SyncFolder(target + "/segments"); !status.ok()) return status;
  return CommitManifest(target, *manifest, true);
}

}  // namespace dateline
