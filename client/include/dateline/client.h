// SPDX-License-Identifier: Apache-2.0
// C++ client of SearchService.
#ifndef DATELINE_CLIENT_INCLUDE_DATELINE_CLIENT_H_
#define DATELINE_CLIENT_INCLUDE_DATELINE_CLIENT_H_

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <functional>
#include <memory>
#include <string>

#include "dateline/call_options.h"
#include "dateline/pending_search.h"
#include "dateline/retry.h"
#include "dateline/v1/search_service.grpc.pb.h"

namespace dateline::client {

struct ClientOptions {
  std::string server = "127.0.0.1:7710";       // HOST:PORT, or any target that gRPC knows
  absl::Duration timeout = absl::Seconds(10);  // of one call, all its attempts together
  RetryOptions retry{};                        // what is tried again: dateline/retry.h
  ConnectionOptions connection{};
};

// Thread-safe. Errors are the server's, with their details (dateline/status.h).
class Client {
 public:
  // Connects lazily: a server that is not there shows as UNAVAILABLE on the first call.
  static std::unique_ptr<Client> Connect(ClientOptions options);

  absl::StatusOr<v1::SearchResponse> Search(const v1::SearchRequest& request,
                                            const CallOptions& call = {}) const;
  absl::StatusOr<v1::GetArticleResponse> GetArticle(const std::string& id,
                                                    const CallOptions& call = {}) const;
  // The same with what the request's query and filter mark.
  absl::StatusOr<v1::GetArticleResponse> GetArticle(const v1::GetArticleRequest& request,
                                                    const CallOptions& call = {}) const;
  absl::StatusOr<v1::GetEntityResponse> GetEntity(const v1::GetEntityRequest& request,
                                                  const CallOptions& call = {}) const;
  absl::StatusOr<v1::SuggestEntitiesResponse> SuggestEntities(
      const v1::SuggestEntitiesRequest& request, const CallOptions& call = {}) const;
  // Which index is served, how much it holds, and what of it is damaged.
  absl::StatusOr<v1::GetIndexInfoResponse> GetIndexInfo(const CallOptions& call = {}) const;

  // Starts a search and returns at once; its answer goes to `on_done` (pending_search.h). Deadline
  // and retries are those of Search; PendingSearch cancels it, not `call`. The client may be
  // destroyed before the search is done.
  std::unique_ptr<PendingSearch> StartSearch(v1::SearchRequest request, SearchCallback on_done,
                                             const CallOptions& call = {}) const;

  // Calls `on_hit` for every hit of every page, in order, until it returns false. By relevance a
  // server gives a limited number of hits (10,000): those that are left follow by date, the newest
  // first, each hit once. Returns the answer of the first page without its hits and page token
  // (total and facets), with the warnings of all pages; partial or generation_changed if one of
  // them was: a page that the deadline cut is the last. The client's timeout is that of each page,
  // the deadline of `call` that of all.
  absl::StatusOr<v1::SearchResponse> SearchAll(v1::SearchRequest request,
                                               const std::function<bool(const v1::Hit&)>& on_hit,
                                               const CallOptions& call = {}) const;

 private:
  explicit Client(ClientOptions options);
  ClientOptions options_;
  std::shared_ptr<v1::SearchService::Stub> stub_;  // shared with searches under way
};

}  // namespace dateline::client

#endif  // DATELINE_CLIENT_INCLUDE_DATELINE_CLIENT_H_
