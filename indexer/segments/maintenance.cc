// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/segments/maintenance.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "core/errors/errors.h"
#include "core/index/files.h"
#include "core/index/snapshot.h"

namespace dateline::segments {
namespace {

constexpr int kAttempts = 20;  // how often the writer may drop what is being read

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

}  // namespace

std::vector<index::FileEntry> AllFiles(const index::Manifest& manifest) {
  std::vector<index::FileEntry> files;
  for (const index::SegmentEntry& segment : manifest.segments) {
    for (index::FileEntry& file : index::FilesOf(segment)) files.push_back(std::move(file));
  }
  return files;
}

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

}  // namespace dateline::segments
