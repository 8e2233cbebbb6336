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
#include <utility>
#include <vector>

#include "core/rpc/bounded_pool.h"
#include "dateline/v1/ingest_service.pb.h"

namespace dateline::ingest {

// However many callers ask, one thread of the pool works for them. A caller must not be answered by
// a commit that had begun before it asked: what it had added may not be in it. So all that ask
// while one runs share the next. Thread-safe.
class Refreshes {
 public:
  // Commits what waits; the generation that holds it. May block.
  using Flush = std::function<absl::StatusOr<std::uint64_t>()>;

  // The pool must outlive this, and be joined before this is destroyed.
  Refreshes(rpc::BoundedPool& pool, Flush flush) : pool_(pool), flush_(std::move(flush)) {}

  // Answers the call when a commit that began after it has ended. RESOURCE_EXHAUSTED (QUEUE_FULL):
  // kMaxWaitingRefreshes calls wait already; UNAVAILABLE (DRAINING): the pool is closed.
  grpc::ServerUnaryReactor* Join(grpc::CallbackServerContext& context,
                                 v1::RefreshResponse& response);

 private:
  class Call;
  void Run();

  rpc::BoundedPool& pool_;
  const Flush flush_;
  absl::Mutex mutex_;
  std::vector<Call*> waiting_ ABSL_GUARDED_BY(mutex_);
  bool running_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace dateline::ingest

#endif  // DATELINE_INDEXER_RPC_REFRESHES_H_
