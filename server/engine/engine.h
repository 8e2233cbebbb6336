// SPDX-License-Identifier: GPL-3.0-or-later
// The search engine: answers requests on snapshots of one index. It does not depend on gRPC.
#ifndef DATELINE_SERVER_ENGINE_ENGINE_H_
#define DATELINE_SERVER_ENGINE_ENGINE_H_

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "core/index/snapshot.h"
#include "dateline/v1/admin_service.pb.h"
#include "dateline/v1/search_service.pb.h"
#include "server/engine/events.h"
#include "server/engine/search_backend.h"
#include "server/search/search_context.h"

namespace dateline::engine {

struct EngineOptions {
  std::string folder;
  std::size_t cache_bytes = 256U << 20U;             // of decoded posting lists and bitmaps
  absl::Duration snapshot_lease = absl::Minutes(5);  // how long a page token keeps its generation
  std::size_t max_leased_snapshots = 256;
  std::function<absl::Time()> now = absl::Now;  // injected clock
  std::string program_version = {};             // told by GetIndexInfo
  // From the start of a scrub of all files to the start of the next; 0: only ScrubIndex scrubs.
  std::chrono::milliseconds scrub_period{0};
  Listener listener = {};
};

// Thread-safe: any number of threads search while Refresh swaps the snapshot. Damage is left out of
// answers and named in them: what is found while a request runs makes it run again without it.
// DATA_LOSS (SEGMENT_DAMAGED): nothing of the index can be used, or an article or entity was not
// found in what can be.
class Engine final : public SearchBackend {
 public:
  // NOT_FOUND: no index in the folder. Damage does not fail it; a failure to open a file does, and
  // names the folder and the file.
  static absl::StatusOr<std::unique_ptr<Engine>> Open(const EngineOptions& options);
  ~Engine() override;

  absl::StatusOr<v1::SearchResponse> Search(const v1::SearchRequest& request,
                                            const search::SearchContext& context) override;
  absl::StatusOr<v1::GetArticleResponse> GetArticle(const v1::GetArticleRequest& request,
                                                    const search::SearchContext& context) override;
  absl::StatusOr<v1::GetEntityResponse> GetEntity(const v1::GetEntityRequest& request,
                                                  const search::SearchContext& context) override;
  absl::StatusOr<v1::SuggestEntitiesResponse> SuggestEntities(
      const v1::SuggestEntitiesRequest& request, const search::SearchContext& context) override;
  absl::StatusOr<v1::GetIndexInfoResponse> GetIndexInfo(
      const v1::GetIndexInfoRequest& request, const search::SearchContext& context) override;
  // Scrubs all files of the current generation (AdminService.ScrubIndex). DEADLINE_EXCEEDED or
  // CANCELLED if `context` says so; the pass goes on.
  absl::StatusOr<v1::ScrubIndexResponse> ScrubIndex(const v1::ScrubIndexRequest& request,
                                                    const search::SearchContext& context);

  // Ends a scrub that runs, and begins no other; whoever waits for it gets CANCELLED. Idempotent.
  void StopScrub();

  // Opens the current generation if it differs from the one that is open, or if what was damaged
  // may be whole again; true if it did. Searches use the old one until then. Errors leave it as it
  // is, and have been told to the listener. Also drops what page tokens and callers with a filter
  // need no longer, and makes for the latter what is new: to be called every now and then.
  absl::StatusOr<bool> Refresh();
  std::shared_ptr<const index::Snapshot> snapshot() const;

 private:
  class Impl;
  explicit Engine(std::unique_ptr<Impl> impl);
  // Adds to what the index lacks how far it was scrubbed.
  void FillScrub(v1::ScrubStatus& scrub) const;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dateline::engine

#endif  // DATELINE_SERVER_ENGINE_ENGINE_H_
