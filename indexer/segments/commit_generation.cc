// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/segments/commit_generation.h"

#include <roaring/roaring.h>

#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include "core/index/files.h"
#include "indexer/segments/commit_manifest.h"

namespace dateline::segments {
namespace {

std::string SerializeTombstones(std::span<const index::DocId> dead) {
  roaring_bitmap_t* bitmap = roaring_bitmap_of_ptr(dead.size(), dead.data());
  roaring_bitmap_run_optimize(bitmap);
  std::string bytes(roaring_bitmap_portable_size_in_bytes(bitmap), '\0');
  roaring_bitmap_portable_serialize(bitmap, bytes.data());
  roaring_bitmap_free(bitmap);
  return bytes;
}

// Writes the tombstones of `entry` and names them there.
absl::Status WriteTombstones(const IndexFiles& files, const std::string& name,
                             std::vector<index::DocId> dead, index::SegmentEntry& entry) {
  std::sort(dead.begin(), dead.end());
  dead.erase(std::unique(dead.begin(), dead.end()), dead.end());
  absl::Status status = files.WriteFile(name, SerializeTombstones(dead), true);
  if (status.ok()) status = files.SyncFolder("segments");
  if (!status.ok()) return status;
  auto file = index::DescribeFile(files.folder(), name);
  if (!file.ok()) return file.status();
  entry.tombstones = std::move(*file);
  entry.dead = static_cast<std::uint32_t>(dead.size());
  return absl::OkStatus();
}

// Numbers of the segments that are left out.
std::set<std::uint32_t> LeftOut(const index::Snapshot* snapshot) {
  std::set<std::uint32_t> numbers;
  if (snapshot == nullptr) return numbers;
  for (const index::SegmentEntry& entry : snapshot->manifest.segments) numbers.insert(entry.number);
  for (const index::SegmentView& view : snapshot->segments) numbers.erase(view.entry.number);
  return numbers;
}

// What was committed, as it opens.
absl::Status CheckOpened(const index::Snapshot& opened, const index::Manifest& manifest,
                         const index::Snapshot* before) {
  if (opened.manifest.generation != manifest.generation || opened.manifest.epoch != manifest.epoch)
    return absl::InternalError("CURRENT was replaced by another writer");
  const std::set<std::uint32_t> left_out = LeftOut(&opened);
  const std::set<std::uint32_t> known = LeftOut(before);
  if (std::includes(known.begin(), known.end(), left_out.begin(), left_out.end()))
    return absl::OkStatus();
  return absl::InternalError(index::Describe(opened.damaged.front()));
}

}  // namespace

absl::StatusOr<std::shared_ptr<const index::Snapshot>> CommitGeneration(
    const IndexFiles& files, const index::Snapshot* before, GenerationChange change,
    const CommitSettings& settings, std::vector<std::string>& new_files) {
  index::Manifest& manifest = change.manifest;
  manifest.generation = before == nullptr ? 1 : before->generation + 1;
  for (auto& [segment, dead] : change.dead) {
    index::SegmentEntry& entry = manifest.segments[segment];
    new_files.push_back(TombstonesName(entry, manifest));
    absl::Status status = WriteTombstones(files, new_files.back(), std::move(dead), entry);
    if (!status.ok()) return status;
  }
  new_files.push_back(ManifestName(manifest));
  if (absl::Status status = CommitManifest(files, manifest, settings.sync, settings.around_rename);
      !status.ok()) {
    return status;
  }
  auto opened = index::OpenSnapshot(files.folder(), before);
  if (!opened.ok()) return opened;
  if (absl::Status status = CheckOpened(**opened, manifest, before); !status.ok()) return status;
  return opened;
}

}  // namespace dateline::segments
