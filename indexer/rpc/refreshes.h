// SPDX-License-Identifier: GPL-3.0-or-later
// Calls of Refresh, which share commits.
#ifndef DATELINE_INDEXER_RPC_REFRESHES_H_
#define DATELINE_INDEXER_RPC_REFRESHES_H_

#include <absl/base/thread_annotations.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>
#include <grpcpp/support/server_callback.h>

#include <cstdint>
#include <functional>
#include <list>
#include <utility>

#include "core/limits.h"
#include "core/rpc/bounded_pool.h"
#include "core/rpc/caller.h"
#include "core/rpc/fair_queue.h"
#include "dateline/v1/ingest_service.pb.h"

namespace dateline::ingest {

// However many callers ask, one thread of the pool works for them. A caller must not be answered by
// a commit that had begun before it asked: what it had added may not be in it. So all that ask
// while one runs share the next. Fair between callers as FairQueue is. Thread-safe.
class Refreshes {
 public:
  // Commits what waits; the generation that holds it. May block.
  using Flush = std::function<absl::StatusOr<std::uint64_t>()>;

  // The pool must outlive this, and be joined before this is destroyed.
  Refreshes(rpc::BoundedPool& pool, Flush flush) : pool_(pool), flush_(std::move(flush)) {}

  // Answers the call when a commit that began after it has ended. RESOURCE_EXHAUSTED (QUEUE_FULL):
  // kMaxWaitingRefreshes calls wait already, or a quarter of them of this caller and others too;
  // UNAVAILABLE (DRAINING): the pool is closed. A call that is cancelled or whose deadline passes
  // leaves at once.
  grpc::ServerUnaryReactor* Join(grpc::CallbackServerContext& context, rpc::Caller caller,
                                 v1::RefreshResponse& response);

 private:
  class Call;
  using Calls = std::list<Call*>;
  void Run();
  // All that wait become running_, and these are taken out.
  void TakeWaiting() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Calls EndRunning() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Cancel(Call& call);

  rpc::BoundedPool& pool_;
  const Flush flush_;
  absl::Mutex mutex_;
  rpc::FairQueue queue_ ABSL_GUARDED_BY(mutex_){{.max_calls = limits::kMaxWaitingRefreshes}};
  Calls running_ ABSL_GUARDED_BY(mutex_);  // whose commit is under way
  bool posted_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace dateline::ingest

#endif  // DATELINE_INDEXER_RPC_REFRESHES_H_
