// SPDX-License-Identifier: GPL-3.0-or-later
// A fixed number of threads with a bounded number of jobs. The queue is that of Asio's pool, which
// is not bounded: jobs are counted (queue::Occupancy) before they enter it. A queue of our own in
// front of Asio's would hand each job over twice.
#ifndef DATELINE_CORE_RPC_BOUNDED_POOL_H_
#define DATELINE_CORE_RPC_BOUNDED_POOL_H_

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <memory>

#include "core/queue/occupancy.h"
#include "core/queue/steady_condition.h"

namespace dateline::rpc {

struct PoolOptions {
  unsigned threads = 0;      // 0 = all cores
  std::size_t max_jobs = 0;  // running and waiting together; 0 = no bound
};

// Thread-safe. Jobs must not throw.
class BoundedPool {
 public:
  explicit BoundedPool(const PoolOptions& options);
  // Joins.
  ~BoundedPool();
  BoundedPool(const BoundedPool&) = delete;
  BoundedPool& operator=(const BoundedPool&) = delete;

  // Queues `job`. False, at once and without running it: the queue is full or the pool is joined.
  // `then` runs after it on the same thread, when its place is free: an answer sent there finds
  // room for the request that follows.
  bool TryPost(std::function<void()> job, std::function<void()> then = {});
  // Refuses what comes from now on and waits until what was taken has ended, `then` included, and
  // then a moment until nothing comes any more: every refusal has been sent by then. False: jobs
  // take longer than `patience`. Not from a job.
  bool Drain(std::chrono::milliseconds patience);
  // Finishes what is queued, refuses the rest. Idempotent; not from a job.
  void Join();
  // Whether it refuses everything, for good.
  bool closed() const;
  unsigned threads() const { return threads_; }

 private:
  class Impl;
  void Run(const std::function<void()>& job, const std::function<void()>& then);

  unsigned threads_;
  mutable absl::Mutex mutex_;
  queue::SteadyCondition idle_;
  queue::Occupancy jobs_ ABSL_GUARDED_BY(mutex_);       // that wait or run
  std::size_t unfinished_ ABSL_GUARDED_BY(mutex_) = 0;  // as jobs_, but until `then` has run
  std::size_t refused_ ABSL_GUARDED_BY(mutex_) = 0;     // since it was closed
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  bool joined_ ABSL_GUARDED_BY(mutex_) = false;
  std::unique_ptr<Impl> impl_;
};

// Drains one after the other within `patience` in all, every one of them. False: one did not end.
bool DrainAll(std::initializer_list<BoundedPool*> pools, std::chrono::milliseconds patience);

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_BOUNDED_POOL_H_
