// SPDX-License-Identifier: Apache-2.0
#include "dateline/client.h"

#include <utility>

#include "client/call.h"
#include "client/search_attempts.h"

namespace dateline::client {

std::unique_ptr<Client> Client::Connect(ClientOptions options) {
  return std::unique_ptr<Client>(new Client(std::move(options)));
}

Client::Client(ClientOptions options)
    : options_(std::move(options)),
      stub_(v1::SearchService::NewStub(OpenChannel(options_.server, options_.connection))) {}

absl::StatusOr<v1::SearchResponse> Client::Search(const v1::SearchRequest& request,
                                                  const CallOptions& call) const {
  return CallWithRetry<v1::SearchResponse>(
      {options_.retry, options_.timeout, options_.connection}, call,
      [&](auto& context, auto& response) { return stub_->Search(&context, request, &response); });
}

absl::StatusOr<v1::GetArticleResponse> Client::GetArticle(const std::string& id,
                                                          const CallOptions& call) const {
  v1::GetArticleRequest request;
  request.set_id(id);
  return CallWithRetry<v1::GetArticleResponse>(
      {options_.retry, options_.timeout, options_.connection}, call,
      [&](auto& context, auto& response) {
        return stub_->GetArticle(&context, request, &response);
      });
}

absl::StatusOr<v1::GetEntityResponse> Client::GetEntity(const v1::GetEntityRequest& request,
                                                        const CallOptions& call) const {
  return CallWithRetry<v1::GetEntityResponse>(
      {options_.retry, options_.timeout, options_.connection}, call,
      [&](auto& context, auto& response) {
        return stub_->GetEntity(&context, request, &response);
      });
}

absl::StatusOr<v1::SuggestEntitiesResponse> Client::SuggestEntities(
    const v1::SuggestEntitiesRequest& request, const CallOptions& call) const {
  return CallWithRetry<v1::SuggestEntitiesResponse>(
      {options_.retry, options_.timeout, options_.connection}, call,
      [&](auto& context, auto& response) {
        return stub_->SuggestEntities(&context, request, &response);
      });
}

absl::StatusOr<v1::GetIndexInfoResponse> Client::GetIndexInfo(const CallOptions& call) const {
  return CallWithRetry<v1::GetIndexInfoResponse>(
      {options_.retry, options_.timeout, options_.connection}, call,
      [&](auto& context, auto& response) { return stub_->GetIndexInfo(&context, {}, &response); });
}

std::unique_ptr<PendingSearch> Client::StartSearch(v1::SearchRequest request,
                                                   SearchCallback on_done,
                                                   const CallOptions& call) const {
  const auto attempts = std::make_shared<SearchAttempts>(stub_, options_, call, std::move(request),
                                                         std::move(on_done));
  attempts->Start();
  return std::make_unique<PendingSearch>(attempts);
}

absl::StatusOr<v1::SearchResponse> Client::SearchAll(
    v1::SearchRequest request, const std::function<bool(const v1::Hit&)>& on_hit,
    const CallOptions& call) const {
  absl::StatusOr<v1::SearchResponse> first;
  for (bool first_page = true;; first_page = false) {
    auto page = Search(request, call);
    if (!page.ok()) return page.status();
    bool more = true;
    for (const v1::Hit& hit : page->hits()) {
      more = on_hit(hit);
      if (!more) break;
    }
    request.set_page_token(page->next_page_token());
    if (first_page) {
      page->clear_hits();
      page->clear_next_page_token();  // the caller gets the later pages too
      first = *std::move(page);
    }
    if (!more || request.page_token().empty()) return first;
  }
}

}  // namespace dateline::client
