// SPDX-License-Identifier: GPL-3.0-or-later
// A fixed number of threads with a bounded number of jobs, fair between those who send them.
#ifndef DATELINE_CORE_RPC_BOUNDED_POOL_H_
#define DATELINE_CORE_RPC_BOUNDED_POOL_H_

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string_view>
#include <thread>
#include <vector>

#include "core/queue/steady_condition.h"
#include "core/rpc/answers_in_flight.h"
#include "core/rpc/fair_queue.h"

namespace dateline::rpc {

struct PoolOptions {
  unsigned threads = 0;        // 0 = all cores
  std::size_t max_jobs = 0;    // running and waiting together; 0 = no bound
  unsigned short_threads = 0;  // more of them, only for short jobs (FairQueue::Lane)
  AnswersInFlightOptions answers{};
};

// A job that is not the pool's: the pool calls it and never deletes it. After Post has taken it,
// either Run and then Done are called, on one thread, or Leave.
class Task : public FairQueue::Call, public AnswersInFlight::Answer {
 public:
  enum class Left : std::uint8_t { kDeadline, kDisplaced };

  virtual void Run() = 0;
  // Bytes of memory of what Run has made and somebody has yet to take. If it is not 0, Release must
  // follow Done.
  virtual std::size_t AnswerBytes() const { return 0; }
  // The place of the task is free: an answer sent from here finds room for the request that
  // follows. The task may be deleted from here on, unless Release must follow.
  virtual void Done() = 0;
  // Its deadline has passed, or a caller with fewer jobs needs the place. On any thread; the task
  // may be deleted from here on.
  virtual void Leave(Left why) = 0;
  void GiveUp() override {}
};

// Thread-safe. Jobs must not throw.
class BoundedPool {
 public:
  using Clock = FairQueue::Clock;

  explicit BoundedPool(const PoolOptions& options);
  // Joins.
  ~BoundedPool();
  BoundedPool(const BoundedPool&) = delete;
  BoundedPool& operator=(const BoundedPool&) = delete;

  // Queues `task` of `caller`. False, at once and without a call to it: the queue is full, or full
  // of this caller's jobs, or the pool is joined.
  bool Post(Task& task, std::string_view caller, Clock::time_point deadline);
  // Takes back a task that waits. False: it does not; it runs, has run or was told to leave.
  bool Withdraw(Task& task);
  // The answer of a task has been taken, or never will be.
  void Release(Task& task);

  // Queues `job` of `caller`, "" for nobody in particular, with `then` as its Task::Done. If the
  // pool has a bound of jobs, all must be of one caller: they are not told to leave.
  bool TryPost(std::function<void()> job, std::function<void()> then = {},
               std::string_view caller = "");
  // Refuses what comes from now on and waits until what was taken has ended, Done included, and
  // then a moment until nothing comes any more: every refusal has been sent by then. False: jobs
  // take longer than `patience`. Not from a job.
  bool Drain(std::chrono::milliseconds patience);
  // Finishes what is queued, refuses the rest. Idempotent; not from a job.
  void Join();
  // Whether it refuses everything, for good.
  bool closed() const;
  unsigned threads() const { return threads_; }
  // Jobs that wait, and how long they will take.
  std::size_t waiting() const;
  Clock::duration Backlog() const;

 private:
  void Work(FairQueue::Lane lane);
  void RunOne(Task& task);
  void WatchDeadlines();
  void WakeOne() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void EndOne() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const unsigned threads_;
  mutable absl::Mutex mutex_;
  queue::SteadyCondition idle_;
  queue::SteadyCondition deadline_;  // one is earlier than watch_until_
  absl::CondVar work_;
  absl::CondVar short_work_;
  FairQueue queue_ ABSL_GUARDED_BY(mutex_);
  std::size_t sleeping_ ABSL_GUARDED_BY(mutex_) = 0;  // threads for any job
  std::size_t short_sleeping_ ABSL_GUARDED_BY(mutex_) = 0;
  std::size_t unfinished_ ABSL_GUARDED_BY(mutex_) = 0;  // jobs until Done or Leave has returned
  std::size_t refused_ ABSL_GUARDED_BY(mutex_) = 0;     // since it was closed
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  bool joined_ ABSL_GUARDED_BY(mutex_) = false;
  Clock::time_point watch_until_ ABSL_GUARDED_BY(mutex_) = Clock::time_point::max();
  AnswersInFlight answers_;
  std::thread deadlines_;
  std::vector<std::thread> workers_;
};

// Drains one after the other within `patience` in all, every one of them. False: one did not end.
bool DrainAll(std::initializer_list<BoundedPool*> pools, std::chrono::milliseconds patience);

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_BOUNDED_POOL_H_
