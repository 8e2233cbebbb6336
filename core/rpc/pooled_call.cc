// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/pooled_call.h"

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/clock.h>
#include <fmt/format.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <new>
#include <random>
#include <utility>

#include "core/access/gate.h"
#include "core/errors/errors.h"
#include "core/limits.h"
#include "core/rpc/log.h"
#include "core/rpc/status.h"

namespace dateline::rpc {
namespace {

constexpr std::chrono::milliseconds kShortestRetry{100};
constexpr std::chrono::milliseconds kLongestRetry{2000};
constexpr int kDrainingRetryMs = 1000;
constexpr std::chrono::seconds kRefusalsPeriod{10};

// Says in the log that calls are refused, in at most one line per kRefusalsPeriod. Thread-safe.
class Refusals {
 public:
  void Count() {
    std::size_t count = 0;
    {
      const absl::MutexLock lock(&mutex_);
      ++count_;
      const auto now = BoundedPool::Clock::now();
      if (now < next_) return;
      next_ = now + kRefusalsPeriod;
      count = std::exchange(count_, 0);
    }
    LogLine(
        LogLevel::kWarning,
        fmt::format("{} calls were refused since the last line like this: the queue is full, or "
                    "a client has its share of it",
                    count));
  }

 private:
  absl::Mutex mutex_;
  std::size_t count_ ABSL_GUARDED_BY(mutex_) = 0;
  BoundedPool::Clock::time_point next_ ABSL_GUARDED_BY(mutex_);
};

// As long as it takes until what waits now has run, and up to twice that: clients that were refused
// together must not come back together.
int RetryMs(const BoundedPool& pool) {
  thread_local std::minstd_rand random(std::random_device{}());
  const auto backlog = std::chrono::duration_cast<std::chrono::milliseconds>(pool.Backlog());
  const auto least = std::clamp(backlog, kShortestRetry, kLongestRetry).count();
  return std::uniform_int_distribution<int>(static_cast<int>(least),
                                            2 * static_cast<int>(least))(random);
}

absl::Status QueueFull(const BoundedPool& pool) {
  static Refusals refusals;
  refusals.Count();
  return errors::WithRetry(
      errors::MakeError(absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_QUEUE_FULL,
                        "too many requests wait for this server; try again later"),
      RetryMs(pool));
}

absl::Status Draining() {
  return errors::WithRetry(
      errors::MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_DRAINING,
                        "the server is stopping; try again, or another server"),
      kDrainingRetryMs);
}

absl::Status DeadlinePassed() {
  return absl::DeadlineExceededError("the deadline passed while the request waited for its turn");
}

absl::Status ClientGone() { return absl::CancelledError("the client has gone"); }

absl::Time DeadlineOf(const grpc::CallbackServerContext& context, std::chrono::seconds longest) {
  const auto deadline = context.deadline();
  if (deadline == std::chrono::system_clock::time_point::max()) {
    return absl::Now() + absl::FromChrono(limits::kDefaultDeadline);
  }
  return std::min(absl::FromChrono(deadline), absl::Now() + absl::FromChrono(longest));
}

}  // namespace

grpc::ServerUnaryReactor* PooledCall::Start(grpc::CallbackServerContext& context, BoundedPool& pool,
                                            PooledCallOptions options, Work work) {
  auto* call = new PooledCall(context, pool, std::move(options), std::move(work));
  const absl::Duration left = call->deadline_ - absl::Now();
  const auto deadline = queue::SteadyCondition::After(
      absl::ToChronoNanoseconds(std::max(left, absl::ZeroDuration())));
  if (!pool.Post(*call, call->options_.caller.name, deadline)) {
    call->End(pool.closed() ? Draining() : QueueFull(pool), {});
  }
  return call;
}

grpc::ServerUnaryReactor* PooledCall::Start(grpc::CallbackServerContext& context, BoundedPool& pool,
                                            Work work) {
  return Start(context, pool, {.caller = CallerByAddress(context.peer())}, std::move(work));
}

grpc::ServerUnaryReactor* PooledCall::Refuse(grpc::CallbackServerContext& context,
                                             const absl::Status& status) {
  grpc::ServerUnaryReactor* reactor = context.DefaultReactor();
  reactor->Finish(ToGrpcStatus(status, context));
  return reactor;
}

PooledCall::PooledCall(grpc::CallbackServerContext& context, BoundedPool& pool,
                       PooledCallOptions options, Work work)
    : context_(context),
      pool_(pool),
      options_(std::move(options)),
      work_(std::move(work)),
      came_(BoundedPool::Clock::now()),
      deadline_(DeadlineOf(context, options_.longest)) {}

void PooledCall::OnCancel() {
  cancelled_.store(true);
  if (pool_.Withdraw(*this)) End(ClientGone(), BoundedPool::Clock::now() - came_);
}

void PooledCall::OnDone() {
  if (answer_bytes_ > 0) pool_.Release(*this);
  delete this;
}

void PooledCall::Run() {
  status_ = RunInTime();
  if (options_.answer == nullptr || !status_.ok()) return;
  // Once as a message and once as bytes, until the peer has taken it.
  answer_bytes_ = options_.answer->SpaceUsedLong() + options_.answer->ByteSizeLong();
}

void PooledCall::Leave(Left why) {
  End(why == Left::kDeadline ? DeadlinePassed() : QueueFull(pool_),
      BoundedPool::Clock::now() - came_);
}

void PooledCall::GiveUp() { context_.TryCancel(); }

// Its limits are free before the answer is sent: whoever has the answer may call again at once.
void PooledCall::End(const absl::Status& status, std::chrono::nanoseconds waited) {
  if (options_.caller.admission != nullptr) options_.caller.admission->End();
  if (options_.ended) {
    options_.ended({status, options_.caller, BoundedPool::Clock::now() - came_, waited});
  }
  Finish(ToGrpcStatus(status, context_));
}

// A request that takes more memory than there is costs its sender an error, and nobody else.
absl::Status PooledCall::RunInTime() const {
  if (cancelled_.load()) return ClientGone();
  if (absl::Now() >= deadline_) return DeadlinePassed();
  try {
    return work_({deadline_, &cancelled_, &options_.caller});
  } catch (const std::bad_alloc&) {
    return errors::OutOfMemory();
  }
}

}  // namespace dateline::rpc
