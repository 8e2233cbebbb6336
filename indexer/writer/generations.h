// SPDX-License-Identifier: GPL-3.0-or-later
// The generations of an index as its writer makes them: which one is current, and the next.
#ifndef DATELINE_INDEXER_WRITER_GENERATIONS_H_
#define DATELINE_INDEXER_WRITER_GENERATIONS_H_

#include <absl/status/status.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/index/snapshot.h"
#include "indexer/segments/commit_generation.h"
#include "indexer/segments/index_files.h"
#include "indexer/segments/segment_writer.h"

namespace dateline::writer {

// Not thread-safe: one thread at a time.
class Generations {
 public:
  // `files` outlives it.
  Generations(const segments::IndexFiles& files, bool sync);

  // Opens what is there, or commits an empty first generation with `profile`.
  absl::Status Open(const index::ScoringProfile& profile);
  // After Open.
  const index::Snapshot& snapshot() const { return *snapshot_; }
  const index::Manifest& manifest() const { return snapshot_->manifest; }
  const segments::IndexFiles& files() const { return files_; }

  // A number that no segment ever had, whether it was committed or not, and this writer's epoch.
  segments::NewSegment NewSegment() { return {next_segment_++, epoch_}; }
  // The files of a finished segment are part of the next commit: if it fails they are removed.
  void AddSegmentFiles(const index::SegmentEntry& segment);
  // Commits the next generation. On failure nothing has changed, and all files made for it are
  // gone.
  absl::Status Commit(segments::GenerationChange change);
  // Gives up the next generation because of `failure`, with the same effect. Returns `failure`, or
  // what broken() says from now on.
  absl::Status Abandon(absl::Status failure);

  // Not OK: a sync failed, or CURRENT may have been replaced although the commit failed. Nothing
  // may be written any more; what is true is read from CURRENT at the next start.
  const absl::Status& broken() const { return broken_; }

 private:
  const segments::IndexFiles& files_;
  const bool sync_;
  std::shared_ptr<const index::Snapshot> snapshot_;
  const std::string epoch_;  // random, of this writer
  std::uint32_t next_segment_ = 1;
  std::vector<std::string> new_files_;  // made for the next commit
  absl::Status broken_;
};

}  // namespace dateline::writer

#endif  // DATELINE_INDEXER_WRITER_GENERATIONS_H_
