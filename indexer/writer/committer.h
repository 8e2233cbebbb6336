// SPDX-License-Identifier: GPL-3.0-or-later
// The state of an index as its writer holds it, and its commits and merges.
#ifndef DATELINE_INDEXER_WRITER_COMMITTER_H_
#define DATELINE_INDEXER_WRITER_COMMITTER_H_

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/index/segment.h"
#include "core/index/segment_writer.h"
#include "indexer/writer/batch.h"

namespace dateline {

// Not thread-safe: one thread at a time commits or merges.
class Committer {
 public:
  Committer(std::string folder, std::uint64_t max_segment_bytes, bool sync)
      : folder_(std::move(folder)),
        max_segment_bytes_(max_segment_bytes),
        sync_(sync),
        publisher_(folder_) {}

  // Opens what is there, or commits an empty first generation with `profile`.
  absl::Status Open(const ScoringProfile& profile);
  const Manifest& manifest() const { return snapshot_->manifest; }

  // One commit with all parts: results in `outcomes`, in order of sequence. On failure nothing has
  // changed.
  absl::Status Commit(std::vector<ScratchPart>& parts,
                      std::vector<std::pair<WriteCallback, WriteOutcome>>& outcomes);
  absl::StatusOr<DeleteOutcome> Delete(const std::vector<std::string>& ids);
  // Merges the segments at `indexes` (ascending) into one that takes the last one's place.
  absl::Status Merge(const std::vector<std::size_t>& indexes);
  // A sync or rename of the commit itself failed: nothing may be written any more.
  bool broken() const { return broken_; }

 private:
  using DeadBySegment = std::map<std::size_t, std::vector<DocId>>;

  absl::Status WriteDead(const DeadBySegment& newly_dead, Manifest& manifest);
  absl::Status Install(Manifest manifest);

  std::string folder_;
  std::uint64_t max_segment_bytes_;
  bool sync_;
  SegmentPublisher publisher_;
  std::shared_ptr<const Snapshot> snapshot_;
  bool broken_ = false;
};

}  // namespace dateline

#endif  // DATELINE_INDEXER_WRITER_COMMITTER_H_
