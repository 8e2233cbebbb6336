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
#include <type_traits>
#include <utility>

#include "core/rpc/bounded_pool.h"
#include "server/engine/engine.h"
#include "server/engine/search_backend.h"

namespace dateline::service {

// Answers from the index; UNAVAILABLE (STARTING, with RetryInfo) until it is open. Thread-safe.
class IndexFollower final : public engine::SearchBackend {
 public:
  explicit IndexFollower(engine::EngineOptions options) : options_(std::move(options)) {}

  // Opens the index now. NOT_FOUND: there is none yet.
  absl::Status Open();
  // Opens or refreshes the index on a thread of its own. Requests that come while one runs are
  // joined into one more. `opened` is called on that thread after the index has been opened for the
  // first time.
  void Request(const std::function<void()>& opened);
  // Waits for the requests; nothing is opened after it.
  void Join() { pool_.Join(); }

  absl::StatusOr<v1::SearchResponse> Search(const v1::SearchRequest& request,
                                            const search::SearchContext& context) override;
  absl::StatusOr<v1::GetArticleResponse> GetArticle(const v1::GetArticleRequest& request) override;
  absl::StatusOr<v1::GetEntityResponse> GetEntity(const v1::GetEntityRequest& request,
                                                  const search::SearchContext& context) override;
  absl::StatusOr<v1::SuggestEntitiesResponse> SuggestEntities(
      const v1::SuggestEntitiesRequest& request) override;

 private:
  // The engine's answer to one call.
  template <typename Response, typename... Arguments>
  absl::StatusOr<Response> Ask(
      absl::StatusOr<Response> (engine::SearchBackend::*call)(Arguments...),
      std::type_identity_t<Arguments>... arguments) const;
  void Run(const std::function<void()>& opened);
  engine::Engine* engine() const;  // null until the index is open

  const engine::EngineOptions options_;
  mutable absl::Mutex mutex_;
  std::unique_ptr<engine::Engine> engine_ ABSL_GUARDED_BY(mutex_);  // set once
  std::atomic<bool> waiting_{false};
  bool failing_ = false;  // only on the thread of pool_
  rpc::BoundedPool pool_{{.threads = 1, .max_jobs = 0}};
};

}  // namespace dateline::service

#endif  // DATELINE_SERVER_RPC_INDEX_FOLLOWER_H_
