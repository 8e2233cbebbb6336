// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/facets/date_histogram.h"

#include <absl/container/flat_hash_map.h>
#include <absl/time/civil_time.h>
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/dates/date.h"
#include "core/dates/time_zone.h"
#include "core/errors/errors.h"
#include "core/limits.h"
#include "server/facets/blocks.h"
#include "server/facets/bucket_grid.h"
#include "server/facets/calendar.h"
#include "server/facets/match_dates.h"

namespace dateline::facets {
namespace {

constexpr std::size_t kDefaultAutoBuckets = 60;
// Of more dated matches than this, one in so many may lie outside the buckets.
constexpr std::size_t kTrimmed = 1000;
// What is left must be so many times shorter.
constexpr std::size_t kTrimmedParts = 4;

absl::CivilDay DayOf(std::int64_t midnight) {
  return absl::ToCivilDay(absl::FromUnixSeconds(midnight), absl::UTCTimeZone());
}

// Whether one bucket holds the whole span.
bool FitsOne(const DaySpan& span, const BucketWidth& width) {
  if (span.start == index::kOpenStart || span.end == index::kOpenEnd || IsSubDay(width)) {
    return false;
  }
  return BucketDay(DayOf(span.start), width) ==
         BucketDay(DayOf(span.end - dates::kDaySeconds), width);
}

// Months and years are few, however many articles have them.
struct CountedSpan {
  DaySpan span;
  std::uint32_t count = 0;
};

std::vector<CountedSpan> CountSpans(std::span<const DaySpan> spans) {
  absl::flat_hash_map<std::pair<std::int64_t, std::int64_t>, std::uint32_t> counts;
  for (const DaySpan& span : spans) ++counts[{span.start, span.end}];
  std::vector<CountedSpan> counted;
  counted.reserve(counts.size());
  for (const auto& [span, count] : counts) counted.push_back({{span.first, span.second}, count});
  return counted;
}

// FitsOne, which takes a look at the calendar, once for each span.
class FitsOneCache {
 public:
  explicit FitsOneCache(const BucketWidth& width) : width_(width) {}
  bool Has(const DaySpan& span) {
    const auto [known, is_new] = fits_.try_emplace({span.start, span.end}, false);
    if (is_new) known->second = FitsOne(span, width_);
    return known->second;
  }

 private:
  const BucketWidth width_;
  absl::flat_hash_map<std::pair<std::int64_t, std::int64_t>, bool> fits_;
};

struct Extent {
  std::int64_t first = std::numeric_limits<std::int64_t>::max();
  std::int64_t last = std::numeric_limits<std::int64_t>::min();

  void Add(std::int64_t time) {
    first = std::min(first, time);
    last = std::max(last, time);
  }
  bool empty() const { return first > last; }
};

Extent ExtentOf(std::span<const std::int64_t> times) {
  Extent extent;
  for (const std::int64_t time : times) extent.Add(time);
  return extent;
}

// The dates of all matches, and what buckets of a width must cover.
class Dates {
 public:
  Dates(MatchDates dates, const v1::DateHistogramFacet& facet, absl::TimeZone zone)
      : moments_(std::move(dates.moments)),
        days_(std::move(dates.days)),
        spans_(CountSpans(dates.spans)),
        undated_(dates.undated),
        facet_(facet),
        zone_(zone) {
    Measure();
  }

  std::span<const std::int64_t> moments() const { return moments_; }
  std::span<const std::int64_t> days() const { return days_; }
  std::span<const CountedSpan> spans() const { return spans_; }
  std::uint32_t undated() const { return undated_; }
  std::size_t dated() const {
    std::size_t sum = moments_.size() + days_.size();
    for (const CountedSpan& span : spans_) sum += span.count;
    return sum;
  }
  const absl::TimeZone& zone() const { return zone_; }

  // Dates that no bucket of this width holds as a whole.
  std::size_t Imprecise(const BucketWidth& width) const {
    std::size_t sum = IsSubDay(width) ? days_.size() : 0;
    for (const CountedSpan& counted : spans_) {
      if (!FitsOne(counted.span, width)) sum += counted.count;
    }
    return sum;
  }

  // From the first date that a bucket of this width holds, or the start of the bounds, to the last.
  // nullopt: nothing.
  std::optional<SecondsRange> RangeFor(const BucketWidth& width) const {
    Extent extent = moments_extent_;
    if (!IsSubDay(width)) {
      Extent days = days_extent_;
      for (const CountedSpan& counted : spans_) {
        if (FitsOne(counted.span, width)) days.Add(counted.span.start);
      }
      if (!days.empty()) {
        extent.Add(absl::ToUnixSeconds(dates::DayStart(DayOf(Clamp(days.first)), zone_)));
        extent.Add(absl::ToUnixSeconds(dates::DayStart(DayOf(Clamp(days.last)), zone_)));
      }
    }
    const v1::TimeRange& bounds = facet_.bounds();
    if (bounds.has_start_time()) {
      extent.first = std::min(extent.first, bounds.start_time().seconds());
    }
    if (bounds.has_end_time()) {
      extent.last = std::max(extent.last, bounds.end_time().seconds() - 1);
    }
    if (extent.empty()) return std::nullopt;
    // A date in a damaged file may be anything.
    return SecondsRange{Clamp(extent.first), Clamp(extent.last)};
  }

  // Leaves out what no bucket from `first` to `end` holds, days and spans by their first day.
  // Returns how many were.
  std::size_t Trim(const BucketGrid::Slice& slice, std::size_t first, std::size_t end,
                   const BucketWidth& width) {
    const std::size_t before = dated();
    std::erase_if(moments_, [&](std::int64_t time) {
      return time < slice.boundaries[first] || time >= slice.boundaries[end];
    });
    if (!slice.days.empty()) {
      const auto outside = [&](std::int64_t day) {
        return day < slice.days[first] || day >= slice.days[end];
      };
      std::erase_if(days_, outside);
      std::erase_if(spans_, [&](const CountedSpan& counted) {
        return FitsOne(counted.span, width) && outside(counted.span.start);
      });
    }
    Measure();
    return before - dated();
  }

 private:
  static std::int64_t Clamp(std::int64_t seconds) {
    return std::clamp(seconds, limits::kMinPublishSeconds, limits::kMaxPublishSeconds);
  }
  void Measure() {
    moments_extent_ = ExtentOf(moments_);
    days_extent_ = ExtentOf(days_);
  }

  std::vector<std::int64_t> moments_;
  std::vector<std::int64_t> days_;
  std::vector<CountedSpan> spans_;
  const std::uint32_t undated_;
  const v1::DateHistogramFacet& facet_;
  const absl::TimeZone zone_;
  Extent moments_extent_;
  Extent days_extent_;
};

// Adds the times to the buckets that hold them.
absl::Status CountInto(std::span<const std::int64_t> times,
                       std::span<const std::int64_t> boundaries,
                       const search::SearchContext& context, std::vector<std::uint32_t>& counts) {
  if (times.empty()) return absl::OkStatus();
  const BucketFinder finder(boundaries);
  return ForEachBlock(times, context, [&](std::span<const std::int64_t> block) {
    for (const std::int64_t time : block) {
      if (time >= boundaries.front() && time < boundaries.back()) ++counts[finder.Find(time)];
    }
  });
}

absl::StatusOr<std::vector<std::uint32_t>> Count(const Dates& dates, const BucketGrid::Slice& slice,
                                                 const BucketWidth& width,
                                                 const search::SearchContext& context) {
  std::vector<std::uint32_t> counts(slice.boundaries.size() - 1, 0);
  absl::Status status = CountInto(dates.moments(), slice.boundaries, context, counts);
  if (status.ok() && !slice.days.empty()) {
    status = CountInto(dates.days(), slice.days, context, counts);
  }
  if (!status.ok()) return status;
  if (slice.days.empty() || dates.spans().empty()) return counts;
  const BucketFinder finder(slice.days);
  for (const CountedSpan& counted : dates.spans()) {
    const std::int64_t day = counted.span.start;
    const bool inside = day >= slice.days.front() && day < slice.days.back();
    if (inside && FitsOne(counted.span, width)) counts[finder.Find(day)] += counted.count;
  }
  return counts;
}

// The shortest width of which the buckets cover the dates, and hold at least half of them.
absl::StatusOr<BucketWidth> ChooseWidth(const Dates& dates, std::size_t max_buckets,
                                        const search::SearchContext& context) {
  const std::span<const BucketWidth> widths = AutomaticWidths();
  const std::size_t dated = dates.dated();
  std::optional<BucketWidth> coarse;  // covers them, but holds few
  for (const BucketWidth& width : widths) {
    const auto range = dates.RangeFor(width);
    const bool holds = 2 * dates.Imprecise(width) <= dated;
    if (!range) continue;
    const auto fits = FitsIn(*range, width, dates.zone(), max_buckets, context);
    if (!fits.ok()) return fits.status();
    if (*fits && holds) return width;
    if (*fits) coarse = width;
  }
  return coarse.value_or(widths.back());
}

// Few buckets that hold all matches but one in a thousand, of which `outside` are left out already.
struct Core {
  std::size_t first = 0;
  std::size_t end = 0;
};
std::optional<Core> FindCore(std::span<const std::uint32_t> counts, std::size_t dated,
                             std::size_t outside) {
  if (dated <= kTrimmed || counts.size() < kTrimmedParts) return std::nullopt;
  const std::size_t sum = std::accumulate(counts.begin(), counts.end(), std::size_t{0});
  const std::size_t allowed = dated / kTrimmed - std::min(outside, dated / kTrimmed);
  if (allowed == 0 || sum == 0) return std::nullopt;
  const std::size_t wanted = sum - std::min(sum - 1, allowed);
  std::optional<Core> best;
  std::size_t held = 0;
  std::size_t first = 0;
  for (std::size_t end = 1; end <= counts.size(); ++end) {
    held += counts[end - 1];
    while (held - counts[first] >= wanted) held -= counts[first++];
    if (held < wanted) continue;
    if (!best || end - first < best->end - best->first) best = Core{first, end};
  }
  const bool short_enough = best && (best->end - best->first) * kTrimmedParts <= counts.size();
  return short_enough ? best : std::nullopt;
}

// Counts all live articles of each bucket.
absl::Status AddShares(const FacetScope& scope, const BucketGrid::Slice& slice,
                       const BucketWidth& width, v1::FacetResult& result) {
  const std::span<const std::int64_t> boundaries = slice.boundaries;
  std::vector<std::uint32_t> all(boundaries.size() - 1, 0);
  const BucketFinder finder(boundaries);
  const BucketFinder day_finder(slice.days.empty() ? boundaries : slice.days);
  FitsOneCache fits(width);
  const auto add_day = [&](std::int64_t day) {
    if (slice.days.empty() || day < slice.days.front() || day >= slice.days.back()) return;
    ++all[day_finder.Find(day)];
  };
  for (std::size_t i = 0; i < scope.snapshot.live.size(); ++i) {
    const index::Columns& columns = scope.snapshot.snapshot->segments[i].segment->columns();
    const search::Bitmap* live = scope.snapshot.live[i].get();
    const std::span<const std::int64_t> times(columns.publish_seconds.data(), columns.rows());
    const auto is_live = [live](std::uint32_t doc) {
      return live == nullptr || live->contains(doc);
    };
    const auto count = [&](std::span<const std::int64_t> block) {
      auto doc = static_cast<std::uint32_t>(block.data() - times.data());
      for (const std::int64_t& stored : block) {
        const std::int64_t time = index::ReadOnce(stored);
        ++doc;
        if (time < boundaries.front() || time >= boundaries.back()) continue;
        if (is_live(doc)) ++all[finder.Find(time)];
      }
    };
    const auto count_imprecise = [&](std::span<const std::int64_t> block) {
      const auto first = static_cast<std::size_t>(block.data() - times.data());
      for (std::size_t row = first; row < first + block.size(); ++row) {
        const std::int64_t time = index::ReadOnce(times[row]);
        if (time == index::kNoDate || !is_live(static_cast<std::uint32_t>(row + 1))) continue;
        if (columns.is_imprecise(row)) {
          add_day(time);
        } else if (time >= boundaries.front() && time < boundaries.back()) {
          ++all[finder.Find(time)];
        }
      }
      // Spans that no bucket holds were taken for the day that their row names.
      VisitSpans(columns, first, first + block.size(),
                 [&](std::uint32_t doc, std::int64_t start, std::int64_t end) {
                   const std::int64_t day = index::ReadOnce(times[doc - 1]);
                   if (!is_live(doc) || fits.Has({start, end})) return;
                   if (slice.days.empty() || day < slice.days.front() || day >= slice.days.back())
                     return;
                   --all[day_finder.Find(day)];
                 });
    };
    absl::Status status = columns.imprecise.empty()
                              ? ForEachBlock(times, scope.context, count)
                              : ForEachBlock(times, scope.context, count_imprecise);
    if (!status.ok()) return status;
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    result.mutable_buckets(static_cast<int>(i))->set_all_count(all[i]);
  }
  return absl::OkStatus();
}

// `status` of the interval, as an error of the request.
absl::Status InvalidInterval(const FacetScope& scope, const absl::Status& status) {
  if (!absl::IsOutOfRange(status)) return status;
  return errors::MakeFieldError(v1::ERROR_REASON_INVALID_FACET,
                                fmt::format("{}.interval", scope.path),
                                std::string(status.message()));
}

void FillBuckets(const BucketGrid::Slice& slice, std::span<const std::uint32_t> counts,
                 v1::FacetResult& result) {
  result.mutable_buckets()->Reserve(static_cast<int>(counts.size()));
  for (std::size_t i = 0; i < counts.size(); ++i) {
    v1::FacetBucket* bucket = result.add_buckets();
    bucket->set_key(slice.names[i]);
    bucket->set_count(counts[i]);
    *bucket->mutable_start_time() = ToTimestamp(slice.boundaries[i]);
    *bucket->mutable_end_time() = ToTimestamp(slice.boundaries[i + 1]);
  }
}

// One histogram, whose width may have to be chosen.
class Histogram {
 public:
  Histogram(Dates dates, const v1::DateHistogramFacet& facet, const FacetScope& scope)
      : dates_(std::move(dates)),
        facet_(facet),
        scope_(scope),
        chooses_(facet.interval() == v1::CALENDAR_INTERVAL_UNSPECIFIED),
        max_buckets_(static_cast<std::size_t>(facet.max_buckets())),
        dated_(dates_.dated()) {
    if (max_buckets_ == 0) max_buckets_ = chooses_ ? kDefaultAutoBuckets : limits::kMaxDateBuckets;
    // The interval that is chosen does not depend on which facets come before.
    if (!chooses_) max_buckets_ = std::min(max_buckets_, scope.max_buckets);
  }

  absl::Status Run(v1::FacetResult& result) {
    BucketWidth width(facet_.interval(), std::max(facet_.interval_count(), 1));
    while (true) {
      if (chooses_ && dates_.RangeFor(AutomaticWidths().back())) {
        const auto chosen = ChooseWidth(dates_, max_buckets_, scope_.context);
        if (!chosen.ok()) return chosen.status();
        width = *chosen;
      }
      const auto range = dates_.RangeFor(Normal(width));
      if (!range) return FillEmpty(width, result);
      const auto slice = grid().Cover(*range, width, dates_.zone(), max_buckets_, scope_.context);
      if (!slice.ok()) return InvalidInterval(scope_, slice.status());
      const auto counts = Count(dates_, *slice, Normal(width), scope_.context);
      if (!counts.ok()) return counts.status();
      const auto core =
          chooses_ && !facet_.has_bounds() ? FindCore(*counts, dated_, outside_) : std::nullopt;
      if (core) {
        const std::size_t trimmed = dates_.Trim(*slice, core->first, core->end, Normal(width));
        outside_ += trimmed;
        if (trimmed > 0) continue;
      }
      FillWidth(width, result);
      FillBuckets(*slice, *counts, result);
      return facet_.with_share() ? AddShares(scope_, *slice, Normal(width), result)
                                 : absl::OkStatus();
    }
  }

 private:
  static BucketGrid& grid() {
    thread_local BucketGrid grid;
    return grid;
  }

  void FillWidth(const BucketWidth& width, v1::FacetResult& result) const {
    result.set_interval(width.interval);
    result.set_interval_count(static_cast<std::int32_t>(width.count));
    result.set_missing_count(dates_.undated());
    result.set_imprecise_count(static_cast<std::uint32_t>(dates_.Imprecise(Normal(width))));
    result.set_outside_count(static_cast<std::uint32_t>(outside_));
  }

  // No date lies in a bucket.
  absl::Status FillEmpty(const BucketWidth& width, v1::FacetResult& result) const {
    FillWidth(width, result);
    if (chooses_) result.set_imprecise_count(static_cast<std::uint32_t>(dates_.dated()));
    return absl::OkStatus();
  }

  Dates dates_;
  const v1::DateHistogramFacet& facet_;
  const FacetScope& scope_;
  const bool chooses_;
  std::size_t max_buckets_;
  const std::size_t dated_;
  std::size_t outside_ = 0;
};

}  // namespace

absl::Status CountHistogram(const v1::DateHistogramFacet& facet, const FacetScope& scope,
                            v1::FacetResult& result) {
  const auto zone = dates::FindZone(facet.time_zone());
  if (!zone.ok()) return zone.status();
  absl::StatusOr<MatchDates> found = GatherDates(scope);
  if (!found.ok()) return found.status();
  return Histogram(Dates(*std::move(found), facet, *zone), facet, scope).Run(result);
}

}  // namespace dateline::facets
