// SPDX-License-Identifier: GPL-3.0-or-later
// The state of an index as its writer holds it, and its commits and merges.
#ifndef DATELINE_INDEXER_WRITER_COMMITTER_H_
#define DATELINE_INDEXER_WRITER_COMMITTER_H_

#include <absl/container/flat_hash_map.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/index/segment.h"
#include "indexer/segments/segment_writer.h"
#include "indexer/writer/batch.h"
#include "indexer/writer/work_queue.h"

namespace dateline::writer {

// A merge under way: its sources as they were when it began.
struct MergeWork {
  std::vector<index::SegmentView> sources;  // in the manifest's order
  std::vector<index::SegmentEntry> entries;
  std::vector<bool> purge;
  std::uint32_t number = 0;  // of the segment that will be made
  index::ScoringProfile profile;
};

// Runs without any lock beside commits and deletes; a failed merge leaves no files.
absl::StatusOr<segments::MergedSegment> RunMerge(const std::string& folder, const MergeWork& work);

// Not thread-safe: one thread at a time.
class Committer {
 public:
  Committer(std::string folder, bool sync)
      : folder_(std::move(folder)), sync_(sync), publisher_(folder_) {}

  // Opens what is there, or commits an empty first generation with `profile`.
  absl::Status Open(const index::ScoringProfile& profile);
  const index::Manifest& manifest() const { return snapshot_->manifest; }

  // One commit with all parts; what to tell whom is added to `settled`, in order of sequence. On
  // failure nothing has changed, and the new files are gone.
  absl::Status Commit(Batch& batch, std::vector<SettledArticle>& settled);
  absl::StatusOr<DeleteOutcome> Delete(const std::vector<std::string>& ids);

  // A merge of the segments at `indexes` (ascending): plan, RunMerge, install what came of it. One
  // merge at a time. Deletes that came meanwhile are carried over.
  MergeWork PlanMerge(const std::vector<std::size_t>& indexes);
  absl::Status InstallMerge(const MergeWork& work, absl::StatusOr<segments::MergedSegment> merged);

  // Not OK: a sync failed, or CURRENT may have been replaced although the commit failed. Nothing
  // may be written any more; what is true is read from CURRENT at the next start.
  const absl::Status& broken() const { return broken_; }

 private:
  using DeadBySegment = std::map<std::size_t, std::vector<index::DocId>>;
  struct Placed;
  struct Decisions;

  absl::StatusOr<WriteResult> Decide(const Placed& one, Decisions& decisions);
  absl::Status PublishBatch(Batch& batch, const DeadBySegment& newly_dead);
  absl::Status WriteDead(const DeadBySegment& newly_dead, index::Manifest& manifest);
  absl::Status WriteTombstones(index::SegmentEntry& entry, std::vector<index::DocId> dead);
  absl::Status Install(index::Manifest manifest);
  absl::Status Finish(absl::Status status);
  void RememberAhead(const std::vector<Placed>& placed, std::uint64_t oldest_elsewhere);

  std::string folder_;
  bool sync_;
  segments::SegmentPublisher publisher_;
  std::shared_ptr<const index::Snapshot> snapshot_;
  std::uint32_t next_segment_ = 1;      // also of segments that were never named
  std::vector<std::string> new_files_;  // made for the commit under way
  // Sequences of committed articles that came later than some that are still on their way: an
  // earlier version must not replace a later one.
  absl::flat_hash_map<std::string, std::uint64_t> ahead_;
  absl::Status broken_;
};

}  // namespace dateline::writer

#endif  // DATELINE_INDEXER_WRITER_COMMITTER_H_
