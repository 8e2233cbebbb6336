// SPDX-License-Identifier: GPL-3.0-or-later
// Merges that run beside commits.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "indexer/writer/committer.h"

namespace dateline::writer {
namespace {

// Whatever a failed merge left in the scratch folder.
void RemovePurgedCopies(const std::string& folder, std::uint32_t number) {
  const std::string prefix = fmt::format("purge.{}.", number);
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder + "/scratch", ignored)) {
    if (entry.path().filename().string().starts_with(prefix))
      std::filesystem::remove_all(entry.path(), ignored);
  }
}

// Dead documents that the merge did not purge, as it renumbered them: some of them died meanwhile.
void CarryOver(const std::vector<index::DocId>& dead, const std::vector<index::DocId>& new_ids,
               std::vector<index::DocId>& carried) {
  for (const index::DocId doc : dead) {
    if (new_ids[doc - 1] != 0) carried.push_back(new_ids[doc - 1]);
  }
}

// A purge costs as much as loading the rest anew: worth it alone, or for a tenth.
bool WantsPurge(const index::SegmentEntry& segment, bool alone) {
  return segment.dead > 0 && (alone || segment.dead * 10 >= segment.rows);
}

}  // namespace

MergeWork Committer::PlanMerge(const std::vector<std::size_t>& indexes) {
  MergeWork work;
  for (const std::size_t index : indexes) {
    work.sources.push_back(snapshot_->segments[index]);
    work.entries.push_back(manifest().segments[index]);
    work.purge.push_back(WantsPurge(manifest().segments[index], indexes.size() == 1));
  }
  work.number = next_segment_++;
  work.profile = manifest().profile;
  return work;
}

absl::StatusOr<segments::MergedSegment> RunMerge(const std::string& folder, const MergeWork& work) {
  std::vector<segments::MergeSource> sources;
  for (std::size_t i = 0; i < work.sources.size(); ++i) {
    sources.push_back(
        {work.sources[i].segment, *work.sources[i].dead, work.purge[i], work.entries[i]});
  }
  auto merged = segments::SegmentPublisher(folder).Merge(sources, work.number, work.profile);
  if (!merged.ok()) RemovePurgedCopies(folder, work.number);
  return merged;
}

absl::Status Committer::InstallMerge(const MergeWork& work,
                                     absl::StatusOr<segments::MergedSegment> result) {
  if (!broken_.ok()) return broken_;
  if (!result.ok()) return Finish(result.status());
  const segments::MergedSegment& merged = *result;
  const bool any = merged.entry.rows > 0;
  if (any) {
    for (const index::FileEntry& file : index::FilesOf(merged.entry))
      new_files_.push_back(file.name);
  }
  index::Manifest next = manifest();
  next.segments.clear();
  std::vector<index::DocId> carried;
  std::size_t source = 0;
  for (std::size_t i = 0; i < manifest().segments.size(); ++i) {
    const bool is_source = source < work.sources.size() &&
                           manifest().segments[i].number == work.sources[source].segment->number();
    if (!is_source) {
      next.segments.push_back(manifest().segments[i]);
      continue;
    }
    CarryOver(*snapshot_->segments[i].dead, merged.new_ids[source], carried);
    if (++source == work.sources.size() && any) next.segments.push_back(merged.entry);
  }
  absl::Status status;
  if (!carried.empty()) {
    const auto entry = std::find_if(
        next.segments.begin(), next.segments.end(),
        [&work](const index::SegmentEntry& segment) { return segment.number == work.number; });
    status = WriteTombstones(*entry, std::move(carried));
  }
  if (status.ok()) status = Install(std::move(next));
  return Finish(std::move(status));
}

}  // namespace dateline::writer
