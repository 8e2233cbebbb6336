// SPDX-License-Identifier: GPL-3.0-or-later
// From the writer's types to messages: pure functions.
#ifndef DATELINE_INDEXER_RPC_CONVERT_H_
#define DATELINE_INDEXER_RPC_CONVERT_H_

#include <absl/status/status.h>

#include <cstdint>

#include "core/index/manifest.h"
#include "dateline/v1/ingest_service.pb.h"
#include "indexer/writer/index_writer.h"

namespace dateline::ingest {

// Why an article was rejected; `status` is not OK.
v1::IngestError ToProto(const absl::Status& status);

// The outcome of the article that came with `sequence`.
v1::IngestOutcome ToProto(std::uint64_t sequence, const writer::WriteOutcome& outcome);

// The figures of one generation.
v1::GetIndexStatsResponse ToProto(const index::Manifest& manifest);

}  // namespace dateline::ingest

#endif  // DATELINE_INDEXER_RPC_CONVERT_H_
