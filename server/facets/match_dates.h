// SPDX-License-Identifier: GPL-3.0-or-later
// The publish dates of matches, by how exactly they are known.
#ifndef DATELINE_SERVER_FACETS_MATCH_DATES_H_
#define DATELINE_SERVER_FACETS_MATCH_DATES_H_

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "server/facets/blocks.h"
#include "server/facets/facet_scope.h"

namespace dateline::facets {

struct DaySpan {
  std::int64_t start = 0;
  std::int64_t end = 0;
};

struct MatchDates {
  std::vector<std::int64_t> moments;  // seconds since 1970
  std::vector<std::int64_t> days;     // midnights in UTC of the days of that name
  std::vector<DaySpan> spans;
  std::uint32_t undated = 0;

  std::size_t dated() const { return moments.size() + days.size() + spans.size(); }
};

// Those of all matches of `scope`. DEADLINE_EXCEEDED or CANCELLED if its context says so.
absl::StatusOr<MatchDates> GatherDates(const FacetScope& scope);

// Calls visit(document, start, end) for the spans among the rows [first, last) of a segment.
template <typename Visit>
void VisitSpans(const index::Columns& columns, std::size_t first, std::size_t last,
                const Visit& visit) {
  const std::span<const std::uint32_t> rows = columns.span_rows;
  auto at = std::lower_bound(rows.begin(), rows.end(), first);
  for (; at != rows.end(); ++at) {
    const std::uint32_t row = index::ReadOnce(*at);
    if (row >= last) break;
    const auto place = static_cast<std::size_t>(at - rows.begin());
    visit(row + 1, index::ReadOnce(columns.span_starts[place]),
          index::ReadOnce(columns.span_ends[place]));
  }
}

}  // namespace dateline::facets

#endif  // DATELINE_SERVER_FACETS_MATCH_DATES_H_
