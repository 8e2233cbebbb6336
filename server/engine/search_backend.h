// SPDX-License-Identifier: GPL-3.0-or-later
// What answers the calls of SearchService.
#ifndef DATELINE_SERVER_ENGINE_SEARCH_BACKEND_H_
#define DATELINE_SERVER_ENGINE_SEARCH_BACKEND_H_

#include <absl/status/statusor.h>

#include "dateline/v1/search_service.pb.h"
#include "server/search/search_context.h"

namespace dateline::engine {

// Thread-safe. Every request must have passed Validate (validate.h): it is not checked again.
// Errors carry ErrorInfo (core/errors/errors.h) with the reasons of search_service.proto. A caller
// with a scope (SearchContext) gets answers as of an index that holds only what it may see.
class SearchBackend {
 public:
  virtual ~SearchBackend() = default;

  // DEADLINE_EXCEEDED or CANCELLED if `context` says so.
  virtual absl::StatusOr<v1::SearchResponse> Search(const v1::SearchRequest& request,
                                                    const search::SearchContext& context) = 0;
  virtual absl::StatusOr<v1::GetArticleResponse> GetArticle(
      const v1::GetArticleRequest& request, const search::SearchContext& context) = 0;
  // DEADLINE_EXCEEDED or CANCELLED if `context` says so.
  virtual absl::StatusOr<v1::GetEntityResponse> GetEntity(const v1::GetEntityRequest& request,
                                                          const search::SearchContext& context) = 0;
  virtual absl::StatusOr<v1::SuggestEntitiesResponse> SuggestEntities(
      const v1::SuggestEntitiesRequest& request, const search::SearchContext& context) = 0;
  virtual absl::StatusOr<v1::GetIndexInfoResponse> GetIndexInfo(
      const v1::GetIndexInfoRequest& request, const search::SearchContext& context) = 0;
};

}  // namespace dateline::engine

#endif  // DATELINE_SERVER_ENGINE_SEARCH_BACKEND_H_
