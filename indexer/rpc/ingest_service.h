// SPDX-License-Identifier: GPL-3.0-or-later
// IngestService over gRPC's callback API.
#ifndef DATELINE_INDEXER_RPC_INGEST_SERVICE_H_
#define DATELINE_INDEXER_RPC_INGEST_SERVICE_H_

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include <chrono>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "core/access/gate.h"
#include "core/limits.h"
#include "core/rpc/answers_in_flight.h"
#include "core/rpc/bounded_pool.h"
#include "core/rpc/caller.h"
#include "core/rpc/security.h"
#include "dateline/v1/ingest_service.grpc.pb.h"
#include "indexer/rpc/ingest_call.h"
#include "indexer/rpc/refreshes.h"
#include "indexer/writer/index_writer.h"

namespace dateline::ingest {

// Threads that may block in the writer. Each kind of work has its own, so that streams which wait
// for room and calls which wait for a commit cannot hold up or fill up what a delete needs.
struct IngestPools {
  rpc::BoundedPool streams{{.threads = 16, .max_jobs = 0}};  // a stream has at most one job
  rpc::BoundedPool deletes{{.threads = 2, .max_jobs = 64}};
  // All calls share one job; the next one may be there while the one before leaves.
  rpc::BoundedPool refreshes{{.threads = 1, .max_jobs = 2}};
  rpc::BoundedPool calls{{.threads = 2, .max_jobs = 64}};

  void Join();
};

// Articles come as bytes and are parsed on the pool: one message that is broken is answered, and
// the stream goes on.
using IngestServiceBase = v1::IngestService::WithRawCallbackMethod_IngestArticles<
    v1::IngestService::WithCallbackMethod_DeleteArticles<
        v1::IngestService::WithCallbackMethod_Refresh<
            v1::IngestService::WithCallbackMethod_GetIndexStats<v1::IngestService::Service>>>>;

// Thread-safe.
class IngestServiceImpl final : public IngestServiceBase {
 public:
  // All must outlive the service; the pools are joined before it is destroyed. `security` says who
  // may call, and keeps a record of deletes; null: everybody, and none is kept. `outcomes`: of all
  // streams, while clients do not read them.
  IngestServiceImpl(writer::IndexWriter& writer, IngestPools& pools,
                    rpc::Security* security = nullptr,
                    const rpc::AnswersInFlightOptions& outcomes = {
                        .patience = limits::kMaxAnswerWait,
                        .max_bytes = limits::kMaxAnswerBytesInFlight});

  // What GetIndexStats shows of the scrub. Call it before the service is registered.
  void ShowScrub(std::function<v1::ScrubStatus()> status) { scrub_status_ = std::move(status); }
  // Asks all streams to end, and those that start later.
  void Drain();

  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* IngestArticles(
      grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* DeleteArticles(grpc::CallbackServerContext* context,
                                           const v1::DeleteArticlesRequest* request,
                                           v1::DeleteArticlesResponse* response) override;
  grpc::ServerUnaryReactor* Refresh(grpc::CallbackServerContext* context,
                                    const v1::RefreshRequest* request,
                                    v1::RefreshResponse* response) override;
  grpc::ServerUnaryReactor* GetIndexStats(grpc::CallbackServerContext* context,
                                          const v1::GetIndexStatsRequest* request,
                                          v1::GetIndexStatsResponse* response) override;

 private:
  // The caller, if its key has any of `roles`.
  absl::StatusOr<rpc::Caller> Admit(const grpc::CallbackServerContext& context,
                                    access::Roles roles) const;
  template <typename Request, typename Response>
  void TakePlain(int index, grpc::ServerUnaryReactor* (IngestServiceImpl::*method)(
                                grpc::CallbackServerContext*, const Request*, Response*));
  void AuditDelete(const grpc::CallbackServerContext& context, const rpc::Caller& caller,
                   const v1::DeleteArticlesRequest& request, std::uint64_t deleted,
                   const absl::Status& outcome);

  // A stream takes its place before it starts, and gives it back when it is done.
  struct Stream {
    std::string caller;
    std::weak_ptr<IngestCall> call;  // which owns itself
  };
  absl::StatusOr<std::list<Stream>::iterator> Enter(const std::string& caller);
  void Leave(std::list<Stream>::iterator stream);

  writer::IndexWriter& writer_;
  IngestPools& pools_;
  rpc::Security* const security_;
  rpc::AnswersInFlight outcomes_;
  Refreshes refreshes_;
  std::function<v1::ScrubStatus()> scrub_status_;
  absl::Mutex mutex_;
  std::list<Stream> streams_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::size_t> streams_of_ ABSL_GUARDED_BY(mutex_);  // by caller
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace dateline::ingest

#endif  // DATELINE_INDEXER_RPC_INGEST_SERVICE_H_
