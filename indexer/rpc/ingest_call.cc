// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/rpc/ingest_call.h"

#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/proto_buffer_writer.h>

#include <algorithm>
#include <utility>

#include "core/errors/errors.h"
#include "core/rpc/status.h"
#include "indexer/rpc/convert.h"

namespace dateline::ingest {
namespace {

constexpr std::size_t kBatchOutcomes = 1000;
constexpr std::size_t kBatchBytes = 1U << 20U;  // stock clients take messages of 4 MiB
constexpr int kDrainRetryMs = 1000;

// What could be read stays in `request`, so that an outcome can name the sequence.
absl::Status Parse(grpc::ByteBuffer& bytes, v1::IngestArticlesRequest& request) {
  grpc::ProtoBufferReader reader(&bytes);
  if (!request.ParseFromZeroCopyStream(&reader)) {
    return errors::MakeError(
        absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_INVALID_MESSAGE,
        "the message is not an IngestArticlesRequest; its texts must be UTF-8");
  }
  if (!request.has_article()) {
    return errors::MakeFieldError(v1::ERROR_REASON_MISSING_ARTICLE, "article",
                                  "the message holds no article");
  }
  return absl::OkStatus();
}

}  // namespace

std::shared_ptr<IngestCall> IngestCall::Start(writer::IndexWriter& writer, rpc::BoundedPool& pool) {
  auto call = std::shared_ptr<IngestCall>(new IngestCall(writer, pool));
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

void IngestCall::OnReadDone(bool ok) {
  bool add = false;
  {
    absl::MutexLock lock(&mutex_);
    reading_ = ok;
    add = ok && !draining_ && !broken_;
    if (add) ++adding_;
  }
  if (add && pool_.TryPost([call = shared_from_this()] { call->AddArticle(); })) return;
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
  v1::IngestArticlesRequest request;
  absl::Status parsed = Parse(request_, request);
  const std::uint64_t sequence = request.sequence();
  if (parsed.ok()) {
    {
      absl::MutexLock lock(&mutex_);
      ++waiting_;
    }
    writer_.Add(std::move(*request.mutable_article()),
                [call = shared_from_this(), sequence](const writer::WriteOutcome& outcome) {
                  call->Acknowledge(sequence, outcome);
                });
  } else {
    writer::WriteOutcome outcome;
    outcome.status = std::move(parsed);
    absl::MutexLock lock(&mutex_);
    ready_.push_back(ToProto(sequence, outcome));
  }
  bool read = false;
  {
    absl::MutexLock lock(&mutex_);
    read = !draining_ && !broken_;
  }
  if (read)
    StartRead(&request_);  // before adding_ is decreased: the stream cannot finish meanwhile
  {
    absl::MutexLock lock(&mutex_);
    --adding_;
  }
  Act();
}

void IngestCall::Acknowledge(std::uint64_t sequence, const writer::WriteOutcome& outcome) {
  {
    absl::MutexLock lock(&mutex_);
    --waiting_;
    if (!broken_) ready_.push_back(ToProto(sequence, outcome));
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
    *response.add_outcomes() = std::move(ready_.front());
    ready_.pop_front();
  }
  return response;
}

absl::Status IngestCall::FinalStatus() {
  if (broken_) return absl::CancelledError("the client has gone");
  if (!reading_) return absl::OkStatus();
  return errors::WithRetry(
      errors::MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_DRAINING,
                        "the indexer is stopping; send again what has no outcome"),
      kDrainRetryMs);
}

void IngestCall::Act() {
  Next next = Next::kNothing;
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
    } else if (next == Next::kFinish) {
      finished_ = true;
      status = FinalStatus();
    }
  }
  if (next == Next::kWrite) StartWrite(&response_);
  if (next == Next::kFinish) Finish(rpc::ToGrpcStatus(status));
}

void IngestCall::OnWriteDone(bool ok) {
  {
    absl::MutexLock lock(&mutex_);
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
  }
  Act();
}

void IngestCall::OnDone() {
  std::shared_ptr<IngestCall> self;  // may be the last owner: released after the lock
  {
    absl::MutexLock lock(&mutex_);
    self = std::move(self_);
  }
}

}  // namespace dateline::ingest
