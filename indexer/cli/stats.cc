// SPDX-License-Identifier: GPL-3.0-or-later
// `dateline-indexer stats`.
#include "indexer/cli/stats.h"

#include <absl/time/time.h>
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/index/snapshot.h"
#include "indexer/cli/admin.h"

namespace dateline::commands {
namespace {

struct Stats {
  std::uint64_t bytes = 0;
  std::uint64_t dead = 0;
  std::optional<std::int64_t> oldest;
  std::optional<std::int64_t> newest;
};

Stats Sum(const index::Manifest& manifest) {
  Stats stats;
  for (const index::SegmentEntry& segment : manifest.segments) {
    stats.bytes += index::TotalBytes(segment);
    stats.dead += segment.dead;
    if (segment.oldest_seconds > segment.newest_seconds) continue;  // none is dated
    stats.oldest = std::min(stats.oldest.value_or(segment.oldest_seconds), segment.oldest_seconds);
    stats.newest = std::max(stats.newest.value_or(segment.newest_seconds), segment.newest_seconds);
  }
  return stats;
}

// RFC 3339; "" if no article is dated.
std::string TimeText(const std::optional<std::int64_t>& seconds) {
  if (!seconds) return "";
  return absl::FormatTime("%E4Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(*seconds),
                          absl::UTCTimeZone());
}

std::string JsonTime(const std::optional<std::int64_t>& seconds) {
  return seconds ? JsonString(TimeText(seconds)) : "null";
}

void PrintJson(const index::Snapshot& snapshot, const Stats& stats) {
  const index::Manifest& manifest = snapshot.manifest;
  std::string segments;
  std::vector<std::string> damaged;
  for (const index::SegmentDamage& damage : snapshot.damaged)
    damaged.push_back(index::Describe(damage));
  for (const index::SegmentEntry& segment : manifest.segments) {
    segments += fmt::format(R"({}{{"number":{},"articles":{},"dead":{},"bytes":{}}})",
                            segments.empty() ? "" : ",", segment.number,
                            segment.rows - segment.dead, segment.dead, index::TotalBytes(segment));
  }
  fmt::print(
      R"({{"index_id":"{}","generation":{},"articles":{},"dead":{},"segments":{},"bytes":{},)"
      R"("oldest_publish_time":{},"newest_publish_time":{},"scoring_profile":{},)"
      R"("average_headline_words":{},"average_body_words":{},"segment_list":[{}],"damaged":{}}})"
      "\n",
      manifest.index_id, snapshot.generation, snapshot.live_articles, stats.dead,
      manifest.segments.size(), stats.bytes, JsonTime(stats.oldest), JsonTime(stats.newest),
      JsonString(manifest.profile.name), manifest.profile.average_headline,
      manifest.profile.average_body, segments, JsonList(damaged));
}

void PrintText(const index::Snapshot& snapshot, const Stats& stats) {
  const index::Manifest& manifest = snapshot.manifest;
  fmt::print(
      "index      {}\ngeneration {}\narticles   {}\ndead       {}\nsegments   {}\nbytes      {}\n",
      manifest.index_id, snapshot.generation, snapshot.live_articles, stats.dead,
      manifest.segments.size(), stats.bytes);
  if (stats.oldest)
    fmt::print("published  {} to {}\n", TimeText(stats.oldest), TimeText(stats.newest));
  fmt::print("profile    {}, average words {} and {}\n", manifest.profile.name,
             manifest.profile.average_headline, manifest.profile.average_body);
  for (const index::SegmentEntry& segment : manifest.segments) {
    fmt::print("  segment {}: {} articles, {} dead, {} bytes\n", segment.number,
               segment.rows - segment.dead, segment.dead, index::TotalBytes(segment));
  }
}

}  // namespace

int RunStats(const std::string& folder, OutputForm form) {
  const auto snapshot = index::OpenSnapshot(folder, nullptr);
  if (!snapshot.ok()) return FailAt(folder, snapshot.status(), form);
  const Stats stats = Sum((*snapshot)->manifest);
  form == OutputForm::kJson ? PrintJson(**snapshot, stats) : PrintText(**snapshot, stats);
  for (const index::SegmentDamage& damage : (*snapshot)->damaged)
    fmt::print(stderr, "damaged: {}\n", Shown(index::Describe(damage)));
  return (*snapshot)->damaged.empty() ? 0 : 1;
}

}  // namespace dateline::commands
