// SPDX-License-Identifier: GPL-3.0-or-later
// Merges that run beside commits.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>

#include "indexer/writer/committer.h"

namespace dateline {
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

// Documents of `now` that were not dead in `then`, as the merge renumbered them.
void CarryOver(const std::vector<DocId>& now, const std::vector<DocId>& then,
               const MergedRange& range, std::vector<DocId>& carried) {
  std::vector<DocId> fresh;
  std::set_difference(now.begin(), now.end(), then.begin(), then.end(), std::back_inserter(fresh));
  for (const DocId doc : fresh) {
    if (doc < range.first || doc > range.last) continue;
    carried.push_back(static_cast<DocId>(static_cast<std::int64_t>(doc) + range.shift));
  }
}

}  // namespace

MergeWork Committer::PlanMerge(const std::vector<std::size_t>& indexes) {
  MergeWork work;
  for (const std::size_t index : indexes) {
    work.sources.push_back(snapshot_->segments[index]);
    work.purge.push_back(manifest().segments[index].dead > 0);
  }
  work.number = next_segment_++;
  return work;
}

absl::StatusOr<MergedSegment> RunMerge(const std::string& folder, const MergeWork& work) {
  std::vector<MergeSource> sources;
  for (std::size_t i = 0; i < work.sources.size(); ++i) {
    sources.push_back({work.sources[i].segment, *work.sources[i].dead, work.purge[i]});
  }
  auto merged = SegmentPublisher(folder).Merge(sources, work.number);
  if (!merged.ok()) RemovePurgedCopies(folder, work.number);
  return merged;
}

absl::Status Committer::InstallMerge(const MergeWork& work, absl::StatusOr<MergedSegment> result) {
  if (!broken_.ok()) return broken_;
  if (!result.ok()) return Finish(result.status());
  const MergedSegment& merged = *result;
  const bool any = merged.entry.rows > 0;
  if (any) {
    new_files_.push_back(merged.entry.database.name);
    new_files_.push_back(merged.entry.columns.name);
  }
  Manifest next = manifest();
  next.segments.clear();
  std::vector<DocId> carried;
  std::size_t source = 0;
  for (std::size_t i = 0; i < manifest().segments.size(); ++i) {
    const bool is_source = source < work.sources.size() &&
                           manifest().segments[i].number == work.sources[source].segment->number();
    if (!is_source) {
      next.segments.push_back(manifest().segments[i]);
      continue;
    }
    CarryOver(*snapshot_->segments[i].dead, *work.sources[source].dead, merged.ranges[source],
              carried);
    if (++source == work.sources.size() && any) next.segments.push_back(merged.entry);
  }
  absl::Status status;
  if (!carried.empty()) {
    const auto entry = std::find_if(
        next.segments.begin(), next.segments.end(),
        [&work](const SegmentEntry& segment) { return segment.number == work.number; });
    status = WriteTombstones(*entry, std::move(carried));
  }
  if (status.ok()) status = Install(std::move(next));
  return Finish(std::move(status));
}

}  // namespace dateline
