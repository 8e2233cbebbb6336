// SPDX-License-Identifier: GPL-3.0-or-later
// What waits in the writer: articles for the workers, finished parts for the commit; and when each
// moves on.
#ifndef DATELINE_INDEXER_WRITER_WORK_QUEUE_H_
#define DATELINE_INDEXER_WRITER_WORK_QUEUE_H_

#include <absl/base/thread_annotations.h>
#include <absl/container/btree_set.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "core/queue/occupancy.h"
#include "core/queue/steady_condition.h"
#include "indexer/writer/batch.h"
#include "indexer/writer/index_writer.h"

namespace dateline::writer {

// Parts for one commit.
struct Batch {
  std::vector<ScratchPart> parts;
  std::uint64_t oldest_elsewhere = 0;  // no article with a lower sequence is still on its way
};

// Thread-safe.
class WorkQueue {
 public:
  // `options` must outlive the queue.
  explicit WorkQueue(const WriterOptions& options);

  // Takes the article; blocks while too much waits. Not OK: refused, the article was not taken.
  absl::Status Push(PendingArticle& pending);

  enum class Next : std::uint8_t { kArticle, kHandOver, kStop };
  // The worker's next step: an article, or hand over what it has in hand (`oldest`: when it was
  // taken), because a caller waits for it or its time has come. Blocks until there is something to
  // do.
  Next Pop(std::optional<WriterClock::time_point> oldest, PendingArticle& out);

  void Deliver(std::vector<ScratchPart> parts);
  // These articles need nothing any more; Flush waits for that.
  void Settle(std::span<const SettledArticle> settled);
  // Blocks until a commit is due. False: stopped, and nothing is left.
  bool WaitForBatch(Batch& batch);

  // Waits until everything pushed before is settled.
  absl::Status Flush();
  // Refuses all further articles, for good.
  void Fail(const absl::Status& status);
  absl::Status failure() const;
  // Lets workers and the commit thread finish what is there and end.
  void Stop();

 private:
  bool HasRoom() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool FlushWaitsForWorkers() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool HandOverDue() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool WaitForArticle(std::optional<WriterClock::time_point> oldest)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool CommitDue() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool Drained() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const WriterOptions& options_;
  mutable absl::Mutex mutex_;
  queue::SteadyCondition worker_wakes_;  // of workers with articles in hand
  queue::SteadyCondition commit_wakes_;
  // Not a BoundedQueue: what may enter depends on `ready_` too, and an article takes its sequence
  // in the same step.
  std::deque<PendingArticle> queue_ ABSL_GUARDED_BY(mutex_);
  queue::Occupancy queued_ ABSL_GUARDED_BY(mutex_);
  std::vector<ScratchPart> ready_ ABSL_GUARDED_BY(mutex_);
  queue::Occupancy finished_ ABSL_GUARDED_BY(mutex_);  // articles of ready_
  WriterClock::time_point ready_oldest_ ABSL_GUARDED_BY(mutex_) = WriterClock::time_point::max();
  std::uint64_t next_sequence_ ABSL_GUARDED_BY(mutex_) = 1;
  // Sequences of articles in the queue or in a worker's hands, and of all that have no outcome yet.
  absl::btree_set<std::uint64_t> unready_ ABSL_GUARDED_BY(mutex_);
  absl::btree_set<std::uint64_t> unsettled_ ABSL_GUARDED_BY(mutex_);
  std::uint64_t flush_up_to_ ABSL_GUARDED_BY(mutex_) = 0;  // highest sequence a caller waits for
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace dateline::writer

#endif  // DATELINE_INDEXER_WRITER_WORK_QUEUE_H_
