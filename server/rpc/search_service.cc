// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/rpc/search_service.h"

#include <memory>
#include <type_traits>
#include <utility>

#include "core/limits.h"
#include "core/rpc/admission.h"
#include "core/rpc/compressed.h"
#include "core/rpc/pooled_call.h"
#include "server/engine/validate.h"

namespace dateline::service {
namespace {

// null: the caller may see everything.
std::shared_ptr<const search::CallerScope> ScopeOf(const rpc::Caller& caller) {
  if (caller.admission == nullptr) return nullptr;
  auto scope = std::make_shared<search::CallerScope>();
  scope->filters = caller.admission->filters();
  scope->binding = caller.admission->binding();
  scope->hits_per_page = caller.admission->hits_per_page();
  scope->key = caller.admission->name();
  return scope;
}

}  // namespace

template <typename Request, typename Response>
void SearchServiceImpl::TakeCompressed(
    int index, grpc::ServerUnaryReactor* (SearchServiceImpl::*method)(grpc::CallbackServerContext*,
                                                                      const Request*, Response*)) {
  MarkMethodCallback(index, new rpc::ExpandingHandler<Request, Response>(
                                {.compressed = limits::kMaxCompressedSearchBytes,
                                 .expanded = limits::kMaxSearchRequestBytes},
                                [this, method](auto* context, auto* request, auto* response) {
                                  return (this->*method)(context, request, response);
                                }));
}

// The numbers are the places of the methods in search_service.proto.
SearchServiceImpl::SearchServiceImpl(engine::SearchBackend& backend, rpc::BoundedPool& pool,
                                     SearchServiceOptions options)
    : backend_(backend),
      pool_(pool),
      identify_(std::move(options.identify)),
      log_(std::move(options.log)) {
  TakeCompressed(0, &SearchServiceImpl::Search);
  TakeCompressed(1, &SearchServiceImpl::GetArticle);
  TakeCompressed(2, &SearchServiceImpl::GetEntity);
  TakeCompressed(3, &SearchServiceImpl::SuggestEntities);
  TakeCompressed(4, &SearchServiceImpl::GetIndexInfo);
}

// gRPC owns request and response until the call has finished.
template <typename Request, typename Response, typename Answer>
grpc::ServerUnaryReactor* SearchServiceImpl::Run(grpc::CallbackServerContext& context,
                                                 const Request& request, Response& response,
                                                 Answer answer) {
  // What the index holds may be known to whoever may do anything.
  const access::Roles roles = std::is_same_v<Request, v1::GetIndexInfoRequest>
                                  ? access::AnyRole()
                                  : access::Roles(access::Role::kSearch);
  auto caller = identify_(context, roles);
  if (!caller.ok()) return rpc::PooledCall::Refuse(context, caller.status());
  if (absl::Status status = engine::Validate(request); !status.ok()) {
    *caller = {};  // its limits are free before the answer is sent
    return rpc::PooledCall::Refuse(context, status);
  }
  auto stages = std::make_shared<Stages>();  // a search that fails has no answer to keep them
  return rpc::PooledCall::Start(context, pool_,
                                {.caller = *std::move(caller),
                                 .answer = &response,
                                 .ended = Logger(context, request, response, stages)},
                                [&response, answer, stages](const rpc::CallLimits& call) {
                                  search::SearchContext search{.deadline = call.deadline,
                                                               .cancelled = call.cancelled};
                                  search.scope = ScopeOf(*call.caller);
                                  search.stages = stages.get();
                                  absl::StatusOr<Response> answered = answer(search);
                                  if (call.caller->admission != nullptr)
                                    call.caller->admission->End();
                                  if (!answered.ok()) return answered.status();
                                  response = *std::move(answered);
                                  return absl::OkStatus();
                                });
}

template <typename Request, typename Response>
std::function<void(const rpc::CallEnd&)> SearchServiceImpl::Logger(
    const grpc::CallbackServerContext& context, const Request& request, const Response& response,
    std::shared_ptr<const Stages> stages) {
  if (!log_.is_on()) return {};
  return
      [this, &context, &request, &response, stages = std::move(stages)](const rpc::CallEnd& end) {
        if (!log_.IsSlow(end)) return;
        LoggedRequest logged = Describe(request, response);
        logged.stages = FormatStages(*stages);
        const auto id = context.client_metadata().find("x-request-id");
        if (id != context.client_metadata().end()) {
          logged.id = std::string_view(id->second.data(), id->second.size());
        }
        log_.Write(logged, end);
      };
}

grpc::ServerUnaryReactor* SearchServiceImpl::Search(grpc::CallbackServerContext* context,
                                                    const v1::SearchRequest* request,
                                                    v1::SearchResponse* response) {
  return Run(*context, *request, *response, [this, request](const search::SearchContext& search) {
    return backend_.Search(*request, search);
  });
}

grpc::ServerUnaryReactor* SearchServiceImpl::GetArticle(grpc::CallbackServerContext* context,
                                                        const v1::GetArticleRequest* request,
                                                        v1::GetArticleResponse* response) {
  return Run(*context, *request, *response, [this, request](const search::SearchContext& search) {
    return backend_.GetArticle(*request, search);
  });
}

grpc::ServerUnaryReactor* SearchServiceImpl::GetEntity(grpc::CallbackServerContext* context,
                                                       const v1::GetEntityRequest* request,
                                                       v1::GetEntityResponse* response) {
  return Run(*context, *request, *response, [this, request](const search::SearchContext& search) {
    return backend_.GetEntity(*request, search);
  });
}

grpc::ServerUnaryReactor* SearchServiceImpl::SuggestEntities(
    grpc::CallbackServerContext* context, const v1::SuggestEntitiesRequest* request,
    v1::SuggestEntitiesResponse* response) {
  return Run(*context, *request, *response, [this, request](const search::SearchContext& search) {
    return backend_.SuggestEntities(*request, search);
  });
}

grpc::ServerUnaryReactor* SearchServiceImpl::GetIndexInfo(grpc::CallbackServerContext* context,
                                                          const v1::GetIndexInfoRequest* request,
                                                          v1::GetIndexInfoResponse* response) {
  return Run(*context, *request, *response, [this, request](const search::SearchContext& search) {
    return backend_.GetIndexInfo(*request, search);
  });
}

}  // namespace dateline::service
