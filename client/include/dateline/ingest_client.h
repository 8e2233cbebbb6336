// SPDX-License-Identifier: Apache-2.0
// C++ client of IngestService.
#ifndef DATELINE_CLIENT_INCLUDE_DATELINE_INGEST_CLIENT_H_
#define DATELINE_CLIENT_INCLUDE_DATELINE_INGEST_CLIENT_H_

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "dateline/call_options.h"
#include "dateline/retry.h"
#include "dateline/v1/ingest_service.grpc.pb.h"

namespace dateline::client {

struct IngestOptions {
  std::string server = "127.0.0.1:7711";
  absl::Duration timeout = absl::Seconds(60);  // of one unary call
  RetryOptions retry{};                        // of calls, and of streams that break
  std::size_t max_waiting_articles = 10'000;   // sent and without an outcome; more block Add
  std::size_t max_waiting_bytes = 64U << 20U;
  ConnectionOptions connection{};
};

class IngestStream;

// Called once for each article, from the stream's own thread; must not call the stream.
using OutcomeCallback = std::function<void(const v1::IngestOutcome&)>;

// Thread-safe.
class IngestClient {
 public:
  static std::unique_ptr<IngestClient> Connect(IngestOptions options);

  // A new stream; `on_outcome` gets every article's outcome. Must not outlive the client. The
  // deadline and the cancellation of `call` are those of the whole stream: it fails for good with
  // DEADLINE_EXCEEDED or CANCELLED if articles are still without an outcome.
  std::unique_ptr<IngestStream> OpenStream(OutcomeCallback on_outcome,
                                           const CallOptions& call = {}) const;
  absl::StatusOr<v1::DeleteArticlesResponse> Delete(const std::vector<std::string>& ids,
                                                    const CallOptions& call = {}) const;
  // Generation in which everything acknowledged or sent before is durable.
  absl::StatusOr<std::uint64_t> Refresh(const CallOptions& call = {}) const;
  absl::StatusOr<v1::GetIndexStatsResponse> GetStats(const CallOptions& call = {}) const;

 private:
  explicit IngestClient(IngestOptions options);
  IngestOptions options_;
  std::unique_ptr<v1::IngestService::Stub> stub_;
};

}  // namespace dateline::client

#endif  // DATELINE_CLIENT_INCLUDE_DATELINE_INGEST_CLIENT_H_
