// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/rpc/refreshes.h"

#include <grpcpp/server_context.h>

#include <utility>

#include "core/errors/errors.h"
#include "core/limits.h"
#include "core/rpc/status.h"

namespace dateline::ingest {
namespace {

constexpr int kFullRetryMs = 100;
constexpr int kDrainRetryMs = 1000;

absl::Status Full() {
  return errors::WithRetry(
      errors::MakeError(absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_QUEUE_FULL,
                        "too many calls wait for a commit; try again later"),
      kFullRetryMs);
}

absl::Status Stopping() {
  return errors::WithRetry(
      errors::MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_DRAINING,
                        "the indexer is stopping; try again later"),
      kDrainRetryMs);
}

}  // namespace

// Owned by gRPC: deletes itself in OnDone, which comes after Finish.
class Refreshes::Call final : public grpc::ServerUnaryReactor {
 public:
  Call(grpc::CallbackServerContext& context, v1::RefreshResponse& response)
      : context_(context), response_(response) {}

  void End(const absl::StatusOr<std::uint64_t>& generation) {
    if (generation.ok()) response_.set_generation(*generation);
    Finish(rpc::ToGrpcStatus(generation.status(), context_));
  }
  void OnDone() override { delete this; }

 private:
  grpc::CallbackServerContext& context_;
  v1::RefreshResponse& response_;
};

grpc::ServerUnaryReactor* Refreshes::Join(grpc::CallbackServerContext& context,
                                          v1::RefreshResponse& response) {
  auto* call = new Call(context, response);
  bool start = false;
  {
    const absl::MutexLock lock(&mutex_);
    if (waiting_.size() >= limits::kMaxWaitingRefreshes) {
      call->End(Full());
      return call;
    }
    waiting_.push_back(call);
    start = !std::exchange(running_, true);
  }
  if (!start || pool_.TryPost([this] { Run(); })) return call;
  std::vector<Call*> refused;
  {
    const absl::MutexLock lock(&mutex_);
    running_ = false;
    refused.swap(waiting_);
  }
  for (Call* one : refused) one->End(Stopping());
  return call;
}

void Refreshes::Run() {
  for (;;) {
    std::vector<Call*> calls;
    {
      const absl::MutexLock lock(&mutex_);
      calls.swap(waiting_);
      if (calls.empty()) {
        running_ = false;
        return;
      }
    }
    const auto generation = flush_();
    for (Call* one : calls) one->End(generation);
  }
}

}  // namespace dateline::ingest
