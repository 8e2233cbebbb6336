// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/rpc/search_service.h"

#include <utility>

#include "core/errors.h"
#include "core/rpc/pooled_call.h"

namespace dateline {
namespace {

// Moves the answer into `response`, which gRPC owns.
template <typename Response>
absl::Status Answer(absl::StatusOr<Response> result, Response& response) {
  if (!result.ok()) return result.status();
  response = *std::move(result);
  return absl::OkStatus();
}

}  // namespace

SearchBackend EngineBackend(Engine& engine) {
  return {[&engine](const v1::SearchRequest& request, const SearchContext& context) {
            return engine.Search(request, context);
          },
          [&engine](const v1::GetArticleRequest& request) { return engine.GetArticle(request); }};
}

SearchServiceImpl::SearchServiceImpl(SearchBackend backend, BoundedPool& pool)
    : backend_(std::move(backend)), pool_(pool) {}

grpc::ServerUnaryReactor* SearchServiceImpl::Search(grpc::CallbackServerContext* context,
                                                    const v1::SearchRequest* request,
                                                    v1::SearchResponse* response) {
  return PooledCall::Start(*context, pool_, [this, request, response](const CallLimits& call) {
    return Answer(backend_.search(*request, {call.deadline, call.cancelled}), *response);
  });
}

grpc::ServerUnaryReactor* SearchServiceImpl::GetArticle(grpc::CallbackServerContext* context,
                                                        const v1::GetArticleRequest* request,
                                                        v1::GetArticleResponse* response) {
  return PooledCall::Start(*context, pool_, [this, request, response](const CallLimits&) {
    if (request->id().empty()) {
      return MakeFieldError("MISSING_ID", "id", "id is empty; give the id of an article");
    }
    return Answer(backend_.get_article(*request), *response);
  });
}

}  // namespace dateline
