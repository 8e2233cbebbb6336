// SPDX-License-Identifier: Apache-2.0
#include "dateline/cancellation.h"

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <grpcpp/client_context.h>

#include <set>

#include "core/queue/steady_condition.h"

namespace dateline::client {

struct Cancellation::State {
  absl::Mutex mutex;
  queue::SteadyCondition changed;
  bool cancelled ABSL_GUARDED_BY(mutex) = false;
  std::set<grpc::ClientContext*> running ABSL_GUARDED_BY(mutex);
};

Cancellation::Cancellation() : state_(std::make_unique<State>()) {}
Cancellation::~Cancellation() = default;

void Cancellation::Cancel() {
  const absl::MutexLock lock(&state_->mutex);
  state_->cancelled = true;
  for (grpc::ClientContext* context : state_->running) context->TryCancel();
  state_->changed.NotifyAll();
}

bool Cancellation::cancelled() const {
  const absl::MutexLock lock(&state_->mutex);
  return state_->cancelled;
}

void Cancellation::Add(grpc::ClientContext& context) {
  const absl::MutexLock lock(&state_->mutex);
  state_->running.insert(&context);
  if (state_->cancelled) context.TryCancel();
}

void Cancellation::Remove(grpc::ClientContext& context) {
  const absl::MutexLock lock(&state_->mutex);
  state_->running.erase(&context);
}

bool Cancellation::WaitFor(absl::Duration wait) {
  const auto until = queue::SteadyCondition::After(absl::ToChronoNanoseconds(wait));
  const absl::MutexLock lock(&state_->mutex);
  while (!state_->cancelled && state_->changed.WaitUntil(state_->mutex, until)) {
  }
  return state_->cancelled;
}

}  // namespace dateline::client
