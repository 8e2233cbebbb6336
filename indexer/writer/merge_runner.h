// SPDX-License-Identifier: GPL-3.0-or-later
// When segments are merged, and which: in the background after commits, or as a caller wants it.
#ifndef DATELINE_INDEXER_WRITER_MERGE_RUNNER_H_
#define DATELINE_INDEXER_WRITER_MERGE_RUNNER_H_

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>

#include <functional>
#include <optional>
#include <stop_token>
#include <thread>

#include "core/queue/steady_condition.h"
#include "indexer/segments/index_files.h"
#include "indexer/writer/dropped_files.h"
#include "indexer/writer/generations.h"
#include "indexer/writer/index_writer.h"
#include "indexer/writer/merge.h"
#include "indexer/writer/merge_policy.h"
#include "indexer/writer/work_queue.h"

namespace dateline::writer {

// Also removes dropped files when they are due, and looks whether the writer is still alone.
// Thread-safe; one merge at a time.
class MergeRunner {
 public:
  // All of them outlive the runner. If the index is found broken, `queue` refuses articles from
  // then on. `commit_mutex` guards `generations`; it is not held while a merge runs.
  MergeRunner(const WriterOptions& options, WorkQueue& queue, absl::Mutex& commit_mutex,
              Generations& generations);
  ~MergeRunner();  // as Stop, and joins the thread
  MergeRunner(const MergeRunner&) = delete;
  MergeRunner& operator=(const MergeRunner&) = delete;

  // Call it once, after `generations` has been opened and before it makes the next one.
  void Opened();
  // From now on a thread of the runner's own merges whenever Wake is called, if `merge`, and does
  // the rest by time.
  enum class Work : std::uint8_t { kAll, kAllButMerges };
  void Start(Work work);
  bool merges() const { return thread_.joinable() && work_ == Work::kAll; }
  // Cancels a merge that runs; from now on merges end with CANCELLED.
  void Stop();
  // There may be something to merge, or to remove.
  void Wake();
  // Removes dropped files without waiting for their time: room is wanted. Does nothing if that was
  // done a moment ago.
  void MakeRoom();

  enum class Policy : std::uint8_t {
    kTiers,  // ChooseMerge
    kFull,   // ChooseFullMerge
  };
  // True: there was something to merge, and it was merged or its damaged segment is left out from
  // now on.
  absl::StatusOr<bool> MergeOnce(Policy policy, const std::stop_token& cancel = {});
  // Merges until there is nothing to do, or until `go_on` (may be null) says no. DATA_LOSS
  // (SEGMENT_DAMAGED): of the first damaged segment; the others have been merged all the same.
  absl::Status MergeAll(Policy policy, const std::function<bool()>& go_on);

 private:
  absl::StatusOr<bool> Plan(Policy policy, MergeWork& work)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(merge_mutex_);
  absl::Status LeaveOutDamaged(absl::Status status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(merge_mutex_);
  absl::Status CheckRoom(std::uint64_t bytes) ABSL_EXCLUSIVE_LOCKS_REQUIRED(commit_mutex_);
  void Sweep(bool at_once) ABSL_EXCLUSIVE_LOCKS_REQUIRED(commit_mutex_);
  void FailIfBroken() ABSL_EXCLUSIVE_LOCKS_REQUIRED(commit_mutex_);
  absl::Status damage();
  // False: the end.
  bool WaitForWork(bool& wanted);
  // `wanted`: after a commit, which may have dropped files.
  void LookAround(bool wanted);
  void Loop();

  const WriterOptions& options_;
  const segments::IndexFiles& files_;
  WorkQueue& queue_;
  Work work_ = Work::kAll;
  std::stop_source stop_;

  absl::Mutex merge_mutex_;  // held while a merge runs; taken before commit_mutex_
  SegmentNumbers damaged_ ABSL_GUARDED_BY(merge_mutex_);
  absl::Status damage_ ABSL_GUARDED_BY(merge_mutex_);  // of the first of them
  absl::Mutex& commit_mutex_;
  Generations& generations_ ABSL_GUARDED_BY(commit_mutex_);
  DroppedFiles dropped_ ABSL_GUARDED_BY(commit_mutex_);
  DroppedFiles::Clock::time_point made_room_ ABSL_GUARDED_BY(commit_mutex_);
  std::optional<segments::NewSegment> in_making_ ABSL_GUARDED_BY(commit_mutex_);

  absl::Mutex signal_mutex_;
  queue::SteadyCondition signal_;
  bool wanted_ ABSL_GUARDED_BY(signal_mutex_) = false;
  std::jthread thread_;
};

}  // namespace dateline::writer

#endif  // DATELINE_INDEXER_WRITER_MERGE_RUNNER_H_
