// SPDX-License-Identifier: Apache-2.0
// What a PendingSearch does, out of its public header; private to this folder.
#ifndef DATELINE_CLIENT_SEARCH_ATTEMPTS_H_
#define DATELINE_CLIENT_SEARCH_ATTEMPTS_H_

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>
#include <grpcpp/alarm.h>
#include <grpcpp/grpcpp.h>

#include <memory>

#include "dateline/client.h"
#include "dateline/pending_search.h"

namespace dateline::client {

// One search with its retries. Owned by whoever may still cancel it, and by gRPC while a call or a
// wait is under way. Thread-safe.
class SearchAttempts : public std::enable_shared_from_this<SearchAttempts> {
 public:
  SearchAttempts(std::shared_ptr<v1::SearchService::Stub> stub, const ClientOptions& options,
                 const CallOptions& call, v1::SearchRequest request, SearchCallback on_done);

  // Sends the request. Called once by the owner; again after each wait.
  void Start();
  // The contract of PendingSearch::Cancel.
  void Cancel();

 private:
  void AttemptDone(const grpc::Status& wire);
  void WaitDone(bool passed);
  void Finish(absl::StatusOr<v1::SearchResponse> result);

  const std::shared_ptr<v1::SearchService::Stub> stub_;  // shared with the client
  const RetryOptions retry_;
  const ConnectionOptions connection_;
  const CallOptions call_;
  const absl::Time deadline_;
  const v1::SearchRequest request_;
  SearchCallback on_done_;       // used by the last step alone
  v1::SearchResponse response_;  // written by gRPC until AttemptDone
  absl::Mutex mutex_;
  int attempt_ ABSL_GUARDED_BY(mutex_) = 0;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  std::unique_ptr<grpc::ClientContext> context_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<grpc::Alarm> wait_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace dateline::client

#endif  // DATELINE_CLIENT_SEARCH_ATTEMPTS_H_
