// SPDX-License-Identifier: GPL-3.0-or-later
// What waits in the writer: articles for the workers, finished parts for the commit; and when each
// moves on.
#ifndef DATELINE_INDEXER_WRITER_WORK_QUEUE_H_
#define DATELINE_INDEXER_WRITER_WORK_QUEUE_H_

#include <absl/base/thread_annotations.h>
#include <absl/container/btree_map.h>
#include <absl/container/btree_set.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/queue/occupancy.h"
#include "core/queue/steady_condition.h"
#include "indexer/writer/batch.h"
#include "indexer/writer/index_writer.h"

namespace dateline::writer {

// Fair between callers by bytes: the next article is of the caller that has been served the least
// since it began to wait, so a caller that comes with one article does not wait until the others'
// are done. Articles of one caller keep their order. Thread-safe.
class WorkQueue {
 public:
  // `options` must outlive the queue.
  explicit WorkQueue(const WriterOptions& options);

  // Takes the article of `caller`; blocks while too much waits. Room that gets free is for the
  // caller that waits and holds the least. Not OK: refused, the article was not taken.
  absl::Status Push(PendingArticle& pending, std::string_view caller = {});

  enum class Next : std::uint8_t { kArticle, kHandOver, kStop };
  // The worker's next step: an article, or hand over what it has in hand (`oldest`: when it was
  // taken), because a caller waits for it or its time has come. Blocks until there is something to
  // do.
  Next Pop(std::optional<WriterClock::time_point> oldest, PendingArticle& out);

  void Deliver(std::vector<ScratchPart> parts);
  // The callers of these articles have been notified; Flush waits for that.
  void Acknowledge(std::span<const Notification> notifications);
  // Blocks until a commit is due. False: stopped, and nothing is left.
  bool WaitForBatch(Batch& batch);

  // Waits until everything pushed before is acknowledged.
  absl::Status Flush();
  // The same of the articles that have one of `ids` only.
  absl::Status Flush(const std::vector<std::string>& ids);
  // Threads that wait for room; for tests.
  std::size_t pushing() const;
  // Refuses all further articles, for good.
  void Fail(const absl::Status& status);
  absl::Status failure() const;
  // Lets workers and the commit thread finish what is there and end.
  void Stop();

 private:
  // Whose articles wait.
  struct Feeder {
    const WorkQueue* queue = nullptr;
    std::deque<PendingArticle> articles{};
    std::size_t bytes = 0;     // of `articles`
    std::size_t pushing = 0;   // threads that wait for room
    std::uint64_t served = 0;  // up to which byte its share goes: see clock_
  };

  Feeder& FeederOf(std::string_view caller) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void DropIdleFeeders() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool HasRoom() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool MayEnter(const Feeder& feeder) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void WaitForRoom(Feeder& feeder) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void TakeNext(PendingArticle& out) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool FlushWaitsForQueued() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
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
  std::map<std::string, Feeder, std::less<>> feeders_ ABSL_GUARDED_BY(mutex_);
  std::vector<Feeder*> waiting_ ABSL_GUARDED_BY(mutex_);  // with articles
  std::vector<Feeder*> pushing_ ABSL_GUARDED_BY(mutex_);  // with threads that wait for room
  // Bytes that each feeder who waited all the time has been served. One that comes later begins
  // here, and so comes next.
  std::uint64_t clock_ ABSL_GUARDED_BY(mutex_) = 0;
  queue::Occupancy queued_ ABSL_GUARDED_BY(mutex_);
  std::vector<ScratchPart> ready_ ABSL_GUARDED_BY(mutex_);
  queue::Occupancy finished_ ABSL_GUARDED_BY(mutex_);  // articles of ready_
  WriterClock::time_point ready_oldest_ ABSL_GUARDED_BY(mutex_) = WriterClock::time_point::max();
  std::uint64_t next_sequence_ ABSL_GUARDED_BY(mutex_) = 1;
  // Sequences of articles in the queue or in a worker's hands, and of all whose outcome is unknown.
  absl::btree_set<std::uint64_t> unready_ ABSL_GUARDED_BY(mutex_);
  // The latter with a hash of the id.
  absl::btree_map<std::uint64_t, std::size_t> unacknowledged_ ABSL_GUARDED_BY(mutex_);
  std::uint64_t flush_up_to_ ABSL_GUARDED_BY(mutex_) = 0;  // highest sequence a caller waits for
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace dateline::writer

#endif  // DATELINE_INDEXER_WRITER_WORK_QUEUE_H_
