// SPDX-License-Identifier: GPL-3.0-or-later
// The search engine: answers requests on snapshots of one index. It does not depend on gRPC.
#ifndef DATELINE_SERVER_ENGINE_ENGINE_H_
#define DATELINE_SERVER_ENGINE_ENGINE_H_

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <functional>
#include <memory>
#include <string>

#include "core/index/segment.h"
#include "dateline/v1/search_service.pb.h"
#include "server/engine/search_backend.h"
#include "server/search/search_context.h"

namespace dateline::engine {

struct EngineOptions {
  std::string folder;
  std::size_t cache_bytes = 256U << 20U;             // of decoded posting lists and bitmaps
  absl::Duration snapshot_lease = absl::Minutes(5);  // how long a page token keeps its generation
  std::size_t max_leased_snapshots = 256;
  std::function<absl::Time()> now = absl::Now;  // injected clock
};

// Thread-safe: any number of threads search while Refresh swaps the snapshot.
class Engine final : public SearchBackend {
 public:
  // NOT_FOUND: no index in the folder.
  static absl::StatusOr<std::unique_ptr<Engine>> Open(const EngineOptions& options);
  ~Engine() override;

  absl::StatusOr<v1::SearchResponse> Search(const v1::SearchRequest& request,
                                            const search::SearchContext& context) override;
  absl::StatusOr<v1::GetArticleResponse> GetArticle(const v1::GetArticleRequest& request) override;
  absl::StatusOr<v1::GetEntityResponse> GetEntity(const v1::GetEntityRequest& request,
                                                  const search::SearchContext& context) override;
  absl::StatusOr<v1::SuggestEntitiesResponse> SuggestEntities(
      const v1::SuggestEntitiesRequest& request) override;

  // Opens the current generation if it differs from the one that is open; true if it did. Searches
  // use the old one until then.
  absl::StatusOr<bool> Refresh();
  std::shared_ptr<const index::Snapshot> snapshot() const;

 private:
  class Impl;
  explicit Engine(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace dateline::engine

#endif  // DATELINE_SERVER_ENGINE_ENGINE_H_
