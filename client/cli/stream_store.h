// SPDX-License-Identifier: GPL-3.0-or-later
// Articles of files into an ingest stream.
#ifndef DATELINE_CLIENT_CLI_STREAM_STORE_H_
#define DATELINE_CLIENT_CLI_STREAM_STORE_H_

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>

#include <cstdint>
#include <map>
#include <memory>

#include "core/intake/intake.h"
#include "dateline/ingest_client.h"
#include "dateline/ingest_stream.h"

namespace dateline::cli {

// Sends each article that it gets and hands on its outcome.
class StreamStore final : public intake::ArticleStore {
 public:
  explicit StreamStore(const client::IngestClient& client);

  void Add(article::Article article, Done done) override;
  // Waits until every article has its outcome. Not OK: the stream broke; articles that were sent
  // last may be stored or not, and their outcomes were not handed on.
  absl::Status Finish();

 private:
  void Acknowledge(const v1::IngestOutcome& outcome);

  absl::Mutex sending_;  // one article at a time, so that its number is the stream's
  std::uint64_t sent_ ABSL_GUARDED_BY(sending_) = 0;
  absl::Mutex mutex_;
  std::map<std::uint64_t, Done> waiting_ ABSL_GUARDED_BY(mutex_);  // by sequence number
  std::unique_ptr<client::IngestStream> stream_;  // last: its thread uses all of the above
};

}  // namespace dateline::cli

#endif  // DATELINE_CLIENT_CLI_STREAM_STORE_H_
