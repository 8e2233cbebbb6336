// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/rpc/convert.h"

#include <algorithm>

#include "core/details/status_details.h"
#include "core/errors/errors.h"

namespace dateline::ingest {
namespace {

v1::IngestResult ToProto(writer::WriteResult result) {
  switch (result) {
    case writer::WriteResult::kAdded:
      return v1::INGEST_RESULT_ADDED;
    case writer::WriteResult::kUpdated:
      return v1::INGEST_RESULT_UPDATED;
    case writer::WriteResult::kUnchanged:
      return v1::INGEST_RESULT_UNCHANGED;
    case writer::WriteResult::kRejected:
      return v1::INGEST_RESULT_REJECTED;
  }
  return v1::INGEST_RESULT_UNSPECIFIED;
}

bool HasDates(const index::SegmentEntry& segment) {
  return segment.oldest_seconds <= segment.newest_seconds;
}

void WidenPublishTimes(const index::SegmentEntry& segment, v1::GetIndexStatsResponse& stats) {
  if (!HasDates(segment)) return;
  const bool first = !stats.has_oldest_publish_time();
  auto* oldest = stats.mutable_oldest_publish_time();
  auto* newest = stats.mutable_newest_publish_time();
  oldest->set_seconds(first ? segment.oldest_seconds
                            : std::min(oldest->seconds(), segment.oldest_seconds));
  newest->set_seconds(first ? segment.newest_seconds
                            : std::max(newest->seconds(), segment.newest_seconds));
}

}  // namespace

v1::IngestError ToProto(const absl::Status& status) {
  const wire::Status wire = errors::ToRpcStatus(status);
  v1::IngestError error;
  error.set_code(wire.code());
  error.set_reason(errors::ReasonOf(status));
  error.set_message(wire.message());
  if (const auto info = details::Find<wire::ErrorInfo>(status)) {
    error.mutable_metadata()->insert(info->metadata().begin(), info->metadata().end());
  }
  if (const auto retry = details::Find<wire::RetryInfo>(status)) {
    *error.mutable_retry_delay() = retry->retry_delay();
  }
  return error;
}

v1::IngestOutcome ToProto(std::uint64_t sequence, const writer::WriteOutcome& outcome) {
  v1::IngestOutcome message;
  message.set_sequence(sequence);
  message.set_id(outcome.id);
  message.set_result(ToProto(outcome.result));
  if (!outcome.status.ok()) *message.mutable_error() = ToProto(outcome.status);
  for (const std::string& warning : outcome.warnings) message.add_warnings(warning);
  return message;
}

v1::GetIndexStatsResponse ToProto(const index::Manifest& manifest) {
  v1::GetIndexStatsResponse stats;
  stats.set_index_id(manifest.index_id);
  stats.set_generation(manifest.generation);
  stats.set_scoring_profile(manifest.profile.name);
  for (const index::SegmentEntry& segment : manifest.segments) {
    const std::uint64_t bytes = index::TotalBytes(segment);
    const std::uint32_t live = segment.rows - segment.dead;
    auto* part = stats.add_segments();
    part->set_number(segment.number);
    part->set_live_articles(live);
    part->set_dead_articles(segment.dead);
    part->set_bytes(bytes);
    stats.set_live_articles(stats.live_articles() + live);
    stats.set_dead_articles(stats.dead_articles() + segment.dead);
    stats.set_bytes(stats.bytes() + bytes);
    WidenPublishTimes(segment, stats);
  }
  return stats;
}

}  // namespace dateline::ingest
