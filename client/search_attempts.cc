// SPDX-License-Identifier: Apache-2.0
#include "client/search_attempts.h"

#include <absl/time/clock.h>

#include <algorithm>
#include <utility>

#include "client/call.h"
#include "client/shared_stub.h"
#include "dateline/status.h"

namespace dateline::client {
namespace {

absl::Status Cancelled() { return absl::CancelledError("the search was cancelled by its caller"); }

}  // namespace

PendingSearch::PendingSearch(std::shared_ptr<SearchAttempts> attempts)
    : attempts_(std::move(attempts)) {}

void PendingSearch::Cancel() { attempts_->Cancel(); }

SearchAttempts::SearchAttempts(std::shared_ptr<v1::SearchService::Stub> stub,
                               const ClientOptions& options, const CallOptions& call,
                               v1::SearchRequest request, SearchCallback on_done)
    : stub_(std::move(stub)),
      retry_(options.retry),
      connection_(options.connection),
      call_(call),
      deadline_(std::min(absl::Now() + options.timeout, call.deadline)),
      request_(std::move(request)),
      on_done_(std::move(on_done)) {}

void SearchAttempts::Start() {
  if (absl::Status status = CheckOptions(connection_, call_); !status.ok()) {
    Finish(std::move(status));
    return;
  }
  grpc::ClientContext* context = nullptr;
  {
    absl::MutexLock lock(&mutex_);
    if (!cancelled_) {
      ++attempt_;
      context_ = std::make_unique<grpc::ClientContext>();
      context_->set_deadline(absl::ToChronoTime(deadline_));
      PrepareContext(connection_, call_, *context_);
      context = context_.get();
    }
  }
  if (context == nullptr) {
    Finish(Cancelled());
    return;
  }
  response_.Clear();
  // A Cancel from here on cancels the context, before the call begins or in the middle of it.
  stub_->async()->Search(context, &request_, &response_,
                         [self = shared_from_this()](const grpc::Status& status) mutable {
                           const CallbackScope scope;
                           const std::shared_ptr<SearchAttempts> attempts = std::move(self);
                           attempts->AttemptDone(status);
                         });
}

void SearchAttempts::AttemptDone(const grpc::Status& wire) {
  if (wire.ok()) {
    Finish(std::move(response_));
    return;
  }
  absl::Status status;
  {
    absl::MutexLock lock(&mutex_);
    status = StatusOf(*context_, wire);
    const auto wait = cancelled_ ? std::nullopt : NextWait(retry_, attempt_, status);
    if (wait && absl::Now() + *wait < deadline_) {
      wait_ = std::make_unique<grpc::Alarm>();
      wait_->Set(absl::ToChronoTime(absl::Now() + *wait),
                 [self = shared_from_this()](bool passed) { self->WaitDone(passed); });
      return;
    }
    if (cancelled_) status = Cancelled();
  }
  Finish(std::move(status));
}

void SearchAttempts::WaitDone(bool passed) {
  if (passed) {
    Start();
  } else {
    Finish(Cancelled());
  }
}

void SearchAttempts::Cancel() {
  absl::MutexLock lock(&mutex_);
  cancelled_ = true;
  if (context_ != nullptr) context_->TryCancel();
  if (wait_ != nullptr) wait_->Cancel();
}

void SearchAttempts::Finish(absl::StatusOr<v1::SearchResponse> result) {
  // Moved out first: what the callback holds is freed as soon as it has returned, even if the
  // caller keeps its PendingSearch.
  const SearchCallback on_done = std::move(on_done_);
  on_done(std::move(result));
}

}  // namespace dateline::client
