// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/writer/merge.h"

#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

namespace dateline::writer {
namespace {

// Whatever a failed merge left in the scratch folder.
void RemoveScratch(const segments::IndexFiles& files, std::uint32_t number) {
  const std::string prefix = fmt::format("expunge.{}.", number);
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(files.Path("scratch"), ignored)) {
    if (entry.path().filename().string().starts_with(prefix))
      std::filesystem::remove_all(entry.path(), ignored);
  }
}

// Dead documents that the merge did not expunge, as it renumbered them: some of them died
// meanwhile.
void CarryOver(const std::vector<index::DocId>& dead, const std::vector<index::DocId>& new_ids,
               std::vector<index::DocId>& carried) {
  for (const index::DocId doc : dead) {
    if (new_ids[doc - 1] != 0) carried.push_back(new_ids[doc - 1]);
  }
}

// To expunge costs as much as loading the rest anew: worth it alone, or for a tenth.
bool WantsExpunge(const index::SegmentEntry& segment, bool alone) {
  return segment.dead > 0 && (alone || segment.dead * 10 >= segment.rows);
}

// The current generation with `merged` in the place of the last of its sources.
segments::GenerationChange Replace(const index::Snapshot& snapshot, const MergeWork& work,
                                   const segments::MergedSegment& merged) {
  segments::GenerationChange change{snapshot.manifest};
  std::vector<index::SegmentEntry>& next = change.manifest.segments;
  next.clear();
  std::vector<index::DocId> carried;
  std::size_t source = 0;
  for (std::size_t i = 0; i < snapshot.segments.size(); ++i) {
    const index::SegmentEntry& entry = snapshot.manifest.segments[i];
    const bool is_source =
        source < work.sources.size() && entry.number == work.sources[source].segment->number();
    if (!is_source) {
      next.push_back(entry);
      continue;
    }
    CarryOver(*snapshot.segments[i].dead, merged.new_ids[source], carried);
    if (++source < work.sources.size() || merged.entry.rows == 0) continue;
    if (!carried.empty()) change.dead[next.size()] = std::move(carried);
    next.push_back(merged.entry);
  }
  return change;
}

}  // namespace

MergeWork PlanMerge(Generations& generations, const std::vector<std::size_t>& indexes) {
  const index::Snapshot& snapshot = generations.snapshot();
  MergeWork work;
  for (const std::size_t index : indexes) {
    const index::SegmentEntry& entry = snapshot.manifest.segments[index];
    work.sources.push_back(snapshot.segments[index]);
    work.entries.push_back(entry);
    work.expunge.push_back(WantsExpunge(entry, indexes.size() == 1));
  }
  work.target = generations.NewSegment();
  work.profile = snapshot.manifest.profile;
  return work;
}

absl::StatusOr<segments::MergedSegment> RunMerge(const segments::IndexFiles& files,
                                                 const MergeWork& work) {
  std::vector<segments::MergeSource> sources;
  for (std::size_t i = 0; i < work.sources.size(); ++i) {
    sources.push_back(
        {work.sources[i].segment, *work.sources[i].dead, work.expunge[i], work.entries[i]});
  }
  auto merged = segments::SegmentPublisher(files).Merge(sources, work.target, work.profile);
  if (!merged.ok()) RemoveScratch(files, work.target.number);
  return merged;
}

absl::Status InstallMerge(Generations& generations, const MergeWork& work,
                          absl::StatusOr<segments::MergedSegment> merged) {
  if (!generations.broken().ok()) return generations.broken();
  if (!merged.ok()) return generations.Abandon(merged.status());
  if (merged->entry.rows > 0) generations.AddSegmentFiles(merged->entry);
  return generations.Commit(Replace(generations.snapshot(), work, *merged));
}

}  // namespace dateline::writer
