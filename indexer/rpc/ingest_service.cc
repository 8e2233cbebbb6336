// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/rpc/ingest_service.h"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "core/article/article.h"
#include "core/errors/errors.h"
#include "core/limits.h"
#include "core/rpc/admission.h"
#include "core/rpc/compressed.h"
#include "core/rpc/pooled_call.h"
#include "core/rpc/status.h"
#include "indexer/rpc/convert.h"

namespace dateline::ingest {
namespace {

// Places in the service.
constexpr int kDeleteArticlesMethod = 1;
constexpr int kRefreshMethod = 2;
constexpr int kGetIndexStatsMethod = 3;
constexpr int kStreamsRetryMs = 1000;

absl::Status TooManyStreams() {
  return errors::WithRetry(
      errors::MakeError(
          absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_QUEUE_FULL,
          fmt::format("{} streams of ingest, or {} of one caller, are open; send more "
                      "articles in each",
                      limits::kMaxIngestStreams, limits::kMaxIngestStreams / 4)),
      kStreamsRetryMs);
}

absl::Status CheckIds(const v1::DeleteArticlesRequest& request) {
  const auto count = static_cast<std::size_t>(request.ids_size());
  if (count == 0)
    return errors::MakeFieldError(v1::ERROR_REASON_MISSING_ID, "ids",
                                  "ids is empty; give 1 to 10000 ids");
  if (count > limits::kMaxDeleteIds) {
    return errors::MakeFieldError(
        v1::ERROR_REASON_TOO_MANY_IDS, "ids",
        fmt::format("ids has {} values, at most {} are allowed; send them in parts", count,
                    limits::kMaxDeleteIds));
  }
  for (int i = 0; i < request.ids_size(); ++i) {
    if (request.ids(i).empty()) {
      return errors::MakeFieldError(v1::ERROR_REASON_MISSING_ID, fmt::format("ids[{}]", i),
                                    "the id is empty; leave it out");
    }
    const std::string problem = article::IdProblem(request.ids(i));
    if (!problem.empty()) {
      return errors::MakeFieldError(v1::ERROR_REASON_INVALID_ARGUMENT, fmt::format("ids[{}]", i),
                                    problem);
    }
  }
  return absl::OkStatus();
}

absl::Status DeleteIds(writer::IndexWriter& writer, const v1::DeleteArticlesRequest& request,
                       v1::DeleteArticlesResponse& response) {
  const auto outcome = writer.Delete({request.ids().begin(), request.ids().end()});
  if (!outcome.ok()) return outcome.status();
  response.set_deleted(outcome->deleted);
  response.mutable_missing_ids()->Assign(outcome->missing.begin(), outcome->missing.end());
  response.set_generation(outcome->generation);
  return absl::OkStatus();
}

// Owned by gRPC until OnDone.
class RefusedStream final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  RefusedStream(grpc::CallbackServerContext& context, const absl::Status& status) {
    Finish(rpc::ToGrpcStatus(status, context));
  }
  void OnDone() override { delete this; }
};

}  // namespace

void IngestPools::Join() {
  for (rpc::BoundedPool* pool : {&streams, &deletes, &refreshes, &calls}) pool->Join();
}

IngestServiceImpl::IngestServiceImpl(writer::IndexWriter& writer, IngestPools& pools,
                                     rpc::Security* security,
                                     const rpc::AnswersInFlightOptions& outcomes)
    : writer_(writer),
      pools_(pools),
      security_(security),
      outcomes_(outcomes),
      refreshes_(pools.refreshes, [&writer] { return writer.Flush(); }) {
  MarkMethodCallback(
      kDeleteArticlesMethod,
      new rpc::ExpandingHandler<v1::DeleteArticlesRequest, v1::DeleteArticlesResponse>(
          {.compressed = limits::kMaxCompressedIngestBytes, .expanded = limits::kMaxDeleteBytes},
          [this](auto* context, auto* request, auto* response) {
            return DeleteArticles(context, request, response);
          },
          {.bytes = limits::kMaxDeleteBytes,
           .parts = limits::kMaxDeleteIds,
           .too_many = v1::ERROR_REASON_TOO_MANY_IDS}));
  TakePlain(kRefreshMethod, &IngestServiceImpl::Refresh);
  TakePlain(kGetIndexStatsMethod, &IngestServiceImpl::GetIndexStats);
}

template <typename Request, typename Response>
void IngestServiceImpl::TakePlain(
    int index, grpc::ServerUnaryReactor* (IngestServiceImpl::*method)(grpc::CallbackServerContext*,
                                                                      const Request*, Response*)) {
  MarkMethodCallback(index, new rpc::ExpandingHandler<Request, Response>(
                                {.compressed = limits::kMaxPlainRequestBytes,
                                 .expanded = limits::kMaxPlainRequestBytes},
                                [this, method](auto* context, auto* request, auto* response) {
                                  return (this->*method)(context, request, response);
                                },
                                {.bytes = limits::kMaxPlainRequestBytes}));
}

void IngestServiceImpl::Drain() {
  std::vector<std::shared_ptr<IngestCall>> calls;  // held until Drain has returned
  {
    absl::MutexLock lock(&mutex_);
    draining_ = true;
    for (const Stream& stream : streams_) calls.push_back(stream.call.lock());
  }
  for (const auto& call : calls) {
    if (call != nullptr) call->Drain();
  }
}

absl::StatusOr<std::list<IngestServiceImpl::Stream>::iterator> IngestServiceImpl::Enter(
    const std::string& caller) {
  absl::MutexLock lock(&mutex_);
  std::size_t& open = streams_of_[caller];
  if (open >= limits::kMaxIngestStreams / 4 || streams_.size() >= limits::kMaxIngestStreams) {
    if (open == 0) streams_of_.erase(caller);
    return TooManyStreams();
  }
  ++open;
  return streams_.insert(streams_.end(), {caller, {}});
}

void IngestServiceImpl::Leave(std::list<Stream>::iterator stream) {
  absl::MutexLock lock(&mutex_);
  const auto open = streams_of_.find(stream->caller);
  if (--open->second == 0) streams_of_.erase(open);
  streams_.erase(stream);
}

absl::StatusOr<rpc::Caller> IngestServiceImpl::Admit(const grpc::CallbackServerContext& context,
                                                     access::Roles roles) const {
  return rpc::Admit(security_ == nullptr ? nullptr : &security_->gate(), context, roles);
}

void IngestServiceImpl::AuditDelete(const grpc::CallbackServerContext& context,
                                    const rpc::Caller& caller,
                                    const v1::DeleteArticlesRequest& request, std::uint64_t deleted,
                                    const absl::Status& outcome) {
  if (security_ == nullptr) return;
  access::AuditEntry entry;
  entry.call = "DeleteArticles";
  entry.ids.assign(request.ids().begin(), request.ids().end());
  entry.count = deleted;
  entry.outcome = outcome;
  security_->Audit(std::move(entry), caller, context);
}

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* IngestServiceImpl::IngestArticles(
    grpc::CallbackServerContext* context) {
  absl::StatusOr<rpc::Caller> caller = Admit(*context, access::Role::kIngest);
  if (!caller.ok()) return new RefusedStream(*context, caller.status());
  const auto place = Enter(caller->name);
  if (!place.ok()) return new RefusedStream(*context, place.status());
  const auto call = IngestCall::Start(*context,
                                      {.writer = writer_,
                                       .pool = pools_.streams,
                                       .outcomes = outcomes_,
                                       .done = [this, stream = *place] { Leave(stream); }},
                                      *std::move(caller));
  bool drain = false;
  {
    absl::MutexLock lock(&mutex_);
    (*place)->call = call;  // it is done after this function has returned it
    drain = draining_;
  }
  if (drain) call->Drain();
  return call.get();  // owns itself until OnDone
}

grpc::ServerUnaryReactor* IngestServiceImpl::DeleteArticles(
    grpc::CallbackServerContext* context, const v1::DeleteArticlesRequest* request,
    v1::DeleteArticlesResponse* response) {
  absl::StatusOr<rpc::Caller> caller = Admit(*context, access::Role::kIngest);
  if (!caller.ok()) {
    AuditDelete(*context, {}, *request, 0, caller.status());
    return rpc::PooledCall::Refuse(*context, caller.status());
  }
  if (absl::Status status = CheckIds(*request); !status.ok()) {
    AuditDelete(*context, *caller, *request, 0, status);
    return rpc::PooledCall::Refuse(*context, status);
  }
  return rpc::PooledCall::Start(*context, pools_.deletes,
                                {.caller = *std::move(caller),
                                 .ended =
                                     [this, context, request, response](const rpc::CallEnd& end) {
                                       AuditDelete(*context, end.caller, *request,
                                                   response->deleted(), end.status);
                                     }},
                                [this, request, response](const rpc::CallLimits&) {
                                  return DeleteIds(writer_, *request, *response);
                                });
}

grpc::ServerUnaryReactor* IngestServiceImpl::Refresh(grpc::CallbackServerContext* context,
                                                     const v1::RefreshRequest* /*request*/,
                                                     v1::RefreshResponse* response) {
  absl::StatusOr<rpc::Caller> caller = Admit(*context, access::Role::kIngest);
  if (!caller.ok()) return rpc::PooledCall::Refuse(*context, caller.status());
  return refreshes_.Join(*context, *std::move(caller), *response);
}

// Figures of the whole index: not for a key with a filter.
grpc::ServerUnaryReactor* IngestServiceImpl::GetIndexStats(
    grpc::CallbackServerContext* context, const v1::GetIndexStatsRequest* /*request*/,
    v1::GetIndexStatsResponse* response) {
  absl::StatusOr<rpc::Caller> caller = Admit(*context, access::AnyRole());
  absl::Status status = caller.status();
  if (status.ok() && caller->admission != nullptr && caller->admission->has_filter()) {
    status = errors::MakeError(absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_ROLE_REQUIRED,
                               "figures of the whole index need a key without a filter",
                               {{"role", "ingest"}});
  }
  if (!status.ok()) return rpc::PooledCall::Refuse(*context, status);
  return rpc::PooledCall::Start(*context, pools_.calls, {.caller = *std::move(caller)},
                                [this, response](const rpc::CallLimits&) {
                                  *response = ToProto(writer_.manifest());
                                  if (scrub_status_) *response->mutable_scrub() = scrub_status_();
                                  return absl::OkStatus();
                                });
}

}  // namespace dateline::ingest
