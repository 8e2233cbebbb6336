// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/facets/date_facets.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

#include "core/dates/parse_period.h"
#include "core/dates/time_span.h"
#include "core/dates/time_zone.h"
#include "core/errors/errors.h"
#include "server/facets/blocks.h"
#include "server/facets/calendar.h"
#include "server/facets/match_dates.h"
#include "server/search/date_test.h"

namespace dateline::facets {
namespace {

// `status` of what `field` of the facet asks for, as an error of the request.
absl::Status InvalidRange(const FacetScope& scope, std::string_view field,
                          const absl::Status& status) {
  return errors::MakeFieldError(v1::ERROR_REASON_INVALID_FACET,
                                fmt::format("{}.{}", scope.path, field),
                                std::string(status.message()));
}

// The first moment of what `text` names, if it names something.
absl::StatusOr<std::optional<absl::Time>> ParseEnd(const std::string& text, absl::Time now,
                                                   absl::TimeZone zone) {
  if (text.empty()) return std::nullopt;
  const auto period = dates::ParsePeriod(text, now, zone);
  if (!period.ok()) return period.status();
  return period->start;
}

absl::StatusOr<dates::TimeSpan> ParseRange(const v1::DateRangesFacet::Range& range,
                                           const FacetScope& scope, absl::TimeZone zone,
                                           const std::string& field) {
  const auto start = ParseEnd(range.start(), scope.now, zone);
  if (!start.ok()) return InvalidRange(scope, field + ".start", start.status());
  const auto end = ParseEnd(range.end(), scope.now, zone);
  if (!end.ok()) return InvalidRange(scope, field + ".end", end.status());
  if (*start && *end && **start > **end) {
    return InvalidRange(
        scope, field,
        absl::InvalidArgumentError(fmt::format(
            "a range's start '{}' is after its end '{}'; swap them", range.start(), range.end())));
  }
  return dates::SpanOf(*start, *end, zone);
}

// Adds those of `items` for which test(item) is true to `count`.
template <typename Item, typename Test>
absl::Status CountIf(const std::vector<Item>& items, const FacetScope& scope, const Test& test,
                     std::int64_t& count) {
  return ForEachBlock(std::span<const Item>(items), scope.context,
                      [&](std::span<const Item> block) {
                        count += std::count_if(block.begin(), block.end(), test);
                      });
}

absl::Status CountRange(const MatchDates& dates, const search::DateMatch& match,
                        const FacetScope& scope, v1::FacetBucket& bucket) {
  const search::DateTest test(match);
  std::int64_t count = 0;
  absl::Status status = CountIf(
      dates.moments, scope, [&test](std::int64_t time) { return test.HasMoment(time); }, count);
  if (status.ok()) {
    status = CountIf(
        dates.days, scope, [&test](std::int64_t day) { return test.HasDay(day); }, count);
  }
  if (status.ok()) {
    status = CountIf(
        dates.spans, scope,
        [&test](const DaySpan& span) { return test.HasSpan(span.start, span.end); }, count);
  }
  bucket.set_count(static_cast<std::uint32_t>(count));
  return status;
}

}  // namespace

absl::Status CountRanges(const v1::DateRangesFacet& facet, const FacetScope& scope,
                         v1::FacetResult& result) {
  const auto zone = dates::FindZone(facet.time_zone());
  if (!zone.ok()) return zone.status();
  const absl::StatusOr<MatchDates> found = GatherDates(scope);
  if (!found.ok()) return found.status();
  result.set_missing_count(found->undated);
  for (int i = 0; i < facet.ranges_size(); ++i) {
    const v1::DateRangesFacet::Range& range = facet.ranges(i);
    v1::FacetBucket& bucket = *result.add_buckets();
    bucket.set_key(range.name().empty() ? fmt::format("{}..{}", range.start(), range.end())
                                        : range.name());
    const auto span = ParseRange(range, scope, *zone, fmt::format("ranges[{}]", i));
    if (!span.ok()) return span.status();
    if (span->start) *bucket.mutable_start_time() = ToTimestamp(*span->start);
    if (span->end) *bucket.mutable_end_time() = ToTimestamp(*span->end);
    const bool certain = scope.filter.date_match() == v1::DATE_MATCH_CERTAIN;
    absl::Status status = CountRange(*found, {*span, certain}, scope, bucket);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace dateline::facets
