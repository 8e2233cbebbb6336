// SPDX-License-Identifier: GPL-3.0-or-later
// Log lines of requests that take long.
#ifndef DATELINE_SERVER_RPC_REQUEST_LOG_H_
#define DATELINE_SERVER_RPC_REQUEST_LOG_H_

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "core/limits.h"
#include "core/queue/line_rate.h"
#include "core/rpc/log.h"
#include "core/rpc/pooled_call.h"
#include "dateline/v1/search_service.pb.h"
#include "server/engine/search_backend.h"

namespace dateline::service {

struct RequestLogOptions {
  std::chrono::milliseconds slow{500};  // requests that take longer get a line; 0 = none does
  // What people search for is theirs: a line has it only if somebody asked for it.
  enum class Queries : bool { kLeftOut, kShown } queries = Queries::kLeftOut;
  // Injected for tests.
  std::function<void(rpc::LogLevel, std::string_view)> write = rpc::LogLine;
  std::function<std::chrono::steady_clock::time_point()> now = std::chrono::steady_clock::now;
};

// What a line tells of a call, besides how it ended.
struct LoggedRequest {
  std::string_view method;
  std::string_view id;     // x-request-id of the metadata, as sent; empty: none
  std::string_view query;  // or the name, prefix or id that was asked for
  int hits = -1;           // -1: the method does not have hits
  std::string stages{};    // as FormatStages writes them; empty: the method does not have any
};

// "parse=0.1 match=2.3", in milliseconds.
std::string FormatStages(std::span<const search::StageTime> stages);

LoggedRequest Describe(const v1::SearchRequest& request, const v1::SearchResponse& response);
LoggedRequest Describe(const v1::GetArticleRequest& request, const v1::GetArticleResponse&);
LoggedRequest Describe(const v1::GetEntityRequest& request, const v1::GetEntityResponse&);
LoggedRequest Describe(const v1::SuggestEntitiesRequest& request,
                       const v1::SuggestEntitiesResponse&);
LoggedRequest Describe(const v1::GetIndexInfoRequest& request, const v1::GetIndexInfoResponse&);

// The line, without time and level: key=value pairs with single spaces between them. Values of
// peers cannot look like another pair: an id has letters, digits and a few signs, and the query
// comes last. Both are cut.
std::string FormatRequest(const LoggedRequest& request, const rpc::CallEnd& end,
                          RequestLogOptions::Queries queries);

// Writes the lines, at most limits::kMaxSlowLinesPerSecond: an overload makes every request slow.
// The first line after a second with more says how many were left out. Thread-safe.
class RequestLog {
 public:
  explicit RequestLog(RequestLogOptions options) : options_(std::move(options)) {}

  bool is_on() const { return options_.slow.count() != 0; }
  bool IsSlow(const rpc::CallEnd& end) const { return is_on() && end.elapsed > options_.slow; }
  void Write(const LoggedRequest& request, const rpc::CallEnd& end);

 private:
  const RequestLogOptions options_;
  absl::Mutex mutex_;
  queue::LineRate rate_ ABSL_GUARDED_BY(mutex_){limits::kMaxSlowLinesPerSecond};
};

}  // namespace dateline::service

#endif  // DATELINE_SERVER_RPC_REQUEST_LOG_H_
