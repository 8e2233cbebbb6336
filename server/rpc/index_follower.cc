// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/rpc/index_follower.h"

#include <fmt/format.h>

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

rpc::LogLevel LevelOf(engine::Severity severity) {
  switch (severity) {
    case engine::Severity::kInfo:
      return rpc::LogLevel::kInfo;
    case engine::Severity::kWarning:
      return rpc::LogLevel::kWarning;
    case engine::Severity::kError:
      break;
  }
  return rpc::LogLevel::kError;
}

}  // namespace

IndexFollower::IndexFollower(engine::EngineOptions options) : options_(std::move(options)) {
  options_.listener.log = [](engine::Severity severity, const std::string& message) {
    rpc::LogLine(LevelOf(severity), message);
  };
  options_.listener.changed = [this](engine::Condition condition) { NotifyHealth(condition); };
}

void IndexFollower::NotifyHealth(engine::Condition condition) {
  absl::MutexLock lock(&health_mutex_);
  health_ = {.usable = condition != engine::Condition::kUnusable,
             .whole = condition == engine::Condition::kWhole};
  if (open_ && told_) told_(health_);
}

void IndexFollower::Watch(std::function<void(IndexHealth)> told) {
  absl::MutexLock lock(&health_mutex_);
  told_ = std::move(told);
  told_(open_ ? health_ : IndexHealth());
}

absl::Status IndexFollower::Open() {
  auto opened = engine::Engine::Open(options_);
  if (!opened.ok()) return opened.status();
  {
    absl::MutexLock lock(&mutex_);
    engine_ = *std::move(opened);
  }
  // Whoever hears that the index can be used finds it open.
  absl::MutexLock lock(&health_mutex_);
  open_ = true;
  if (told_) told_(health_);
  return absl::OkStatus();
}

engine::Engine* IndexFollower::engine() const {
  absl::MutexLock lock(&mutex_);
  return engine_.get();
}

std::string IndexFollower::Describe() const {
  const auto snapshot = engine()->snapshot();
  return fmt::format("index {}, generation {}, {} articles", snapshot->manifest.index_id,
                     snapshot->generation, snapshot->live_articles);
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
    const v1::GetArticleRequest& request, const search::SearchContext& context) {
  return Ask(&SearchBackend::GetArticle, request, context);
}

absl::StatusOr<v1::GetEntityResponse> IndexFollower::GetEntity(
    const v1::GetEntityRequest& request, const search::SearchContext& context) {
  return Ask(&SearchBackend::GetEntity, request, context);
}

absl::StatusOr<v1::SuggestEntitiesResponse> IndexFollower::SuggestEntities(
    const v1::SuggestEntitiesRequest& request, const search::SearchContext& context) {
  return Ask(&SearchBackend::SuggestEntities, request, context);
}

absl::StatusOr<v1::GetIndexInfoResponse> IndexFollower::GetIndexInfo(
    const v1::GetIndexInfoRequest& request, const search::SearchContext& context) {
  return Ask(&SearchBackend::GetIndexInfo, request, context);
}

absl::StatusOr<v1::ScrubIndexResponse> IndexFollower::ScrubIndex(
    const v1::ScrubIndexRequest& request, const search::SearchContext& context) {
  engine::Engine* open = engine();
  return open == nullptr ? Starting() : open->ScrubIndex(request, context);
}

void IndexFollower::StopScrub() {
  if (engine::Engine* open = engine(); open != nullptr) open->StopScrub();
}

void IndexFollower::Request() {
  if (waiting_.exchange(true)) return;
  if (!pool_.TryPost([this] { Run(); })) waiting_.store(false);
}

void IndexFollower::Run() {
  waiting_.store(false);  // before CURRENT is read, so that a later change is not missed
  if (engine::Engine* open = engine(); open != nullptr) {
    (void)open->Refresh();  // it has logged what is wrong
    return;
  }
  const absl::Status status = Open();
  if (status.ok()) rpc::LogLine(rpc::LogLevel::kInfo, "the index is open: " + Describe());
  const std::string failure =
      status.ok() || absl::IsNotFound(status) ? "" : errors::MessageOf(status);
  if (!failure.empty() && failure != failure_) {  // once, not at every poll
    rpc::LogLine(rpc::LogLevel::kError, failure);
  }
  failure_ = failure;
}

}  // namespace dateline::service
