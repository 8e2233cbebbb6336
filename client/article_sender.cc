// SPDX-License-Identifier: Apache-2.0
#include "client/article_sender.h"

#include <absl/cleanup/cleanup.h>
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include <optional>
#include <utility>

#include "client/call.h"
#include "core/details/status_details.h"
#include "core/limits.h"
#include "dateline/status.h"

namespace dateline::client {

ArticleSender::ArticleSender(v1::IngestService::Stub& stub, const IngestOptions& options,
                             const CallOptions& call, OutcomeCallback on_outcome)
    : stub_(stub),
      options_(options),
      call_(call),
      on_outcome_(std::move(on_outcome)),
      occupancy_({.items = options.max_waiting_articles, .bytes = options.max_waiting_bytes}) {
  thread_ = std::thread([this] { Run(); });
}

ArticleSender::~ArticleSender() {
  {
    absl::MutexLock lock(&mutex_);
    abandon_ = true;
    abandoned_.NotifyAll();
    if (context_ != nullptr) context_->TryCancel();
  }
  thread_.join();
}

bool ArticleSender::HasRoom() const { return done_ || occupancy_.HasRoom(); }

bool ArticleSender::Unsent() const { return next_to_send_ < next_sequence_; }

bool ArticleSender::HasWork() const {
  return broken_ || abandon_ || Unsent() || (closing_ && waiting_.empty());
}

namespace {

// What the server would refuse, after it had come all the way; far larger ones end the stream.
absl::Status CheckSize(const v1::Article& article) {
  const std::size_t bytes = article.ByteSizeLong();
  if (bytes <= limits::kMaxSentArticleBytes) return absl::OkStatus();
  absl::Status status = absl::InvalidArgumentError(
      absl::StrCat("the article has ", bytes, " bytes with all its fields; at most ",
                   limits::kMaxSentArticleBytes, " are allowed: shorten it"));
  wire::ErrorInfo info;
  info.set_reason("INVALID_ARTICLE");
  info.set_domain("dateline");
  details::Attach(info, status);
  return status;
}

}  // namespace

absl::Status ArticleSender::Add(v1::Article article) {
  if (absl::Status status = CheckSize(article); !status.ok()) return status;
  v1::IngestArticlesRequest request;
  *request.mutable_article() = std::move(article);
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(this, &ArticleSender::HasRoom));
  if (done_ || closing_) {
    return done_ && !final_.ok() ? final_ : absl::FailedPreconditionError("the stream is finished");
  }
  request.set_sequence(next_sequence_);
  occupancy_.Add(request.ByteSizeLong());
  waiting_.emplace(next_sequence_++, std::move(request));
  return absl::OkStatus();
}

absl::Status ArticleSender::Finish() {
  absl::MutexLock lock(&mutex_);
  closing_ = true;
  mutex_.Await(absl::Condition(&done_));
  return final_;
}

// The stream's own thread: attempts, one after the other, until the last has ended.
void ArticleSender::Run() {
  absl::Status status;
  for (int attempt = 1;; ++attempt) {
    status = Attempt();
    absl::MutexLock lock(&mutex_);
    if (abandon_ || (closing_ && waiting_.empty())) break;
    if (status.ok()) status = absl::UnavailableError("the server ended the stream");
    if (progress_) attempt = 1;  // the stream worked before it broke: not one more failure in a row
    const auto wait = NextWait(options_.retry, attempt, status);
    if (!wait || absl::Now() + *wait >= call_.deadline) break;
    const auto retry_at = queue::SteadyCondition::After(absl::ToChronoNanoseconds(*wait));
    while (!abandon_ && abandoned_.WaitUntil(mutex_, retry_at)) {
    }
    next_to_send_ = waiting_.empty() ? next_sequence_ : waiting_.begin()->first;
  }
  absl::MutexLock lock(&mutex_);
  final_ = waiting_.empty() ? absl::OkStatus() : status;
  done_ = true;
}

absl::Status ArticleSender::Attempt() {
  grpc::ClientContext context;
  PrepareContext(options_.connection, call_, context);
  if (call_.deadline < absl::InfiniteFuture())
    context.set_deadline(absl::ToChronoTime(call_.deadline));
  if (call_.cancellation != nullptr) call_.cancellation->Add(context);
  const absl::Cleanup remove = [&] {
    if (call_.cancellation != nullptr) call_.cancellation->Remove(context);
  };
  return RunOnce(context);
}

absl::Status ArticleSender::RunOnce(grpc::ClientContext& context) {
  {
    absl::MutexLock lock(&mutex_);
    broken_ = progress_ = false;
    mutex_.Await(absl::Condition(this, &ArticleSender::HasWork));
    if (abandon_ || !Unsent()) return absl::OkStatus();
    if (absl::Status status = CheckOptions(options_.connection, call_); !status.ok()) return status;
    context_ = &context;
  }
  const auto stream = stub_.IngestArticles(&context);
  std::thread receiver([this, &stream] { Receive(*stream); });
  SendAll(*stream);
  receiver.join();
  {
    absl::MutexLock lock(&mutex_);
    context_ = nullptr;
  }
  return StatusOf(context, stream->Finish());
}

void ArticleSender::SendAll(Stream& stream) {
  for (;;) {
    v1::IngestArticlesRequest request;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &ArticleSender::HasWork));
      if (broken_ || abandon_ || !Unsent()) break;
      const auto next = waiting_.lower_bound(next_to_send_);
      if (next == waiting_.end()) {  // outcomes of an earlier attempt came late
        next_to_send_ = next_sequence_;
        continue;
      }
      request = next->second;  // a copy: it may have to be sent again
      next_to_send_ = next->first + 1;
    }
    if (!stream.Write(request)) break;
  }
  stream.WritesDone();
}

void ArticleSender::Receive(Stream& stream) {
  v1::IngestArticlesResponse response;
  while (stream.Read(&response)) {
    for (const v1::IngestOutcome& outcome : response.outcomes()) {
      {
        absl::MutexLock lock(&mutex_);
        const auto found = waiting_.find(outcome.sequence());
        if (found == waiting_.end()) continue;
      }
      // Before it counts as known: when Finish returns, every callback has returned.
      on_outcome_(outcome);
      absl::MutexLock lock(&mutex_);
      const auto found = waiting_.find(outcome.sequence());
      occupancy_.Remove(found->second.ByteSizeLong());
      waiting_.erase(found);
      progress_ = true;
    }
  }
  absl::MutexLock lock(&mutex_);
  broken_ = true;
}

}  // namespace dateline::client
