// SPDX-License-Identifier: GPL-3.0-or-later
// Making segments: compaction of scratch databases and segments into one published segment.
#ifndef DATELINE_INDEXER_SEGMENTS_SEGMENT_WRITER_H_
#define DATELINE_INDEXER_SEGMENTS_SEGMENT_WRITER_H_

#include <absl/status/statusor.h>

#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/index/manifest.h"
#include "core/index/segment.h"
#include "indexer/segments/index_files.h"
#include "indexer/segments/scratch_database.h"

namespace dateline::segments {

// A source segment of a merge, and what is dead in it (ascending).
struct MergeSource {
  std::shared_ptr<const index::Segment> segment;
  std::span<const index::DocId> dead;
  // Leave the dead documents out; otherwise they stay, and stay dead. To expunge them the others
  // are added anew, which costs as much as loading them.
  bool expunge = false;
  // The files of the segment, which are checked before anything is taken from them.
  index::SegmentEntry entry{};
};

// What names the files of a segment that is made.
struct NewSegment {
  std::uint32_t number = 0;
  std::string epoch;  // of the writer
};

// What a merge makes.
struct MergeTarget {
  NewSegment segment{};
  index::ScoringProfile profile{};
  std::stop_token cancel{};
};

struct MergedSegment {
  // No rows: nothing was left. Without tombstones: the caller writes them.
  index::SegmentEntry entry;
  // For each source, in order: the new id of document i + 1; 0 = expunged.
  std::vector<std::vector<index::DocId>> new_ids;
};

// Writes segment files below an index folder, complete and synced (files, then folders).
// Thread-safe.
class SegmentPublisher {
 public:
  // `files` outlives the publisher.
  explicit SegmentPublisher(const IndexFiles& files) : files_(files) {}
  // One segment out of finished scratch databases, in order.
  absl::StatusOr<index::SegmentEntry> Publish(std::span<ScratchDatabase* const> scratch,
                                              const NewSegment& segment) const;
  // One segment out of several. DATA_LOSS (SEGMENT_DAMAGED, with the number as `segment`) names the
  // file of a source that is not as the manifest says: a merge would give damage a good checksum.
  // CANCELLED, soon after that was requested. Leaves nothing on failure.
  absl::StatusOr<MergedSegment> Merge(std::span<const MergeSource> sources,
                                      const MergeTarget& target) const;

 private:
  const IndexFiles& files_;
};

}  // namespace dateline::segments

#endif  // DATELINE_INDEXER_SEGMENTS_SEGMENT_WRITER_H_
