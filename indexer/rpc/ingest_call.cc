// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/rpc/ingest_call.h"

#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/proto_buffer_writer.h>

#include <algorithm>
#include <utility>

#include "core/access/gate.h"
#include "core/errors/errors.h"
#include "core/limits.h"
#include "core/rpc/status.h"
#include "indexer/rpc/convert.h"
#include "indexer/rpc/sent_article.h"

namespace dateline::ingest {
namespace {

constexpr std::size_t kBatchOutcomes = 1000;
constexpr std::size_t kBatchBytes = 1U << 20U;  // stock clients take messages of 4 MiB
constexpr int kDrainRetryMs = 1000;
constexpr std::size_t kCountedStep = 64U << 10U;  // outcomes are counted anew after so many bytes

// In memory: with what holds its texts.
std::size_t HeldBytes(const v1::IngestOutcome& outcome) {
  return sizeof outcome + outcome.ByteSizeLong();
}

}  // namespace

std::shared_ptr<IngestCall> IngestCall::Start(grpc::CallbackServerContext& context,
                                              IngestParts parts, rpc::Caller caller) {
  auto call =
      std::shared_ptr<IngestCall>(new IngestCall(context, std::move(parts), std::move(caller)));
  {
    absl::MutexLock lock(&call->mutex_);
    call->self_ = call;
  }
  call->StartRead(&call->request_);
  return call;
}

void IngestCall::Drain() {
  {
    absl::MutexLock lock(&mutex_);
    draining_ = true;
  }
  Act();
}

bool IngestCall::HasGoodKey() {
  if (caller_.admission == nullptr) return true;
  const absl::Status status = caller_.admission->Check();
  if (status.ok()) return true;
  absl::MutexLock lock(&mutex_);
  refused_ = status;
  draining_ = true;
  return false;
}

void IngestCall::OnReadDone(bool ok) {
  bool add = false;
  if (ok && !HasGoodKey()) return Act();
  {
    absl::MutexLock lock(&mutex_);
    reading_ = ok;
    add = ok && !draining_ && !broken_;
    if (add) ++adding_;
  }
  if (add &&
      parts_.pool.TryPost([call = shared_from_this()] { call->AddArticle(); }, {}, caller_.name)) {
    return;
  }
  {
    absl::MutexLock lock(&mutex_);
    if (add) {  // the pool is closed: the program is on its way out
      draining_ = true;
      --adding_;
    }
  }
  Act();
}

void IngestCall::AddArticle() {
  SentArticle sent = ReadSentArticle(request_);
  request_.Clear();
  const std::uint64_t sequence = sent.sequence;
  if (sent.status.ok()) {
    {
      absl::MutexLock lock(&mutex_);
      ++waiting_;
    }
    parts_.writer.Add(
        std::move(sent.article),
        [call = shared_from_this(), sequence](const writer::WriteOutcome& outcome) {
          call->Acknowledge(sequence, outcome);
        },
        caller_.name);
  } else {
    writer::WriteOutcome outcome;
    outcome.id = std::move(sent.id);
    outcome.status = std::move(sent.status);
    absl::MutexLock lock(&mutex_);
    if (!broken_) Keep(ToProto(sequence, outcome));
  }
  ReadOn();
}

// adding_ was increased by the caller: the stream cannot finish before the read has started.
void IngestCall::ReadOn() {
  bool read = false;
  {
    absl::MutexLock lock(&mutex_);
    const bool open = !draining_ && !broken_;
    read = open && MayRead();
    paused_ = open && !read;
  }
  if (read) StartRead(&request_);
  {
    absl::MutexLock lock(&mutex_);
    --adding_;
  }
  Act();
}

bool IngestCall::MayRead() const {
  return ready_.size() < limits::kMaxUnsentOutcomes &&
         ready_bytes_ < limits::kMaxUnsentOutcomeBytes;
}

void IngestCall::Keep(v1::IngestOutcome outcome) {
  ready_bytes_ += HeldBytes(outcome);
  ready_.push_back(std::move(outcome));
  if (!writing_ || written_bytes_ + ready_bytes_ < counted_ + kCountedStep) return;
  parts_.outcomes.Remove(*this);
  StartCounting();
}

// What is on its way, and what waits for that to be taken.
void IngestCall::StartCounting() {
  counted_ = written_bytes_ + ready_bytes_;
  parts_.outcomes.Add(*this, counted_, caller_.name);
}

void IngestCall::GiveUp() { context_.TryCancel(); }

void IngestCall::Acknowledge(std::uint64_t sequence, const writer::WriteOutcome& outcome) {
  {
    absl::MutexLock lock(&mutex_);
    --waiting_;
    if (!broken_) Keep(ToProto(sequence, outcome));
    generation_ = std::max(generation_, outcome.generation);
  }
  Act();
}

IngestCall::Next IngestCall::Decide() {
  if (writing_ || finished_) return Next::kNothing;
  if (broken_) return adding_ > 0 ? Next::kNothing : Next::kFinish;
  if (!ready_.empty()) return Next::kWrite;
  if (waiting_ > 0 || adding_ > 0) return Next::kNothing;
  return !reading_ || draining_ ? Next::kFinish : Next::kNothing;
}

v1::IngestArticlesResponse IngestCall::TakeOutcomes() {
  v1::IngestArticlesResponse response;
  response.set_generation(generation_);
  std::size_t bytes = 0;
  while (!ready_.empty() && bytes < kBatchBytes &&
         static_cast<std::size_t>(response.outcomes_size()) < kBatchOutcomes) {
    bytes += ready_.front().ByteSizeLong();
    ready_bytes_ -= HeldBytes(ready_.front());
    *response.add_outcomes() = std::move(ready_.front());
    ready_.pop_front();
  }
  return response;
}

absl::Status IngestCall::FinalStatus() {
  if (broken_) return absl::CancelledError("the client has gone");
  if (!refused_.ok()) return refused_;
  if (!reading_) return absl::OkStatus();
  return errors::WithRetry(
      errors::MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_DRAINING,
                        "the indexer is stopping; send again what has no outcome"),
      kDrainRetryMs);
}

void IngestCall::Act() {
  Next next = Next::kNothing;
  bool resume = false;
  absl::Status status;
  {
    absl::MutexLock lock(&mutex_);
    next = Decide();
    if (next == Next::kWrite) {
      writing_ = true;
      response_.Clear();  // the serializer wants an empty one
      bool own_buffer = false;
      grpc::SerializationTraits<v1::IngestArticlesResponse>::Serialize(TakeOutcomes(), &response_,
                                                                       &own_buffer);
      written_bytes_ = response_.Length();
      StartCounting();
    } else if (next == Next::kFinish) {
      finished_ = true;
      status = FinalStatus();
    }
    resume = paused_ && next != Next::kFinish && MayRead();
    if (resume) {
      paused_ = false;
      ++adding_;
    }
  }
  if (next == Next::kWrite) StartWrite(&response_);
  if (next == Next::kFinish) {
    if (caller_.admission != nullptr) caller_.admission->End();  // it may call again at once
    Finish(rpc::ToGrpcStatus(status, context_));
  }
  if (resume) ReadOn();
}

void IngestCall::OnWriteDone(bool ok) {
  {
    absl::MutexLock lock(&mutex_);
    parts_.outcomes.Remove(*this);
    writing_ = false;
    if (!ok) broken_ = true;
  }
  Act();
}

void IngestCall::OnCancel() {
  {
    absl::MutexLock lock(&mutex_);
    broken_ = true;
    ready_.clear();
    ready_bytes_ = 0;
  }
  Act();
}

void IngestCall::OnDone() {
  std::shared_ptr<IngestCall> self;  // may be the last owner: released after the lock
  {
    absl::MutexLock lock(&mutex_);
    self = std::move(self_);
  }
  if (parts_.done) parts_.done();
}

}  // namespace dateline::ingest
