// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/engine/index_info.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/index/columns.h"
#include "core/index/scrub.h"
#include "server/engine/damage_report.h"
#include "server/facets/calendar.h"

namespace dateline::engine {
namespace {

struct Dates {
  std::optional<std::int64_t> oldest;
  std::optional<std::int64_t> newest;

  void Add(std::int64_t seconds) {
    oldest = std::min(oldest.value_or(seconds), seconds);
    newest = std::max(newest.value_or(seconds), seconds);
  }
};

// Of living articles. The manifest has the dates of all rows, dead ones among them.
void AddDates(const index::SegmentView& view, Dates& dates) {
  const index::SegmentEntry& entry = view.entry;
  if (entry.oldest_seconds > entry.newest_seconds) return;  // none is dated
  if (view.dead->empty()) {
    dates.Add(entry.oldest_seconds);
    dates.Add(entry.newest_seconds);
    return;
  }
  const std::span<const std::int64_t> seconds = view.segment->columns().publish_seconds;
  auto dead = view.dead->begin();
  for (std::size_t row = 0; row < seconds.size(); ++row) {
    if (dead != view.dead->end() && *dead == row + 1) {
      ++dead;
      continue;
    }
    const std::int64_t time = index::ReadOnce(seconds[row]);
    if (time != index::kNoDate) dates.Add(time);
  }
}

// The same of the rows that a caller may see.
void AddDatesOf(const search::Bitmap& rows, const index::Columns& columns, Dates& dates) {
  std::vector<std::uint32_t> ids;
  rows.CopyTo(ids);
  for (const std::uint32_t id : ids) {
    const std::int64_t seconds = columns.publish_seconds[id - 1];
    if (seconds != index::kNoDate) dates.Add(seconds);
  }
}

std::uint32_t CountLive(const search::SearchSnapshot& snapshot) {
  if (!snapshot.is_restricted()) return snapshot.snapshot->live_articles;
  std::uint32_t count = 0;
  for (const search::SharedBitmap& rows : snapshot.live) count += rows->size();
  return count;
}

// Of at least one article in a hundred, dead ones included: English first, then by articles.
std::vector<std::string> Languages(const search::SearchSnapshot& snapshot) {
  std::map<std::string, std::uint64_t> counts;
  std::uint64_t rows = snapshot.is_restricted() ? CountLive(snapshot) : 0;
  for (std::size_t segment = 0; segment < snapshot.snapshot->segments.size(); ++segment) {
    const index::TermsColumn& column = snapshot.columns(segment).terms(article::Field::kLanguage);
    if (!snapshot.is_restricted()) rows += snapshot.columns(segment).rows();
    for (std::size_t i = 0; i < column.size(); ++i) {
      const std::string code(column.Value(i));
      counts[code.substr(0, code.find('-'))] += column.articles[i];
    }
  }
  std::vector<std::pair<std::uint64_t, std::string>> ranked;
  for (const auto& [code, count] : counts) {
    if (!code.empty() && count > 0 && count * 100 >= rows) ranked.emplace_back(count, code);
  }
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
    const bool english = a.second == "en";
    return english != (b.second == "en") ? english : a.first > b.first;
  });
  std::vector<std::string> codes;
  for (auto& [count, code] : ranked) codes.push_back(std::move(code));
  return codes;
}

}  // namespace

v1::GetIndexInfoResponse DescribeIndex(const search::SearchSnapshot& snapshot,
                                       const search::SearchContext& context) {
  const index::Snapshot& open = *snapshot.snapshot;
  v1::GetIndexInfoResponse info;
  info.set_index_id(open.manifest.index_id);
  info.set_generation(open.generation);
  info.set_article_count(CountLive(snapshot));
  info.set_format_version(index::Manifest::kFormatVersion);
  Dates dates;
  for (std::size_t i = 0; i < open.segments.size(); ++i) {
    if (snapshot.is_restricted()) {
      AddDatesOf(*snapshot.live[i], open.segments[i].segment->columns(), dates);
    } else {
      AddDates(open.segments[i], dates);
    }
  }
  if (dates.oldest) {
    *info.mutable_oldest_publish_time() = facets::ToTimestamp(*dates.oldest);
    *info.mutable_newest_publish_time() = facets::ToTimestamp(*dates.newest);
  }
  for (std::string& code : Languages(snapshot)) info.add_languages(std::move(code));
  v1::ScrubStatus& scrub = *info.mutable_scrub();
  if (!snapshot.is_restricted()) scrub.set_total_bytes(index::TotalBytes(open.manifest));
  AddDamage(open, context, *scrub.mutable_damage());
  return info;
}

}  // namespace dateline::engine
