// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/segments/commit_generation.h"

#include <roaring/roaring.h>

#include <algorithm>
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

// What was committed, as it opens: nothing is left out that was not left out before.
absl::Status CheckOpened(const index::Snapshot& opened, const index::Manifest& manifest,
                         const index::Snapshot* before) {
  if (opened.manifest.generation != manifest.generation || opened.manifest.epoch != manifest.epoch)
    return absl::InternalError("CURRENT was replaced by another writer");
  for (const index::SegmentDamage& damage : opened.damaged) {
    const bool known =
        before != nullptr && index::FindDamage(before->damaged, damage.segment) != nullptr;
    if (!known) return absl::InternalError(index::Describe(damage));
  }
  return absl::OkStatus();
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
