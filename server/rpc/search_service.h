// SPDX-License-Identifier: GPL-3.0-or-later
// SearchService over gRPC's callback API: validates, hands over to a bounded pool, converts.
#ifndef DATELINE_SERVER_RPC_SEARCH_SERVICE_H_
#define DATELINE_SERVER_RPC_SEARCH_SERVICE_H_

#include <absl/status/statusor.h>

#include <functional>

#include "core/rpc/bounded_pool.h"
#include "dateline/v1/search_service.grpc.pb.h"
#include "server/engine/engine.h"

namespace dateline::service {

// What answers; the index that is followed, or a stand-in of a test. Called from threads of the
// pool.
struct SearchBackend {
  std::function<absl::StatusOr<v1::SearchResponse>(const v1::SearchRequest&,
                                                   const search::SearchContext&)>
      search;
  std::function<absl::StatusOr<v1::GetArticleResponse>(const v1::GetArticleRequest&)> get_article{};
  std::function<absl::StatusOr<v1::GetEntityResponse>(const v1::GetEntityRequest&,
                                                      const search::SearchContext&)>
      get_entity{};
  std::function<absl::StatusOr<v1::SuggestEntitiesResponse>(const v1::SuggestEntitiesRequest&)>
      suggest_entities{};
};

// Thread-safe. What is too large is refused without a place in the queue. A full pool answers
// RESOURCE_EXHAUSTED (QUEUE_FULL, with RetryInfo) at once; a request whose deadline passes in the
// queue, DEADLINE_EXCEEDED without being run.
class SearchServiceImpl final : public v1::SearchService::CallbackService {
 public:
  // `pool` is borrowed and joined before the service is destroyed.
  SearchServiceImpl(SearchBackend backend, rpc::BoundedPool& pool);

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

 private:
  SearchBackend backend_;
  rpc::BoundedPool& pool_;
};

}  // namespace dateline::service

#endif  // DATELINE_SERVER_RPC_SEARCH_SERVICE_H_
