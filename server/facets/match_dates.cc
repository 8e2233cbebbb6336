// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/facets/match_dates.h"

#include <algorithm>

namespace dateline::facets {
namespace {

// Appends the publish times of the documents of a segment that have one; none is imprecise.
void GatherMoments(const std::int64_t* seconds, std::span<const std::uint32_t> ids,
                   MatchDates& found) {
  std::size_t out = found.moments.size();
  found.moments.resize(out + ids.size());
  std::int64_t* const times = found.moments.data();
  std::uint32_t undated = 0;
  for (const std::uint32_t id : ids) {
    const std::int64_t time = index::ReadOnce(seconds[id - 1]);
    times[out] = time;
    out += time != index::kNoDate;
    undated += time == index::kNoDate;
  }
  found.moments.resize(out);
  found.undated += undated;
}

// The same for a segment with days, but none of several. Written without branches.
void GatherDays(const index::Columns& columns, std::span<const std::uint32_t> ids,
                MatchDates& found) {
  std::size_t moment = found.moments.size();
  std::size_t day = found.days.size();
  found.moments.resize(moment + ids.size());
  found.days.resize(day + ids.size());
  const std::int64_t* const seconds = columns.publish_seconds.data();
  const std::uint64_t* const bits = columns.imprecise.data();
  std::uint32_t undated = 0;
  for (const std::uint32_t id : ids) {
    const std::int64_t time = index::ReadOnce(seconds[id - 1]);
    const bool is_day = ((index::ReadOnce(bits[(id - 1) / 64]) >> ((id - 1) % 64)) & 1U) != 0;
    const bool dated = time != index::kNoDate;
    found.moments[moment] = time;
    found.days[day] = time;
    moment += dated && !is_day;
    day += dated && is_day;
    undated += !dated;
  }
  found.moments.resize(moment);
  found.days.resize(day);
  found.undated += undated;
}

// The same for any segment. The documents ascend, as do the spans.
void GatherAny(const index::Columns& columns, std::span<const std::uint32_t> ids,
               MatchDates& found) {
  if (ids.empty()) return;
  std::vector<std::uint32_t> others;
  const std::uint32_t* next = ids.data();
  const std::uint32_t* const end = ids.data() + ids.size();
  VisitSpans(columns, ids.front() - 1, ids.back(),
             [&](std::uint32_t doc, std::int64_t start, std::int64_t last) {
               while (next != end && *next < doc) others.push_back(*next++);
               if (next == end || *next != doc) return;
               ++next;
               found.spans.push_back({start, last});
             });
  others.insert(others.end(), next, end);
  GatherDays(columns, others, found);
}

}  // namespace

absl::StatusOr<MatchDates> GatherDates(const FacetScope& scope) {
  MatchDates all;
  std::size_t matched = 0;
  for (const search::SharedBitmap& bitmap : scope.matches) matched += bitmap->size();
  all.moments.reserve(matched);
  std::vector<std::uint32_t> ids;
  for (std::size_t i = 0; i < scope.matches.size(); ++i) {
    const index::Columns& columns = scope.snapshot.snapshot->segments[i].segment->columns();
    scope.matches[i]->CopyTo(ids);
    absl::Status status =
        ForEachBlock(std::span<const std::uint32_t>(ids), scope.context,
                     [&](std::span<const std::uint32_t> block) {
                       if (columns.imprecise.empty()) {
                         GatherMoments(columns.publish_seconds.data(), block, all);
                       } else if (columns.span_rows.empty()) {
                         GatherDays(columns, block, all);
                       } else {
                         GatherAny(columns, block, all);
                       }
                     });
    if (!status.ok()) return status;
  }
  return all;
}

}  // namespace dateline::facets
