// SPDX-License-Identifier: GPL-3.0-or-later
// One merge of segments: planned and installed between commits, run while others are made.
#ifndef DATELINE_INDEXER_WRITER_MERGE_H_
#define DATELINE_INDEXER_WRITER_MERGE_H_

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <cstdint>
#include <stop_token>
#include <vector>

#include "core/index/snapshot.h"
#include "indexer/segments/index_files.h"
#include "indexer/segments/segment_writer.h"
#include "indexer/writer/generations.h"

namespace dateline::writer {

// A merge under way: its sources as they were when it began.
struct MergeWork {
  std::vector<index::SegmentView> sources;  // in the manifest's order
  std::vector<bool> expunge;
  segments::NewSegment target;  // the segment that will be made
  index::ScoringProfile profile;
};

// A merge of the segments at `indexes` (ascending) of the current generation: plan, run, install
// what came of it. One merge at a time. Deletes that came meanwhile are carried over.
MergeWork PlanMerge(Generations& generations, const std::vector<std::size_t>& indexes);

// Runs without any lock, at the same time as commits and deletes; a failed merge leaves no files.
// CANCELLED, soon after `cancel` is requested.
absl::StatusOr<segments::MergedSegment> RunMerge(const segments::IndexFiles& files,
                                                 const MergeWork& work,
                                                 std::stop_token cancel = {});

// Commits a generation with the merged segment in the place of its sources. On failure, also if the
// merge failed, nothing has changed.
absl::Status InstallMerge(Generations& generations, const MergeWork& work,
                          absl::StatusOr<segments::MergedSegment> merged);

}  // namespace dateline::writer

#endif  // DATELINE_INDEXER_WRITER_MERGE_H_
