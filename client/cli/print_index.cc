// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/print_index.h"

#include <fmt/format.h>

#include <string_view>

#include "client/cli/number_text.h"
#include "client/cli/terminal_text.h"
#include "client/cli/when.h"

namespace dateline::cli {
namespace {

std::string Row(std::string_view label, std::string_view value) {
  return fmt::format("{:<12}{}\n", label, value);
}

// "published", if any article has a date.
template <typename Response>
std::string PublishedRow(const Response& response, const PrintOptions& options) {
  if (!response.has_oldest_publish_time()) return "";
  return Row("published",
             fmt::format("{} to {}", ShowTime(response.oldest_publish_time(), options.zone),
                         ShowTime(response.newest_publish_time(), options.zone)));
}

std::string ShowScrub(const v1::ScrubStatus& scrub, const PrintOptions& options) {
  std::string out;
  if (scrub.running() || scrub.has_last_pass_time()) {
    std::string checked =
        fmt::format("{} of {}", Bytes(scrub.checked_bytes()), Bytes(scrub.total_bytes()));
    if (scrub.running()) checked += ", a pass is under way";
    if (scrub.has_last_pass_time()) {
      checked += ", last pass " + ShowTime(scrub.last_pass_time(), options.zone);
    }
    out += Row("checked", checked);
  }
  for (const v1::IndexDamage& damage : scrub.damage()) {
    out += Row("damaged", fmt::format("segment {}, {}: {}; {} missing in answers", damage.segment(),
                                      SafeText(damage.file()), SafeText(damage.reason()),
                                      Counted(damage.article_count(), "article")));
  }
  return out;
}

}  // namespace

std::string ShowStats(const v1::GetIndexStatsResponse& stats, const PrintOptions& options) {
  std::string out;
  if (!stats.index_id().empty()) out += Row("index", SafeText(stats.index_id()));
  out += Row("generation", Thousands(stats.generation()));
  out += Row("articles", Thousands(stats.live_articles()));
  out += Row("dead", Thousands(stats.dead_articles()));
  out += Row("bytes", Thousands(stats.bytes()));
  out += Row("profile", SafeText(stats.scoring_profile()));
  out += PublishedRow(stats, options) + ShowScrub(stats.scrub(), options);
  for (const v1::SegmentStats& segment : stats.segments()) {
    out += fmt::format("segment {:>6}: {}, {} dead, {} bytes\n", segment.number(),
                       Counted(segment.live_articles(), "article"),
                       Thousands(segment.dead_articles()), Thousands(segment.bytes()));
  }
  return out;
}

std::string ShowIndexInfo(const v1::GetIndexInfoResponse& info, const PrintOptions& options) {
  std::string out = Row("program", SafeText(info.program_version()));
  out += Row("format", std::to_string(info.format_version()));
  out += Row("index", SafeText(info.index_id()));
  out += Row("generation", Thousands(info.generation()));
  out += Row("articles", Thousands(info.article_count()));
  out += PublishedRow(info, options);
  std::string languages;
  for (const std::string& code : info.languages()) {
    languages += (languages.empty() ? "" : ", ") + SafeText(code);
  }
  if (!languages.empty()) out += Row("languages", languages);
  return out + ShowScrub(info.scrub(), options);
}

}  // namespace dateline::cli
