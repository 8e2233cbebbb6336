// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/rpc/index_follower.h"

#include <string>
#include <utility>

#include "core/errors/errors.h"
#include "core/rpc/log.h"

namespace dateline::service {
namespace {

constexpr int kStartingRetryMs = 1000;

absl::Status Starting() {
  return errors::WithRetry(
      errors::MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_STARTING,
                        "the server is waiting for its index; try again later"),
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

template <typename Response, typename... Arguments>
absl::StatusOr<Response> IndexFollower::Ask(
    absl::StatusOr<Response> (engine::SearchBackend::*call)(Arguments...),
    std::type_identity_t<Arguments>... arguments) const {
  engine::Engine* open = engine();
  if (open == nullptr) return Starting();
  return (open->*call)(arguments...);
}

absl::StatusOr<v1::SearchResponse> IndexFollower::Search(const v1::SearchRequest& request,
                                                         const search::SearchContext& context) {
  return Ask(&SearchBackend::Search, request, context);
}

absl::StatusOr<v1::GetArticleResponse> IndexFollower::GetArticle(
    const v1::GetArticleRequest& request) {
  return Ask(&SearchBackend::GetArticle, request);
}

absl::StatusOr<v1::GetEntityResponse> IndexFollower::GetEntity(
    const v1::GetEntityRequest& request, const search::SearchContext& context) {
  return Ask(&SearchBackend::GetEntity, request, context);
}

absl::StatusOr<v1::SuggestEntitiesResponse> IndexFollower::SuggestEntities(
    const v1::SuggestEntitiesRequest& request) {
  return Ask(&SearchBackend::SuggestEntities, request);
}

void IndexFollower::Request(const std::function<void()>& opened) {
  if (waiting_.exchange(true)) return;
  if (!pool_.TryPost([this, opened] { Run(opened); })) waiting_.store(false);
}

void IndexFollower::Run(const std::function<void()>& opened) {
  waiting_.store(false);  // before CURRENT is read, so that a later change is not missed
  engine::Engine* open = engine();
  const absl::Status status = open == nullptr ? Open() : open->Refresh().status();
  if (status.ok() && open == nullptr) opened();
  const bool failed = !status.ok() && (open != nullptr || !absl::IsNotFound(status));
  if (failed && !failing_) {  // once, not at every poll
    rpc::LogLine(rpc::LogLevel::kError,
                 "the new generation cannot be opened: " + errors::MessageOf(status));
  }
  failing_ = failed;
}

}  // namespace dateline::service
