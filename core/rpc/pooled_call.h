// SPDX-License-Identifier: GPL-3.0-or-later
// A unary call that runs on a bounded pool, never on a thread of gRPC.
#ifndef DATELINE_CORE_RPC_POOLED_CALL_H_
#define DATELINE_CORE_RPC_POOLED_CALL_H_

#include <absl/status/status.h>
#include <absl/time/clock.h>
#include <absl/time/time.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <functional>
#include <new>
#include <utility>

#include "core/errors/errors.h"
#include "core/limits.h"
#include "core/rpc/bounded_pool.h"
#include "core/rpc/status.h"

namespace dateline::rpc {

// What a running call has to watch.
struct CallLimits {
  absl::Time deadline;
  const std::atomic<bool>* cancelled;  // valid while the call runs
};

inline constexpr int kQueueFullRetryMs = 100;
inline constexpr int kDrainingRetryMs = 1000;

// Owned by gRPC: deletes itself in OnDone, which comes after Finish and after OnCancel has
// returned.
class PooledCall final : public grpc::ServerUnaryReactor {
 public:
  using Work = std::function<absl::Status(const CallLimits&)>;

  // Runs `work` on `pool` and finishes the call with its status. If the pool is full
  // (RESOURCE_EXHAUSTED) or drains (UNAVAILABLE), the call is finished at once, with a delay to
  // retry.
  static grpc::ServerUnaryReactor* Start(grpc::CallbackServerContext& context, BoundedPool& pool,
                                         Work work) {
    auto* call = new PooledCall(context);
    const bool queued =
        pool.TryPost([call, job = std::move(work)] { call->status_ = call->RunInTime(job); },
                     [call] { call->Finish(ToGrpcStatus(call->status_, call->context_)); });
    if (!queued) call->Finish(ToGrpcStatus(pool.closed() ? Draining() : QueueFull(), context));
    return call;
  }

  // Finishes a call that is not worth a place in the queue.
  static grpc::ServerUnaryReactor* Refuse(grpc::CallbackServerContext& context,
                                          const absl::Status& status) {
    grpc::ServerUnaryReactor* reactor = context.DefaultReactor();
    reactor->Finish(ToGrpcStatus(status, context));
    return reactor;
  }

  void OnCancel() override { cancelled_.store(true); }
  void OnDone() override { delete this; }

 private:
  explicit PooledCall(grpc::CallbackServerContext& context)
      : context_(context), deadline_(DeadlineOf(context)) {}

  static absl::Time DeadlineOf(const grpc::CallbackServerContext& context) {
    const auto deadline = context.deadline();
    if (deadline == std::chrono::system_clock::time_point::max()) {
      return absl::Now() + absl::FromChrono(limits::kDefaultDeadline);
    }
    return absl::FromChrono(deadline);
  }

  static absl::Status QueueFull() {
    return errors::WithRetry(
        errors::MakeError(absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_QUEUE_FULL,
                          "too many requests wait for this server; try again later"),
        kQueueFullRetryMs);
  }

  static absl::Status Draining() {
    return errors::WithRetry(
        errors::MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_DRAINING,
                          "the server is stopping; try again, or another server"),
        kDrainingRetryMs);
  }

  // A request that takes more memory than there is costs its sender an error, and nobody else.
  absl::Status RunInTime(const Work& work) const {
    if (cancelled_.load()) return absl::CancelledError("the client has gone");
    if (absl::Now() >= deadline_) {
      return absl::DeadlineExceededError(
          "the deadline passed while the request waited for its turn");
    }
    try {
      return work({deadline_, &cancelled_});
    } catch (const std::bad_alloc&) {
      return errors::OutOfMemory();
    }
  }

  grpc::CallbackServerContext& context_;
  absl::Time deadline_;
  absl::Status status_;
  std::atomic<bool> cancelled_{false};
};

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_POOLED_CALL_H_
