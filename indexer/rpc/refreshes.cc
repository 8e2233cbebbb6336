// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/rpc/refreshes.h"

#include <grpcpp/server_context.h>

#include <algorithm>
#include <string>
#include <utility>

#include "core/access/gate.h"
#include "core/errors/errors.h"
#include "core/limits.h"
#include "core/rpc/status.h"

namespace dateline::ingest {
namespace {

using Clock = rpc::FairQueue::Clock;

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

// Owned by gRPC: deletes itself in OnDone, which comes after Finish, and after OnCancel has
// returned.
class Refreshes::Call final : public grpc::ServerUnaryReactor, public rpc::FairQueue::Call {
 public:
  Call(Refreshes& refreshes, grpc::CallbackServerContext& context, rpc::Caller caller,
       v1::RefreshResponse& response)
      : refreshes_(refreshes), context_(context), caller_(std::move(caller)), response_(response) {}

  const std::string& caller() const { return caller_.name; }
  void End(const absl::StatusOr<std::uint64_t>& generation) {
    if (generation.ok()) response_.set_generation(*generation);
    if (caller_.admission != nullptr) caller_.admission->End();  // it may call again at once
    Finish(rpc::ToGrpcStatus(generation.status(), context_));
  }
  void OnCancel() override { refreshes_.Cancel(*this); }
  void OnDone() override { delete this; }

 private:
  Refreshes& refreshes_;
  grpc::CallbackServerContext& context_;
  const rpc::Caller caller_;
  v1::RefreshResponse& response_;
};

grpc::ServerUnaryReactor* Refreshes::Join(grpc::CallbackServerContext& context, rpc::Caller caller,
                                          v1::RefreshResponse& response) {
  auto* call = new Call(*this, context, std::move(caller), response);
  rpc::FairQueue::Admission admission;
  bool start = false;
  {
    const absl::MutexLock lock(&mutex_);
    admission = queue_.Add(*call, call->caller(), Clock::time_point::max(), Clock::now());
    start = admission.taken && !std::exchange(posted_, true);
  }
  if (!admission.taken) call->End(Full());
  if (admission.displaced != nullptr) static_cast<Call*>(admission.displaced)->End(Full());
  if (!start || pool_.TryPost([this] { Run(); })) return call;
  Calls refused;
  {
    const absl::MutexLock lock(&mutex_);
    posted_ = false;
    TakeWaiting();
    refused = EndRunning();
  }
  for (Call* one : refused) one->End(Stopping());
  return call;
}

void Refreshes::TakeWaiting() {
  const auto now = Clock::now();
  while (auto* call = queue_.Next(rpc::FairQueue::Lane::kAny, now)) {
    running_.push_back(static_cast<Call*>(call));
  }
}

// They end outside of the lock, and must not be touched after that.
Refreshes::Calls Refreshes::EndRunning() {
  const auto now = Clock::now();
  for (Call* one : running_) queue_.Charge(queue_.Finish(*one, 0), {}, now);
  return std::exchange(running_, {});
}

void Refreshes::Cancel(Call& call) {
  {
    const absl::MutexLock lock(&mutex_);
    if (!queue_.Remove(call)) {
      const auto found = std::find(running_.begin(), running_.end(), &call);
      if (found == running_.end()) return;  // it has been answered, or is just now
      running_.erase(found);
      queue_.Charge(queue_.Finish(call, 0), {}, Clock::now());
    }
  }
  call.End(absl::CancelledError("the client has gone"));
}

void Refreshes::Run() {
  for (;;) {
    {
      const absl::MutexLock lock(&mutex_);
      TakeWaiting();
      if (running_.empty()) {
        posted_ = false;
        return;
      }
    }
    const auto generation = flush_();
    Calls ended;
    {
      const absl::MutexLock lock(&mutex_);
      ended = EndRunning();
    }
    for (Call* one : ended) one->End(generation);
  }
}

}  // namespace dateline::ingest
