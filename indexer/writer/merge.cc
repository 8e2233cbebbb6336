// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/writer/merge.h"

#include <utility>

namespace dateline::writer {
namespace {

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
segments::GenerationChange Replace(const Generations& generations, const MergeWork& work,
                                   const segments::MergedSegment& merged) {
  segments::GenerationChange change{generations.manifest()};
  std::vector<index::SegmentEntry>& next = change.manifest.segments;
  next.clear();
  std::vector<index::DocId> carried;
  std::size_t source = 0;
  for (const index::SegmentEntry& entry : generations.manifest().segments) {
    const bool is_source =
        source < work.sources.size() && entry.number == work.sources[source].segment->number();
    if (!is_source) {
      next.push_back(entry);
      continue;
    }
    if (const index::SegmentView* view = generations.FindView(entry.number))
      CarryOver(*view->dead, merged.new_ids[source], carried);
    if (++source < work.sources.size() || merged.entry.rows == 0) continue;
    if (!carried.empty()) change.dead[next.size()] = std::exchange(carried, {});
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
    const index::SegmentView* view = generations.FindView(entry.number);
    if (view == nullptr) continue;  // damaged ones are not chosen
    work.sources.push_back(*view);
    work.expunge.push_back(WantsExpunge(entry, indexes.size() == 1));
  }
  work.target = generations.NewSegment();
  work.profile = snapshot.manifest.profile;
  return work;
}

absl::StatusOr<segments::MergedSegment> RunMerge(const segments::IndexFiles& files,
                                                 const MergeWork& work, std::stop_token cancel) {
  std::vector<segments::MergeSource> sources;
  for (std::size_t i = 0; i < work.sources.size(); ++i) {
    sources.push_back(
        {work.sources[i].segment, *work.sources[i].dead, work.expunge[i], work.sources[i].entry});
  }
  return segments::SegmentPublisher(files).Merge(sources,
                                                 {work.target, work.profile, std::move(cancel)});
}

absl::Status InstallMerge(Generations& generations, const MergeWork& work,
                          absl::StatusOr<segments::MergedSegment> merged) {
  if (!generations.broken().ok()) return generations.broken();
  if (!merged.ok()) return generations.Abandon(merged.status());
  if (merged->entry.rows > 0) generations.AddSegmentFiles(merged->entry);
  return generations.Commit(Replace(generations, work, *merged));
}

}  // namespace dateline::writer
