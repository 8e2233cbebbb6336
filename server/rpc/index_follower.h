// SPDX-License-Identifier: GPL-3.0-or-later
// Opens an index as soon as there is one, then each new generation of it.
#ifndef DATELINE_SERVER_RPC_INDEX_FOLLOWER_H_
#define DATELINE_SERVER_RPC_INDEX_FOLLOWER_H_

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "core/rpc/bounded_pool.h"
#include "server/engine/engine.h"
#include "server/engine/search_backend.h"

namespace dateline::service {

// What the health service is to say.
struct IndexHealth {
  bool usable = false;  // there is something to answer from
  bool whole = false;   // all of the index
};

// Answers from the index; UNAVAILABLE (STARTING, with RetryInfo) until it is open. What is wrong
// with the index goes to the log. Thread-safe.
class IndexFollower final : public engine::SearchBackend {
 public:
  // The listener of `options` is set by the follower.
  explicit IndexFollower(engine::EngineOptions options);

  // Opens the index now. NOT_FOUND: there is none yet.
  absl::Status Open();
  // Calls `told` now and after each change, from any thread, one call at a time. Once; `told` must
  // not call the follower.
  void Watch(std::function<void(IndexHealth)> told);
  // Opens or refreshes the index on a thread of its own. Requests that come while one runs are
  // joined into one more.
  void Request();
  // The index for a log line: its id, generation and number of articles. Only after it was opened.
  std::string Describe() const;
  // Waits for the requests; nothing is opened after it.
  void Join() { pool_.Join(); }

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
  // As Engine::ScrubIndex.
  absl::StatusOr<v1::ScrubIndexResponse> ScrubIndex(const v1::ScrubIndexRequest& request,
                                                    const search::SearchContext& context);
  // Ends a scrub that runs; whoever waits for it gets CANCELLED. Idempotent.
  void StopScrub();

 private:
  // The engine's answer to one call.
  template <typename Response, typename... Arguments>
  absl::StatusOr<Response> Ask(
      absl::StatusOr<Response> (engine::SearchBackend::*call)(Arguments...),
      std::type_identity_t<Arguments>... arguments) const;
  void Run();
  void NotifyHealth(engine::Condition condition);
  engine::Engine* engine() const;  // null until the index is open

  engine::EngineOptions options_;
  absl::Mutex health_mutex_;
  IndexHealth health_ ABSL_GUARDED_BY(health_mutex_);
  bool open_ ABSL_GUARDED_BY(health_mutex_) = false;
  std::function<void(IndexHealth)> told_ ABSL_GUARDED_BY(health_mutex_);
  mutable absl::Mutex mutex_;
  std::unique_ptr<engine::Engine> engine_ ABSL_GUARDED_BY(mutex_);  // set once
  std::atomic<bool> waiting_{false};
  std::string failure_;  // to open the index for the first time; only on the thread of pool_
  rpc::BoundedPool pool_{{.threads = 1, .max_jobs = 0}};
};

}  // namespace dateline::service

#endif  // DATELINE_SERVER_RPC_INDEX_FOLLOWER_H_
