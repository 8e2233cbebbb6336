// SPDX-License-Identifier: GPL-3.0-or-later
// Making segments: compaction of scratch databases and segments into one published file.
#ifndef DATELINE_INDEXER_SEGMENTS_SEGMENT_WRITER_H_
#define DATELINE_INDEXER_SEGMENTS_SEGMENT_WRITER_H_

#include <absl/status/statusor.h>

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/index/manifest.h"
#include "core/index/segment.h"
#include "indexer/segments/scratch_database.h"

namespace dateline::segments {

// A source segment of a merge, and what is dead in it (ascending).
struct MergeSource {
  std::shared_ptr<const index::Segment> segment;
  std::span<const index::DocId> dead;
  // Leave the dead documents out; otherwise they stay, and stay dead. A purge adds the others anew:
  // it costs as much as loading them.
  bool purge = false;
  // The files of the segment, which are checked before anything is taken from them.
  index::SegmentEntry entry{};
};

struct MergedSegment {
  // No rows: nothing was left. Without tombstones: the caller writes them.
  index::SegmentEntry entry;
  // For each source, in order: the new id of document i + 1; 0 = purged.
  std::vector<std::vector<index::DocId>> new_ids;
};

// Writes segment files below an index folder, complete and synced (files, then folders).
// Thread-safe.
class SegmentPublisher {
 public:
  explicit SegmentPublisher(std::string folder) : folder_(std::move(folder)) {}
  // One segment out of finished scratch databases, in order.
  absl::StatusOr<index::SegmentEntry> Publish(std::span<ScratchDatabase* const> scratch,
                                              std::uint32_t number) const;
  // One segment out of several. DATA_LOSS (SEGMENT_DAMAGED, with the number as `segment`) names the
  // file of a source that is not as the manifest says: a merge would give damage a good checksum.
  absl::StatusOr<MergedSegment> Merge(std::span<const MergeSource> sources, std::uint32_t number,
                                      const index::ScoringProfile& profile) const;
  // segments/NUMBER.GENERATION.dead: a serialised Roaring bitmap.
  absl::StatusOr<index::FileEntry> WriteTombstones(std::uint32_t number, std::uint64_t generation,
                                                   std::span<const index::DocId> dead) const;

 private:
  std::string folder_;
};

}  // namespace dateline::segments

#endif  // DATELINE_INDEXER_SEGMENTS_SEGMENT_WRITER_H_
