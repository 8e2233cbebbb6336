// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/engine/engine.h"

#include <utility>

#include "core/errors/errors.h"
#include "server/engine/entity_calls.h"
#include "server/engine/search_run.h"
#include "server/engine/search_services.h"
#include "server/engine/snapshots.h"
#include "server/hits/hit_entities.h"

namespace dateline::engine {

class Engine::Impl {
 public:
  explicit Impl(const EngineOptions& options)
      : snapshots_(
            {options.folder, options.snapshot_lease, options.max_leased_snapshots, options.now}),
        caches_(options.cache_bytes),
        now_(options.now) {}

  SearchServices services() { return {snapshots_, caches_, now_}; }
  Snapshots& snapshots() { return snapshots_; }

 private:
  Snapshots snapshots_;
  search::SearchCaches caches_;
  std::function<absl::Time()> now_;
};

Engine::Engine(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Engine::~Engine() = default;

absl::StatusOr<std::unique_ptr<Engine>> Engine::Open(const EngineOptions& options) {
  auto impl = std::make_unique<Impl>(options);
  if (auto opened = impl->snapshots().Refresh(); !opened.ok()) return opened.status();
  return std::unique_ptr<Engine>(new Engine(std::move(impl)));
}

absl::StatusOr<v1::SearchResponse> Engine::Search(const v1::SearchRequest& request,
                                                  const search::SearchContext& context) {
  return SearchRun(impl_->services(), request, context).Run();
}

absl::StatusOr<v1::GetArticleResponse> Engine::GetArticle(const v1::GetArticleRequest& request) {
  const std::shared_ptr<const index::Snapshot> snapshot = this->snapshot();
  const auto address = index::FindLiveArticle(*snapshot, request.id());
  if (!address) {
    return errors::MakeError(absl::StatusCode::kNotFound, v1::ERROR_REASON_ARTICLE_NOT_FOUND,
                             "no article has the id '" + request.id().substr(0, 200) + "'");
  }
  auto article = snapshot->segments[address->segment].segment->ReadArticle(address->doc);
  if (!article.ok()) return article.status();
  v1::GetArticleResponse response;
  hits::ShowMentions(*article);
  *response.mutable_article() = std::move(*article);
  response.set_generation(snapshot->generation);
  return response;
}

absl::StatusOr<v1::GetEntityResponse> Engine::GetEntity(const v1::GetEntityRequest& request,
                                                        const search::SearchContext& context) {
  return dateline::engine::GetEntity(impl_->services(), request, context);
}

absl::StatusOr<v1::SuggestEntitiesResponse> Engine::SuggestEntities(
    const v1::SuggestEntitiesRequest& request) {
  return dateline::engine::SuggestEntities(impl_->services(), request);
}

absl::StatusOr<bool> Engine::Refresh() { return impl_->snapshots().Refresh(); }

std::shared_ptr<const index::Snapshot> Engine::snapshot() const {
  return impl_->snapshots().current()->snapshot;
}

}  // namespace dateline::engine
