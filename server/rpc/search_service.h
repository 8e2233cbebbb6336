// SPDX-License-Identifier: GPL-3.0-or-later
// SearchService over gRPC's callback API: validates requests and runs them on a bounded pool.
#ifndef DATELINE_SERVER_RPC_SEARCH_SERVICE_H_
#define DATELINE_SERVER_RPC_SEARCH_SERVICE_H_

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "core/access/gate.h"
#include "core/rpc/bounded_pool.h"
#include "core/rpc/caller.h"
#include "dateline/v1/search_service.grpc.pb.h"
#include "server/engine/search_backend.h"
#include "server/rpc/request_log.h"

namespace dateline::service {

struct SearchServiceOptions {
  rpc::Identify identify = rpc::IdentifyByAddress;  // between whom the pool is fair
  RequestLogOptions log{};
};

// Thread-safe. An invalid request is refused without a place in the queue. A full pool answers
// RESOURCE_EXHAUSTED (QUEUE_FULL, with RetryInfo) at once. A request whose deadline passes in the
// queue ends with DEADLINE_EXCEEDED at that moment and is not run.
class SearchServiceImpl final : public v1::SearchService::CallbackService {
 public:
  // Both must outlive the service. `pool` is joined before the service is destroyed; `backend` is
  // called on the pool's threads.
  SearchServiceImpl(engine::SearchBackend& backend, rpc::BoundedPool& pool,
                    SearchServiceOptions options = {});

  grpc::ServerUnaryReactor* Search(grpc::CallbackServerContext* context,
                                   const v1::SearchRequest* request,
                                   v1::SearchResponse* response) override;
  grpc::ServerUnaryReactor* GetArticle(grpc::CallbackServerContext* context,
                                       const v1::GetArticleRequest* request,
                                       v1::GetArticleResponse* response) override;
  grpc::ServerUnaryReactor* GetEntity(grpc::CallbackServerContext* context,
                                      const v1::GetEntityRequest* request,
                                      v1::GetEntityResponse* response) override;
  grpc::ServerUnaryReactor* SuggestEntities(grpc::CallbackServerContext* context,
                                            const v1::SuggestEntitiesRequest* request,
                                            v1::SuggestEntitiesResponse* response) override;
  grpc::ServerUnaryReactor* GetIndexInfo(grpc::CallbackServerContext* context,
                                         const v1::GetIndexInfoRequest* request,
                                         v1::GetIndexInfoResponse* response) override;

 private:
  // Lets the requests of a method be compressed; `index` is its place in the service.
  template <typename Request, typename Response>
  void TakeCompressed(int index, grpc::ServerUnaryReactor* (SearchServiceImpl::*method)(
                                     grpc::CallbackServerContext*, const Request*, Response*));

  // Refuses the call if its key does not have the role search, or the request is invalid; else puts
  // answer(search::SearchContext) into `response` on a thread of the pool.
  template <typename Request, typename Response, typename Answer>
  grpc::ServerUnaryReactor* Run(grpc::CallbackServerContext& context, const Request& request,
                                Response& response, Answer answer);
  // Writes a line if the call was slow. Empty if no call gets one.
  using Stages = std::vector<search::StageTime>;
  template <typename Request, typename Response>
  std::function<void(const rpc::CallEnd&)> Logger(const grpc::CallbackServerContext& context,
                                                  const Request& request, const Response& response,
                                                  std::shared_ptr<const Stages> stages);

  engine::SearchBackend& backend_;
  rpc::BoundedPool& pool_;
  const rpc::Identify identify_;
  RequestLog log_;
};

}  // namespace dateline::service

#endif  // DATELINE_SERVER_RPC_SEARCH_SERVICE_H_
