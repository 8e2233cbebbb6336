// SPDX-License-Identifier: Apache-2.0
// What an IngestStream does, out of its public header; private to this folder.
#ifndef DATELINE_CLIENT_ARTICLE_SENDER_H_
#define DATELINE_CLIENT_ARTICLE_SENDER_H_

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>
#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <map>
#include <thread>

#include "core/queue/occupancy.h"
#include "core/queue/steady_condition.h"
#include "dateline/ingest_client.h"

namespace dateline::client {

// The contract of each function is that of dateline/ingest_stream.h.
class ArticleSender {
 public:
  ArticleSender(v1::IngestService::Stub& stub, const IngestOptions& options,
                const CallOptions& call, OutcomeCallback on_outcome);
  ~ArticleSender();
  ArticleSender(const ArticleSender&) = delete;
  ArticleSender& operator=(const ArticleSender&) = delete;

  absl::Status Add(v1::Article article);
  absl::Status Finish();

 private:
  using Stream = grpc::ClientReaderWriter<v1::IngestArticlesRequest, v1::IngestArticlesResponse>;

  void Run();
  absl::Status Attempt();
  absl::Status RunOnce(grpc::ClientContext& context);
  void SendAll(Stream& stream);
  void Receive(Stream& stream);
  bool HasRoom() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool Unsent() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  v1::IngestService::Stub& stub_;
  const IngestOptions options_;
  const CallOptions call_;
  const OutcomeCallback on_outcome_;
  absl::Mutex mutex_;
  queue::SteadyCondition abandoned_;
  // Not a queue: articles leave in the order of their outcomes, and stay until then.
  std::map<std::uint64_t, v1::IngestArticlesRequest> waiting_ ABSL_GUARDED_BY(mutex_);
  queue::Occupancy occupancy_ ABSL_GUARDED_BY(mutex_);  // of waiting_
  std::uint64_t next_sequence_ ABSL_GUARDED_BY(mutex_) = 1;
  std::uint64_t next_to_send_ ABSL_GUARDED_BY(mutex_) = 1;
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;   // Finish was called
  bool abandon_ ABSL_GUARDED_BY(mutex_) = false;   // the destructor runs
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;    // this attempt's stream has ended
  bool progress_ ABSL_GUARDED_BY(mutex_) = false;  // this attempt has brought an outcome
  bool done_ ABSL_GUARDED_BY(mutex_) = false;      // the thread has ended, with final_
  absl::Status final_ ABSL_GUARDED_BY(mutex_);
  grpc::ClientContext* context_ ABSL_GUARDED_BY(mutex_) = nullptr;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace dateline::client

#endif  // DATELINE_CLIENT_ARTICLE_SENDER_H_
