// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/facets/match_dates.h"

#include <algorithm>

namespace dateline::facets {
namespace {

// Appends the publish times of the documents of a segment that have one to `found`. Returns how
// many do not.
std::uint32_t GatherDated(const std::int64_t* seconds, std::span<const std::uint32_t> ids,
                          std::vector<std::int64_t>& found) {
  std::size_t out = found.size();
  found.resize(out + ids.size());
  std::int64_t* const times = found.data();
  std::uint32_t undated = 0;
  for (const std::uint32_t id : ids) {
    const std::int64_t time = index::ReadOnce(seconds[id - 1]);
    times[out] = time;
    out += time != index::kNoDate;
    undated += time == index::kNoDate;
  }
  found.resize(out);
  return undated;
}

// The dates of a segment with moments and days, but none of several days. Written without branches.
void GatherMixed(const index::Columns& columns, std::span<const std::uint32_t> ids,
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

// The dates of documents of which none has several days.
void GatherSimple(const index::Columns& columns, std::span<const std::uint32_t> ids,
                  MatchDates& found) {
  const std::int64_t* const seconds = columns.publish_seconds.data();
  if (columns.imprecise.empty()) {
    found.undated += GatherDated(seconds, ids, found.moments);
  } else if (columns.all_imprecise) {
    found.undated += GatherDated(seconds, ids, found.days);
  } else {
    GatherMixed(columns, ids, found);
  }
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
  GatherSimple(columns, others, found);
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
    if (!columns.imprecise.empty()) all.days.reserve(matched);
    scope.matches[i]->CopyTo(ids);
    absl::Status status = ForEachBlock(std::span<const std::uint32_t>(ids), scope.context,
                                       [&](std::span<const std::uint32_t> block) {
                                         if (columns.span_rows.empty()) {
                                           GatherSimple(columns, block, all);
                                         } else {
                                           GatherAny(columns, block, all);
                                         }
                                       });
    if (!status.ok()) return status;
  }
  return all;
}

}  // namespace dateline::facets
