// SPDX-License-Identifier: GPL-3.0-or-later
// Opens an index as soon as there is one, and each new generation of it.
#ifndef DATELINE_SERVER_RPC_INDEX_FOLLOWER_H_
#define DATELINE_SERVER_RPC_INDEX_FOLLOWER_H_

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>

#include <atomic>
#include <functional>
#include <memory>

#include "core/rpc/bounded_pool.h"
#include "server/engine/engine.h"
#include "server/rpc/search_service.h"

namespace dateline::service {

// Thread-safe. Must outlive what uses its backend.
class IndexFollower {
 public:
  explicit IndexFollower(engine::EngineOptions options) : options_(std::move(options)) {}

  // Opens the index now. NOT_FOUND: there is none yet.
  absl::Status Open();
  // Answers from the index; UNAVAILABLE (STARTING, with RetryInfo) until it is open.
  SearchBackend Backend();
  // Opens or refreshes on a thread of its own, one at a time; requests that come meanwhile become
  // one more. `opened` is called there where the index has just been opened.
  void Request(const std::function<void()>& opened);
  // Nothing is opened after it.
  void Join() { pool_.Join(); }

 private:
  void Run(const std::function<void()>& opened);
  SearchBackend ArticleBackend();  // Search and GetArticle
  engine::Engine* engine() const;

  const engine::EngineOptions options_;
  mutable absl::Mutex mutex_;
  std::unique_ptr<engine::Engine> engine_ ABSL_GUARDED_BY(mutex_);  // set once
  std::atomic<bool> waiting_{false};
  bool failing_ = false;  // home thread: the pool's
  rpc::BoundedPool pool_{{.threads = 1, .max_jobs = 0}};
};

}  // namespace dateline::service

#endif  // DATELINE_SERVER_RPC_INDEX_FOLLOWER_H_
