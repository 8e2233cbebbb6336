// SPDX-License-Identifier: GPL-3.0-or-later
// The scrub of the index that `dateline-indexer serve` writes.
#ifndef DATELINE_INDEXER_RPC_INDEX_SCRUB_H_
#define DATELINE_INDEXER_RPC_INDEX_SCRUB_H_

#include <absl/status/statusor.h>

#include <chrono>
#include <string>

#include "core/index/scrubber.h"
#include "core/rpc/pooled_call.h"
#include "dateline/v1/admin_service.pb.h"
#include "indexer/writer/index_writer.h"

namespace dateline::ingest {

// Damage that it finds is logged and shown; the writer meets it again when it starts or merges.
// Thread-safe.
class IndexScrub {
 public:
  // `writer` outlives it. `period`: from pass to pass; 0: only if one is asked for.
  IndexScrub(const writer::IndexWriter& writer, std::string folder,
             std::chrono::milliseconds period);

  // AdminService.ScrubIndex.
  absl::StatusOr<v1::ScrubIndexResponse> Run(const v1::ScrubIndexRequest& request,
                                             const rpc::CallLimits& limits);
  // With what the writer has left out.
  v1::ScrubStatus status() const;
  // Ends a pass; who waits for one gets CANCELLED.
  void Stop() { scrubber_.Stop(); }

 private:
  const writer::IndexWriter& writer_;
  index::Scrubber scrubber_;
};

}  // namespace dateline::ingest

#endif  // DATELINE_INDEXER_RPC_INDEX_SCRUB_H_
