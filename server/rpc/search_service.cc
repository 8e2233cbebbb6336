// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/rpc/search_service.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "core/errors.h"
#include "core/limits.h"
#include "core/rpc/pooled_call.h"
#include "server/engine/validate.h"

namespace dateline::service {
namespace {

// Moves the answer into `response`, which gRPC owns.
template <typename Response>
absl::Status Answer(absl::StatusOr<Response> result, Response& response) {
  if (!result.ok()) return result.status();
  response = *std::move(result);
  return absl::OkStatus();
}

absl::Status CheckId(const std::string& id) {
  if (id.empty()) {
    return errors::MakeFieldError(v1::ERROR_REASON_MISSING_ID, "id",
                                  "id is empty; give the id of an article");
  }
  if (id.size() <= limits::kMaxIdBytes) return absl::OkStatus();
  return errors::MakeFieldError(v1::ERROR_REASON_INVALID_ARGUMENT, "id",
                                fmt::format("the id has {} bytes; no article's id has more than {}",
                                            id.size(), limits::kMaxIdBytes));
}

}  // namespace

SearchServiceImpl::SearchServiceImpl(SearchBackend backend, rpc::BoundedPool& pool)
    : backend_(std::move(backend)), pool_(pool) {}

grpc::ServerUnaryReactor* SearchServiceImpl::Search(grpc::CallbackServerContext* context,
                                                    const v1::SearchRequest* request,
                                                    v1::SearchResponse* response) {
  if (request->ByteSizeLong() > limits::kMaxSearchRequestBytes) {
    return rpc::PooledCall::Refuse(*context, engine::ValidateRequest(*request));
  }
  return rpc::PooledCall::Start(
      *context, pool_, [this, request, response](const rpc::CallLimits& call) {
        return Answer(backend_.search(*request, {call.deadline, call.cancelled}), *response);
      });
}

grpc::ServerUnaryReactor* SearchServiceImpl::GetArticle(grpc::CallbackServerContext* context,
                                                        const v1::GetArticleRequest* request,
                                                        v1::GetArticleResponse* response) {
  if (absl::Status status = CheckId(request->id()); !status.ok()) {
    return rpc::PooledCall::Refuse(*context, status);
  }
  return rpc::PooledCall::Start(*context, pool_, [this, request, response](const rpc::CallLimits&) {
    return Answer(backend_.get_article(*request), *response);
  });
}

grpc::ServerUnaryReactor* SearchServiceImpl::GetEntity(grpc::CallbackServerContext* context,
                                                       const v1::GetEntityRequest* request,
                                                       v1::GetEntityResponse* response) {
  if (absl::Status status = engine::ValidateGetEntity(*request); !status.ok()) {
    return rpc::PooledCall::Refuse(*context, status);
  }
  return rpc::PooledCall::Start(
      *context, pool_, [this, request, response](const rpc::CallLimits& call) {
        return Answer(backend_.get_entity(*request, {call.deadline, call.cancelled}), *response);
      });
}

grpc::ServerUnaryReactor* SearchServiceImpl::SuggestEntities(
    grpc::CallbackServerContext* context, const v1::SuggestEntitiesRequest* request,
    v1::SuggestEntitiesResponse* response) {
  if (absl::Status status = engine::ValidateSuggest(*request); !status.ok()) {
    return rpc::PooledCall::Refuse(*context, status);
  }
  return rpc::PooledCall::Start(*context, pool_, [this, request, response](const rpc::CallLimits&) {
    return Answer(backend_.suggest_entities(*request), *response);
  });
}

}  // namespace dateline::service
