// SPDX-License-Identifier: GPL-3.0-or-later
// One IngestArticles stream.
#ifndef DATELINE_INDEXER_RPC_INGEST_CALL_H_
#define DATELINE_INDEXER_RPC_INGEST_CALL_H_

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <utility>

#include "core/rpc/answers_in_flight.h"
#include "core/rpc/bounded_pool.h"
#include "core/rpc/caller.h"
#include "dateline/v1/ingest_service.pb.h"
#include "indexer/writer/index_writer.h"

namespace dateline::ingest {

// What streams share; all of it must live until the server is shut down.
struct IngestParts {
  writer::IndexWriter& writer;
  rpc::BoundedPool& pool;          // without a bound of jobs
  rpc::AnswersInFlight& outcomes;  // a stream whose client does not take them is cancelled
  std::function<void()> done{};    // called once, when gRPC has done with the stream
};

// Reads an article, adds it on a thread of the pool (Add may block, and the next read starts after
// it: that is the flow control), and writes outcomes in batches as commits finish. While many
// outcomes wait for a client that does not read them, nothing more is read.
// Owns itself from Start until gRPC's OnDone; the writer's callbacks share it. Thread-safe.
class IngestCall final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                         public std::enable_shared_from_this<IngestCall>,
                         private rpc::AnswersInFlight::Answer {
 public:
  // `context` must live until OnDone. The stream ends with UNAUTHENTICATED when the key of `caller`
  // is not good any more.
  static std::shared_ptr<IngestCall> Start(grpc::CallbackServerContext& context, IngestParts parts,
                                           rpc::Caller caller = {});

  // Reads no more; ends with UNAVAILABLE and RetryInfo when every outcome has been sent.
  void Drain();

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  // What to do after the lock is released. At most one thread gets kFinish.
  enum class Next : std::uint8_t { kNothing, kWrite, kFinish };

  IngestCall(grpc::CallbackServerContext& context, IngestParts parts, rpc::Caller caller)
      : context_(context), parts_(std::move(parts)), caller_(std::move(caller)) {}
  void GiveUp() override;  // of AnswersInFlight
  bool HasGoodKey();       // if not, the stream drains
  void AddArticle();
  void Keep(v1::IngestOutcome outcome) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void StartCounting() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool MayRead() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ReadOn();
  void Acknowledge(std::uint64_t sequence, const writer::WriteOutcome& outcome);
  Next Decide() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  v1::IngestArticlesResponse TakeOutcomes() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status FinalStatus() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Act();

  grpc::CallbackServerContext& context_;
  const IngestParts parts_;
  const rpc::Caller caller_;
  grpc::ByteBuffer request_;   // gRPC's between StartRead and OnReadDone, else AddArticle's
  grpc::ByteBuffer response_;  // gRPC's while writing_
  absl::Mutex mutex_;
  std::shared_ptr<IngestCall> self_ ABSL_GUARDED_BY(mutex_);
  std::deque<v1::IngestOutcome> ready_ ABSL_GUARDED_BY(mutex_);
  std::size_t ready_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  std::uint64_t generation_ ABSL_GUARDED_BY(mutex_) = 0;
  std::size_t waiting_ ABSL_GUARDED_BY(mutex_) = 0;  // added, outcome not known
  bool reading_ ABSL_GUARDED_BY(mutex_) = true;      // until the client half-closes
  bool paused_ ABSL_GUARDED_BY(mutex_) = false;      // no read is under way: outcomes wait
  // AddArticle is queued or runs, or a read is about to start; two may overlap.
  int adding_ ABSL_GUARDED_BY(mutex_) = 0;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  std::size_t written_bytes_ ABSL_GUARDED_BY(mutex_) = 0;  // of response_, while writing_
  std::size_t counted_ ABSL_GUARDED_BY(mutex_) = 0;  // bytes in parts_.outcomes, while writing_
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;  // the client has gone
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status refused_ ABSL_GUARDED_BY(mutex_);  // not OK: why the key is not good any more
};

}  // namespace dateline::ingest

#endif  // DATELINE_INDEXER_RPC_INGEST_CALL_H_
