// SPDX-License-Identifier: Apache-2.0
// A search that runs while its caller does something else.
#ifndef DATELINE_CLIENT_INCLUDE_DATELINE_PENDING_SEARCH_H_
#define DATELINE_CLIENT_INCLUDE_DATELINE_PENDING_SEARCH_H_

#include <absl/status/statusor.h>

#include <functional>
#include <memory>

#include "dateline/v1/search_service.pb.h"

namespace dateline::client {

// Gets the answer, or the error that Client::Search would have returned. Called exactly once, from
// a thread of gRPC, which it must not block: other calls wait for that thread. May start another
// search. Must not throw.
using SearchCallback = std::function<void(absl::StatusOr<v1::SearchResponse>)>;

class SearchAttempts;

// Made by Client::StartSearch. Destroying it lets the search go on. Thread-safe.
class PendingSearch {
 public:
  explicit PendingSearch(std::shared_ptr<SearchAttempts> attempts);

  // Ends the search as soon as possible, and its retries: the callback gets CANCELLED, unless the
  // answer came first. Does not wait for it.
  void Cancel();

 private:
  std::shared_ptr<SearchAttempts> attempts_;  // shared with the call, which may outlive this
};

}  // namespace dateline::client

#endif  // DATELINE_CLIENT_INCLUDE_DATELINE_PENDING_SEARCH_H_
