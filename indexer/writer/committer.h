// SPDX-License-Identifier: GPL-3.0-or-later
// Commits of batches and of deletes.
#ifndef DATELINE_INDEXER_WRITER_COMMITTER_H_
#define DATELINE_INDEXER_WRITER_COMMITTER_H_

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "indexer/segments/segment_writer.h"
#include "indexer/writer/batch.h"
#include "indexer/writer/batch_plan.h"
#include "indexer/writer/generations.h"
#include "indexer/writer/index_writer.h"

namespace dateline::writer {

// Not thread-safe: one thread at a time.
class Committer {
 public:
  // `generations`, which is open before the first commit, outlives the committer.
  explicit Committer(Generations& generations)
      : generations_(generations), publisher_(generations.files()) {}

  // One commit with all parts. A notification of each article is added to `notifications`, in order
  // of sequence. On failure nothing has changed, and the new files are gone.
  absl::Status Commit(Batch& batch, std::vector<Notification>& notifications);
  absl::StatusOr<DeleteOutcome> Delete(const std::vector<std::string>& ids);

 private:
  absl::Status Publish(Batch& batch, const DeadBySegment& newly_dead);
  segments::GenerationChange ChangeWith(const DeadBySegment& newly_dead) const;
  void RememberAhead(const std::vector<RowAssignment>& rows, std::uint64_t oldest_elsewhere);

  Generations& generations_;
  segments::SegmentPublisher publisher_;
  BatchPlan::Ahead ahead_;
};

}  // namespace dateline::writer

#endif  // DATELINE_INDEXER_WRITER_COMMITTER_H_
