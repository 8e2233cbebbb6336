// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/rpc/index_scrub.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/errors/errors.h"
#include "core/rpc/log.h"

namespace dateline::ingest {
namespace {

void LogEnd(const absl::StatusOr<index::ScrubResult>& result) {
  if (!result.ok()) {
    return rpc::LogLine(rpc::LogLevel::kError,
                        "the scrub of the index failed: " + errors::MessageOf(result.status()));
  }
  rpc::LogLine(result->damage.empty() ? rpc::LogLevel::kInfo : rpc::LogLevel::kError,
               fmt::format("scrub: {} bytes read, {} damaged segments", result->bytes,
                           result->damage.size()));
  for (const index::SegmentDamage& damage : result->damage)
    rpc::LogLine(rpc::LogLevel::kError, index::Describe(damage));
}

}  // namespace

IndexScrub::IndexScrub(const writer::IndexWriter& writer, std::string folder,
                       std::chrono::milliseconds period)
    : writer_(writer),
      scrubber_({.folder = std::move(folder),
                 .period = period,
                 .manifest = [&writer] { return writer.manifest(); },
                 .done = LogEnd}) {}

absl::StatusOr<v1::ScrubIndexResponse> IndexScrub::Run(const v1::ScrubIndexRequest& request,
                                                       const rpc::CallLimits& limits) {
  absl::Status ran =
      scrubber_.RunPass(request.max_bytes_per_second(), limits.deadline, limits.cancelled);
  if (!ran.ok()) return ran;
  v1::ScrubIndexResponse response;
  *response.mutable_scrub() = status();
  return response;
}

v1::ScrubStatus IndexScrub::status() const {
  v1::ScrubStatus status = scrubber_.status();
  status.set_total_bytes(index::TotalBytes(writer_.manifest()));
  for (const index::SegmentDamage& damage : writer_.damage()) {
    const bool known = std::any_of(
        status.damage().begin(), status.damage().end(),
        [&damage](const v1::IndexDamage& one) { return one.segment() == damage.segment; });
    if (!known) *status.add_damage() = index::ToProto(damage);
  }
  return status;
}

}  // namespace dateline::ingest
