// SPDX-License-Identifier: GPL-3.0-or-later
// When segments are merged, and which: in the background after commits, or as a caller wants it.
#ifndef DATELINE_INDEXER_WRITER_MERGE_RUNNER_H_
#define DATELINE_INDEXER_WRITER_MERGE_RUNNER_H_

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>

#include <functional>
#include <thread>

#include "indexer/segments/index_files.h"
#include "indexer/writer/generations.h"
#include "indexer/writer/index_folder.h"
#include "indexer/writer/index_writer.h"
#include "indexer/writer/merge.h"
#include "indexer/writer/merge_policy.h"
#include "indexer/writer/work_queue.h"

namespace dateline::writer {

// Thread-safe; one merge at a time.
class MergeRunner {
 public:
  // All of them outlive the runner. If a merge breaks the index, `queue` refuses articles from then
  // on. `commit_mutex` guards `generations`; it is not held while a merge runs.
  MergeRunner(const WriterOptions& options, WorkQueue& queue, absl::Mutex& commit_mutex,
              Generations& generations);
  ~MergeRunner();  // waits for a merge that runs
  MergeRunner(const MergeRunner&) = delete;
  MergeRunner& operator=(const MergeRunner&) = delete;

  // Merges in a thread of its own from now on, whenever Wake is called.
  void Start();
  bool started() const { return thread_.joinable(); }
  // There may be something to merge.
  void Wake();

  enum class Policy : std::uint8_t {
    kTiers,  // ChooseMerge
    kFull,   // ChooseFullMerge
  };
  // True: there was something to merge, and it was merged or its damaged segment is left out from
  // now on.
  absl::StatusOr<bool> MergeOnce(Policy policy);
  // Merges until there is nothing to do, or until `go_on` (may be null) says no. DATA_LOSS
  // (SEGMENT_DAMAGED): of the first damaged segment; the others have been merged all the same.
  absl::Status MergeAll(Policy policy, const std::function<bool()>& go_on);

 private:
  absl::StatusOr<bool> Plan(Policy policy, MergeWork& work)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(merge_mutex_);
  absl::Status LeaveOutDamaged(absl::Status status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(merge_mutex_);
  absl::Status damage();
  void Loop();

  const WriterOptions& options_;
  const segments::IndexFiles& files_;
  WorkQueue& queue_;

  absl::Mutex merge_mutex_;  // held while a merge runs; taken before commit_mutex_
  DroppedFiles dropped_ ABSL_GUARDED_BY(merge_mutex_);
  SegmentNumbers damaged_ ABSL_GUARDED_BY(merge_mutex_);
  absl::Status damage_ ABSL_GUARDED_BY(merge_mutex_);  // of the first of them
  absl::Mutex& commit_mutex_;
  Generations& generations_ ABSL_GUARDED_BY(commit_mutex_);

  absl::Mutex signal_mutex_;
  bool wanted_ ABSL_GUARDED_BY(signal_mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(signal_mutex_) = false;
  std::jthread thread_;
};

}  // namespace dateline::writer

#endif  // DATELINE_INDEXER_WRITER_MERGE_RUNNER_H_
