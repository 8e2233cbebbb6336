// SPDX-License-Identifier: Apache-2.0
#include "dateline/client.h"

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>

#include "client/call.h"
#include "client/search_attempts.h"
#include "client/shared_stub.h"

namespace dateline::client {
namespace {

constexpr std::size_t kMostByRelevance = 10000;  // hits that a server gives by relevance

// Adds to the answer of the first page what is worth knowing of a later one.
void AddPage(const v1::SearchResponse& page, v1::SearchResponse& first) {
  auto& warnings = *first.mutable_diagnostics()->mutable_warnings();
  for (const std::string& warning : page.diagnostics().warnings()) {
    if (std::find(warnings.begin(), warnings.end(), warning) != warnings.end()) continue;
    *warnings.Add() = warning;
  }
  if (page.partial()) first.set_partial(true);
  if (page.generation_changed()) first.set_generation_changed(true);
}

}  // namespace

std::unique_ptr<Client> Client::Connect(ClientOptions options) {
  return std::unique_ptr<Client>(new Client(std::move(options)));
}

Client::Client(ClientOptions options)
    : options_(std::move(options)),
      stub_(ShareStub(
          v1::SearchService::NewStub(OpenChannel(options_.server, options_.connection)))) {}

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
  return GetArticle(request, call);
}

absl::StatusOr<v1::GetArticleResponse> Client::GetArticle(const v1::GetArticleRequest& request,
                                                          const CallOptions& call) const {
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
  std::optional<v1::SearchResponse> first;
  std::unordered_set<std::string> seen;  // ids, in case that the rest follows by date
  bool by_date = false;
  for (;;) {
    auto page = Search(request, call);
    if (!page.ok()) return page.status();
    const bool ranked = page->sort_used() == v1::SORT_RELEVANCE;
    bool more = true;
    for (const v1::Hit& hit : page->hits()) {
      if (by_date && seen.contains(hit.article().id())) continue;
      if (ranked) seen.insert(hit.article().id());
      more = on_hit(hit);
      if (!more) break;
    }
    request.set_page_token(page->next_page_token());
    const bool last = page->next_page_token().empty();
    const bool partial = page->partial();
    if (first) {
      AddPage(*page, *first);
    } else {
      page->clear_hits();
      page->clear_next_page_token();  // the caller gets the later pages too
      first = *std::move(page);
    }
    if (!more || partial || (last && seen.size() < kMostByRelevance)) return *std::move(first);
    if (!last) continue;
    if (by_date) return *std::move(first);
    by_date = true;
    request.set_sort(v1::SORT_NEWEST);
    request.clear_offset();
    request.clear_facets();
    request.set_count_mode(v1::COUNT_MODE_NONE);
  }
}

}  // namespace dateline::client
