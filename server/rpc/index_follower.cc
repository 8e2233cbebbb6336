// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/rpc/index_follower.h"

#include <string>
#include <utility>

#include "core/errors.h"
#include "core/rpc/log.h"

namespace dateline::service {
namespace {

constexpr int kStartingRetryMs = 1000;

absl::Status Starting() {
  return errors::WithRetry(
      errors::MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_STARTING,
                        "the server waits for its index; try again later"),
      kStartingRetryMs);
}

}  // namespace

absl::Status IndexFollower::Open() {
  auto opened = engine::Engine::Open(options_);
  if (!opened.ok()) return opened.status();
  absl::MutexLock lock(&mutex_);
  engine_ = *std::move(opened);
  return absl::OkStatus();
}

engine::Engine* IndexFollower::engine() const {
  absl::MutexLock lock(&mutex_);
  return engine_.get();
}

SearchBackend IndexFollower::Backend() {
  SearchBackend backend = ArticleBackend();
  backend.get_entity =
      [this](const v1::GetEntityRequest& request,
             const search::SearchContext& context) -> absl::StatusOr<v1::GetEntityResponse> {
    engine::Engine* open = engine();
    if (open == nullptr) return Starting();
    return open->GetEntity(request, context);
  };
  backend.suggest_entities = [this](const v1::SuggestEntitiesRequest& request)
      -> absl::StatusOr<v1::SuggestEntitiesResponse> {
    engine::Engine* open = engine();
    if (open == nullptr) return Starting();
    return open->SuggestEntities(request);
  };
  return backend;
}

SearchBackend IndexFollower::ArticleBackend() {
  return {[this](const v1::SearchRequest& request,
                 const search::SearchContext& context) -> absl::StatusOr<v1::SearchResponse> {
            engine::Engine* open = engine();
            if (open == nullptr) return Starting();
            return open->Search(request, context);
          },
          [this](const v1::GetArticleRequest& request) -> absl::StatusOr<v1::GetArticleResponse> {
            engine::Engine* open = engine();
            if (open == nullptr) return Starting();
            return open->GetArticle(request);
          }};
}

void IndexFollower::Request(const std::function<void()>& opened) {
  if (waiting_.exchange(true)) return;
  if (!pool_.TryPost([this, opened] { Run(opened); })) waiting_.store(false);
}

void IndexFollower::Run(const std::function<void()>& opened) {
  waiting_.store(false);  // before reading CURRENT, so that no later change is missed
  engine::Engine* open = engine();
  const absl::Status status = open == nullptr ? Open() : open->Refresh().status();
  if (status.ok() && open == nullptr) opened();
  const bool failed = !status.ok() && (open != nullptr || !absl::IsNotFound(status));
  if (failed && !failing_) {  // said once, not twice a second
    rpc::LogLine(rpc::LogLevel::kError,
                 "the new generation cannot be opened: " + errors::MessageOf(status));
  }
  failing_ = failed;
}

}  // namespace dateline::service
