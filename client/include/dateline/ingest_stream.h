// SPDX-License-Identifier: Apache-2.0
// Sends articles and keeps each until its outcome is known.
#ifndef DATELINE_CLIENT_INCLUDE_DATELINE_INGEST_STREAM_H_
#define DATELINE_CLIENT_INCLUDE_DATELINE_INGEST_STREAM_H_

#include <absl/status/status.h>

#include <memory>

#include "dateline/ingest_client.h"

namespace dateline::client {

class ArticleSender;

// When the stream breaks with UNAVAILABLE, it is opened again and everything without an outcome is
// sent again: the id makes that harmless. Add and Finish: from one thread at a time.
class IngestStream {
 public:
  IngestStream(v1::IngestService::Stub& stub, const IngestOptions& options,
               OutcomeCallback on_outcome, const CallOptions& call = {});
  // Gives up articles that are still without an outcome; call Finish first.
  ~IngestStream();
  IngestStream(const IngestStream&) = delete;
  IngestStream& operator=(const IngestStream&) = delete;

  // Queues an article; blocks while too many wait for their outcome. An error means that it was not
  // taken. INVALID_ARGUMENT (INVALID_ARTICLE): it is larger than a server takes, and the stream
  // goes on without it; any other: the stream has failed for good. The articles that are taken have
  // the sequence numbers 1, 2, 3 ...
  absl::Status Add(v1::Article article);
  // Waits until every article has its outcome. Idempotent.
  absl::Status Finish();

 private:
  std::unique_ptr<ArticleSender> sender_;
};

}  // namespace dateline::client

#endif  // DATELINE_CLIENT_INCLUDE_DATELINE_INGEST_STREAM_H_
