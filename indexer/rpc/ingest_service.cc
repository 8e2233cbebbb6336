// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/rpc/ingest_service.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "core/article/article.h"
#include "core/errors/errors.h"
#include "core/limits.h"
#include "core/rpc/compressed.h"
#include "core/rpc/pooled_call.h"
#include "indexer/rpc/convert.h"

namespace dateline::ingest {
namespace {

constexpr int kDeleteArticlesMethod = 1;  // its place in the service

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
  if (absl::Status status = CheckIds(request); !status.ok()) return status;
  const auto outcome = writer.Delete({request.ids().begin(), request.ids().end()});
  if (!outcome.ok()) return outcome.status();
  response.set_deleted(outcome->deleted);
  response.mutable_missing_ids()->Assign(outcome->missing.begin(), outcome->missing.end());
  response.set_generation(outcome->generation);
  return absl::OkStatus();
}

}  // namespace

void IngestPools::Join() {
  for (rpc::BoundedPool* pool : {&streams, &deletes, &refreshes, &calls}) pool->Join();
}

IngestServiceImpl::IngestServiceImpl(writer::IndexWriter& writer, IngestPools& pools)
    : writer_(writer),
      pools_(pools),
      refreshes_(pools.refreshes, [&writer] { return writer.Flush(); }) {
  MarkMethodCallback(
      kDeleteArticlesMethod,
      new rpc::ExpandingHandler<v1::DeleteArticlesRequest, v1::DeleteArticlesResponse>(
          {.compressed = limits::kMaxCompressedIngestBytes,
           .expanded = limits::kMaxExpandedDeleteBytes},
          [this](auto* context, auto* request, auto* response) {
            return DeleteArticles(context, request, response);
          }));
}

void IngestServiceImpl::Drain() {
  std::list<std::weak_ptr<IngestCall>> streams;
  {
    absl::MutexLock lock(&mutex_);
    draining_ = true;
    streams.swap(streams_);
  }
  for (const auto& stream : streams) {
    if (const auto call = stream.lock()) call->Drain();
  }
}

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* IngestServiceImpl::IngestArticles(
    grpc::CallbackServerContext* context) {
  const auto call = IngestCall::Start(*context, writer_, pools_.streams);
  bool drain = false;
  {
    absl::MutexLock lock(&mutex_);
    streams_.remove_if([](const auto& stream) { return stream.expired(); });
    streams_.push_back(call);
    drain = draining_;
  }
  if (drain) call->Drain();
  return call.get();  // owns itself until OnDone
}

grpc::ServerUnaryReactor* IngestServiceImpl::DeleteArticles(
    grpc::CallbackServerContext* context, const v1::DeleteArticlesRequest* request,
    v1::DeleteArticlesResponse* response) {
  return rpc::PooledCall::Start(*context, pools_.deletes,
                                [this, request, response](const rpc::CallLimits&) {
                                  return DeleteIds(writer_, *request, *response);
                                });
}

grpc::ServerUnaryReactor* IngestServiceImpl::Refresh(grpc::CallbackServerContext* context,
                                                     const v1::RefreshRequest* /*request*/,
                                                     v1::RefreshResponse* response) {
  return refreshes_.Join(*context, *response);
}

grpc::ServerUnaryReactor* IngestServiceImpl::GetIndexStats(
    grpc::CallbackServerContext* context, const v1::GetIndexStatsRequest* /*request*/,
    v1::GetIndexStatsResponse* response) {
  return rpc::PooledCall::Start(*context, pools_.calls, [this, response](const rpc::CallLimits&) {
    *response = ToProto(writer_.manifest());
    if (scrub_status_) *response->mutable_scrub() = scrub_status_();
    return absl::OkStatus();
  });
}

}  // namespace dateline::ingest
