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
#include "indexer/writer/index_lock.h"

namespace dateline::writer {

// Not thread-safe: one thread at a time.
class Generations {
 public:
  // What is done with damaged segments.
  enum class Damaged : std::uint8_t {
    kRefuse,    // Open fails
    kLeaveOut,  // they stay in the manifest as they are
  };

  // `files` outlives it.
  Generations(const segments::IndexFiles& files, bool sync);

  // Opens what is there, or commits an empty first generation with `profile`. `lock`, which is
  // held, outlives this. DATA_LOSS (SEGMENT_DAMAGED): damage, with kRefuse.
  absl::Status Open(const IndexLock& lock, const index::ScoringProfile& profile, Damaged damaged);
  // After Open.
  const index::Snapshot& snapshot() const { return *snapshot_; }
  const index::Manifest& manifest() const { return snapshot_->manifest; }
  // The place in the manifest of a segment of the snapshot, which leaves out the damaged ones. A
  // segment after the last one is after the last one.
  std::size_t PlaceInManifest(std::size_t segment) const;
  // The segment of the snapshot with this number; null: it is damaged.
  const index::SegmentView* FindView(std::uint32_t number) const;
  const segments::IndexFiles& files() const { return files_; }
  const std::string& epoch() const { return epoch_; }

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
  // Whether the lock is still held and CURRENT still says what this writer wrote last; if not,
  // broken() says so from now on. OK also if that cannot be found out now.
  absl::Status CheckAlone();

  // Not OK: a sync failed, or CURRENT may have been replaced although the commit failed, or another
  // writer or a restored folder has taken the place of this one. Nothing may be written any more;
  // what is true is read from CURRENT at the next start.
  const absl::Status& broken() const { return broken_; }

 private:
  // As CheckAlone, but changes nothing, and fails also if it cannot be found out.
  absl::Status Alone() const;
  // What CURRENT says of it, without LOCK.
  absl::Status CurrentIsOwn() const;

  const segments::IndexFiles& files_;
  const bool sync_;
  const IndexLock* lock_ = nullptr;
  std::shared_ptr<const index::Snapshot> snapshot_;
  const std::string epoch_;  // random, of this writer
  std::uint32_t next_segment_ = 1;
  std::vector<std::string> new_files_;  // made for the next commit
  absl::Status broken_;
};

}  // namespace dateline::writer

#endif  // DATELINE_INDEXER_WRITER_GENERATIONS_H_
