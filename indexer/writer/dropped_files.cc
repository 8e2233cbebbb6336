// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/writer/dropped_files.h"

#include <algorithm>
#include <utility>

#include "indexer/segments/commit_manifest.h"
#include "indexer/segments/file_names.h"

namespace dateline::writer {
namespace {

std::set<std::string> NamedFiles(const index::Manifest& manifest) {
  std::set<std::string> named{segments::ManifestName(manifest)};
  for (const index::SegmentEntry& segment : manifest.segments) {
    for (const index::FileEntry& file : index::FilesOf(segment)) named.insert(file.name);
  }
  return named;
}

}  // namespace

std::set<std::string> UnnamedFiles(const segments::IndexFiles& files,
                                   const index::Manifest& manifest) {
  using Type = segments::FolderEntry::Type;
  const std::set<std::string> named = NamedFiles(manifest);
  std::set<std::string> unnamed;
  // A folder that cannot be listed has nothing to remove; the next start looks again.
  if (const auto entries = files.List("segments"); entries.ok()) {
    for (const segments::FolderEntry& entry : *entries) {
      const std::string name = "segments/" + entry.name;
      const bool ours = entry.type == Type::kFile && segments::IsSegmentFileName(entry.name);
      if (ours && !named.contains(name)) unnamed.insert(name);
    }
  }
  if (const auto entries = files.List(""); entries.ok()) {
    for (const segments::FolderEntry& entry : *entries) {
      const bool ours = entry.type == Type::kFile && (segments::IsManifestFileName(entry.name) ||
                                                      segments::IsTemporaryOfFolder(entry.name));
      if (ours && !named.contains(entry.name)) unnamed.insert(entry.name);
    }
  }
  return unnamed;
}

// The epoch is the last in all names; a file of another writer's segment, such as its tombstones,
// may have been made by this one.
bool DroppedFiles::IsOurs(const std::string& name) const {
  return named_.contains(name) || name.find(epoch_) != std::string::npos;
}

void DroppedFiles::Found(const index::Manifest& manifest) { named_.merge(NamedFiles(manifest)); }

void DroppedFiles::Sweep(const index::Manifest& manifest, const When& when) {
  std::set<std::string> named = NamedFiles(manifest);
  named_.insert(named.begin(), named.end());
  const std::string making =
      when.in_making ? segments::SegmentStem(when.in_making->number, when.in_making->epoch) + "."
                     : "";
  std::map<std::string, Clock::time_point> still;
  for (const std::string& name : UnnamedFiles(files_, manifest)) {
    if (!IsOurs(name) || (!making.empty() && name.starts_with(making))) continue;
    const auto known = since_.find(name);
    const Clock::time_point since = known == since_.end() ? when.now : known->second;
    const bool goes = when.at_once || when.now - since >= grace_;
    if (goes && files_.RemoveFile(name).ok()) continue;
    still.emplace(name, since);
    named.insert(name);
  }
  since_ = std::move(still);
  named_ = std::move(named);
}

DroppedFiles::Clock::time_point DroppedFiles::due() const {
  auto first = Clock::time_point::max();
  for (const auto& [name, since] : since_) first = std::min(first, since + grace_);
  return first;
}

}  // namespace dateline::writer
