// SPDX-License-Identifier: GPL-3.0-or-later
// A unary call that runs on a bounded pool, never on a thread of gRPC.
#ifndef DATELINE_CORE_RPC_POOLED_CALL_H_
#define DATELINE_CORE_RPC_POOLED_CALL_H_

#include <absl/status/status.h>
#include <absl/time/time.h>
#include <google/protobuf/message.h>
#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <chrono>
#include <functional>

#include "core/limits.h"
#include "core/rpc/bounded_pool.h"
#include "core/rpc/caller.h"

namespace dateline::rpc {

// What a running call has to watch, and whose it is. Valid while the call runs.
struct CallLimits {
  absl::Time deadline;
  const std::atomic<bool>* cancelled;
  const Caller* caller;
};

// How a call ended.
struct CallEnd {
  const absl::Status& status;
  const Caller& caller;
  std::chrono::nanoseconds elapsed;  // since it came
  std::chrono::nanoseconds waited;   // of that, in the queue
};

struct PooledCallOptions {
  Caller caller;
  // The answer, which `work` fills: it counts against the pool's bound of bytes until the peer has
  // taken it. null: answers are small.
  const google::protobuf::Message* answer = nullptr;
  // A deadline that is further away is taken as this one.
  std::chrono::seconds longest = limits::kMaxDeadline;
  // Called once before the call is finished, on any thread. May be empty.
  std::function<void(const CallEnd&)> ended{};
};

// Owned by gRPC: deletes itself in OnDone, which comes after Finish and after OnCancel has
// returned.
class PooledCall final : public grpc::ServerUnaryReactor, private Task {
 public:
  using Work = std::function<absl::Status(const CallLimits&)>;

  // Runs `work` on `pool` and finishes the call with its status. If the pool is full
  // (RESOURCE_EXHAUSTED) or drains (UNAVAILABLE), the call is finished at once, with a delay to
  // retry. A call that is cancelled or whose deadline passes leaves the queue at once.
  static grpc::ServerUnaryReactor* Start(grpc::CallbackServerContext& context, BoundedPool& pool,
                                         PooledCallOptions options, Work work);
  // Of the caller that the connection's address names.
  static grpc::ServerUnaryReactor* Start(grpc::CallbackServerContext& context, BoundedPool& pool,
                                         Work work);

  // Finishes a call that is not worth a place in the queue.
  static grpc::ServerUnaryReactor* Refuse(grpc::CallbackServerContext& context,
                                          const absl::Status& status);

  void OnCancel() override;
  void OnDone() override;

 private:
  PooledCall(grpc::CallbackServerContext& context, BoundedPool& pool, PooledCallOptions options,
             Work work);

  void Run() override;
  std::size_t AnswerBytes() const override { return answer_bytes_; }
  void Done() override { End(status_, waited()); }
  void Leave(Left why) override;
  void GiveUp() override;
  void End(const absl::Status& status, std::chrono::nanoseconds waited);
  absl::Status RunInTime() const;

  grpc::CallbackServerContext& context_;
  BoundedPool& pool_;
  const PooledCallOptions options_;
  const Work work_;
  const BoundedPool::Clock::time_point came_;
  const absl::Time deadline_;
  absl::Status status_;
  std::size_t answer_bytes_ = 0;
  std::atomic<bool> cancelled_{false};
};

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_POOLED_CALL_H_
