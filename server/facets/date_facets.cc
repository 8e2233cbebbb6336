// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/facets/date_facets.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <string>

#include "core/dates/time_zone.h"
#include "core/errors/errors.h"
#include "core/limits.h"
#include "server/facets/calendar.h"

namespace dateline::facets {
namespace {

constexpr std::size_t kDefaultAutoBuckets = 60;
constexpr std::int64_t kMaxSlots = 8192;
constexpr std::size_t kSlotsPerBucket = 8;

// Appends the publish times of the matches of a segment that have one; returns how many have none.
std::uint32_t GatherTimes(const index::Columns& columns, const search::Bitmap& matches,
                          std::vector<std::uint32_t>& ids, std::vector<std::int64_t>& times) {
  matches.CopyTo(ids);
  const std::int64_t* seconds = columns.publish_seconds.data();
  std::uint32_t undated = 0;
  const std::size_t before = times.size();
  times.resize(before + ids.size());
  std::size_t out = before;
  for (const std::uint32_t id : ids) {
    const std::int64_t time = index::ReadOnce(seconds[id - 1]);
    times[out] = time;
    out += time != index::kNoDate;
    undated += time == index::kNoDate;
  }
  times.resize(out);
  return undated;
}

struct MatchTimes {
  std::vector<std::int64_t> times;
  std::uint32_t undated = 0;
};

MatchTimes GatherAll(const search::SearchSnapshot& snapshot,
                     const search::SegmentBitmaps& matches) {
  MatchTimes all;
  std::vector<std::uint32_t> ids;
  for (std::size_t i = 0; i < matches.size(); ++i) {
    all.undated +=
        GatherTimes(snapshot.snapshot->segments[i].segment->columns(), *matches[i], ids, all.times);
  }
  return all;
}

void CountInto(std::span<const std::int64_t> times, std::span<const std::int64_t> boundaries,
               std::vector<std::uint32_t>& counts) {
  counts.assign(boundaries.size() - 1, 0);
  const BucketFinder finder(boundaries);
  for (const std::int64_t time : times) {
    if (time >= boundaries.front() && time < boundaries.back()) ++counts[finder.Find(time)];
  }
}

// What the buckets must cover: the matches, and the bounds of the request. nullopt: nothing.
std::optional<SecondsRange> Extent(const v1::DateHistogramFacet& facet,
                                   std::span<const std::int64_t> times) {
  std::int64_t first = std::numeric_limits<std::int64_t>::max();
  std::int64_t last = std::numeric_limits<std::int64_t>::min();
  for (const std::int64_t time : times) {
    first = std::min(first, time);
    last = std::max(last, time);
  }
  if (facet.bounds().has_start_time())
    first = std::min(first, facet.bounds().start_time().seconds());
  if (facet.bounds().has_end_time()) last = std::max(last, facet.bounds().end_time().seconds() - 1);
  if (first > last) return std::nullopt;
  // Both at both ends: a date in a damaged file may be anything.
  return SecondsRange{std::clamp(first, limits::kMinPublishSeconds, limits::kMaxPublishSeconds),
                      std::clamp(last, limits::kMinPublishSeconds, limits::kMaxPublishSeconds)};
}

void AddShares(const search::SearchSnapshot& snapshot, std::span<const std::int64_t> boundaries,
               v1::FacetResult& result) {
  std::vector<std::uint32_t> all(boundaries.size() - 1, 0);
  const BucketFinder finder(boundaries);
  for (std::size_t i = 0; i < snapshot.live.size(); ++i) {
    const index::Columns& columns = snapshot.snapshot->segments[i].segment->columns();
    for (std::size_t row = 0; row < columns.rows(); ++row) {
      const std::int64_t time = index::ReadOnce(columns.publish_seconds[row]);
      if (time < boundaries.front() || time >= boundaries.back()) continue;
      const search::Bitmap* live = snapshot.live[i].get();
      if (live == nullptr || live->contains(static_cast<std::uint32_t>(row + 1))) {
        ++all[finder.Find(time)];
      }
    }
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    result.mutable_buckets(static_cast<int>(i))->set_all_count(all[i]);
  }
}

// Bucket boundaries and their names. Making them takes longer than counting a small answer, so each
// thread keeps those of its last histogram for the next one with the same interval and zone.
class BucketGrid {
 public:
  struct Slice {
    std::span<const std::int64_t> boundaries;
    std::span<const std::string> names;
  };

  // The buckets that cover `range`. OUT_OF_RANGE: more than `max_buckets`. Valid until the next
  // call.
  absl::StatusOr<Slice> Cover(SecondsRange range, v1::CalendarInterval interval,
                              const absl::TimeZone& zone, std::size_t max_buckets) {
    const bool known = interval == interval_ && zone == zone_ && !boundaries_.empty() &&
                       boundaries_.front() <= range.first && range.last < boundaries_.back();
    if (!known) {
      auto made = BucketBoundaries(range, interval, zone, max_buckets);
      if (!made.ok()) return made.status();
      boundaries_ = std::move(*made);
      names_.clear();
      for (const std::int64_t start : boundaries_) names_.push_back(FormatMoment(start, zone));
      interval_ = interval;
      zone_ = zone;
    }
    const auto begin = std::upper_bound(boundaries_.begin(), boundaries_.end(), range.first) - 1;
    const auto end = std::upper_bound(begin, boundaries_.end(), range.last) + 1;
    const auto from = static_cast<std::size_t>(begin - boundaries_.begin());
    const auto count = static_cast<std::size_t>(end - begin);
    if (count - 1 > max_buckets) {
      return BucketBoundaries(range, interval, zone, max_buckets).status();
    }
    return Slice{std::span(boundaries_).subspan(from, count),
                 std::span(names_).subspan(from, count)};
  }

 private:
  v1::CalendarInterval interval_ = v1::CALENDAR_INTERVAL_UNSPECIFIED;
  absl::TimeZone zone_;
  std::vector<std::int64_t> boundaries_;
  std::vector<std::string> names_;  // of each boundary
};

absl::Status InvalidFacet(const absl::Status& status) {
  return errors::MakeFieldError(v1::ERROR_REASON_INVALID_FACET, "facets",
                                std::string(status.message()));
}

}  // namespace

BucketFinder::BucketFinder(std::span<const std::int64_t> boundaries)
    : boundaries_(boundaries), first_(boundaries.front()), shift_(0) {
  const std::int64_t length = boundaries.back() - first_;
  // With a few slots per bucket the first guess is nearly always right.
  const auto slots = static_cast<std::int64_t>(boundaries.size() * kSlotsPerBucket);
  while ((length >> shift_) > std::min(kMaxSlots, slots)) ++shift_;
  std::uint32_t bucket = 0;
  for (std::int64_t slot = 0; slot <= length >> shift_; ++slot) {
    const std::int64_t start = first_ + (slot << shift_);
    while (bucket + 2 < boundaries.size() && start >= boundaries[bucket + 1]) ++bucket;
    hints_.push_back(bucket);
  }
}

absl::Status CountHistogram(const v1::DateHistogramFacet& facet, const FacetScope& scope,
                            v1::FacetResult& result) {
  const auto zone = dates::FindZone(facet.time_zone());
  if (!zone.ok()) return zone.status();
  const MatchTimes found = GatherAll(scope.snapshot, scope.matches);
  result.set_missing_count(found.undated);
  const auto extent = Extent(facet, found.times);
  v1::CalendarInterval interval = facet.interval();
  const bool choose = interval == v1::CALENDAR_INTERVAL_UNSPECIFIED;
  auto max_buckets = static_cast<std::size_t>(facet.max_buckets());
  if (max_buckets == 0) max_buckets = choose ? kDefaultAutoBuckets : limits::kMaxDateBuckets;
  if (choose && extent) interval = ChooseInterval(*extent, *zone, max_buckets);
  result.set_interval(interval);
  if (!extent) return absl::OkStatus();

  thread_local BucketGrid grid;
  const auto slice = grid.Cover(*extent, interval, *zone, max_buckets);
  if (!slice.ok()) return InvalidFacet(slice.status());
  const std::span<const std::int64_t> boundaries = slice->boundaries;
  std::vector<std::uint32_t> counts;
  CountInto(found.times, boundaries, counts);
  result.mutable_buckets()->Reserve(static_cast<int>(counts.size()));
  for (std::size_t i = 0; i < counts.size(); ++i) {
    v1::FacetBucket* bucket = result.add_buckets();
    bucket->set_key(slice->names[i]);
    bucket->set_count(counts[i]);
    *bucket->mutable_start_time() = ToTimestamp(boundaries[i]);
    *bucket->mutable_end_time() = ToTimestamp(boundaries[i + 1]);
  }
  if (facet.with_share()) AddShares(scope.snapshot, boundaries, result);
  return absl::OkStatus();
}

absl::Status CountRanges(const v1::DateRangesFacet& facet, const FacetScope& scope,
                         v1::FacetResult& result) {
  const auto zone = dates::FindZone(facet.time_zone());
  if (!zone.ok()) return zone.status();
  const MatchTimes found = GatherAll(scope.snapshot, scope.matches);
  result.set_missing_count(found.undated);
  for (const auto& range : facet.ranges()) {
    std::int64_t start = std::numeric_limits<std::int64_t>::min();
    std::int64_t end = std::numeric_limits<std::int64_t>::max();
    v1::FacetBucket* bucket = result.add_buckets();
    bucket->set_key(range.name().empty() ? fmt::format("{}..{}", range.start(), range.end())
                                         : range.name());
    if (!range.start().empty()) {
      const auto moment = ParseMoment(range.start(), scope.now, *zone);
      if (!moment.ok()) return InvalidFacet(moment.status());
      start = *moment;
      *bucket->mutable_start_time() = ToTimestamp(start);
    }
    if (!range.end().empty()) {
      const auto moment = ParseMoment(range.end(), scope.now, *zone);
      if (!moment.ok()) return InvalidFacet(moment.status());
      end = *moment;
      *bucket->mutable_end_time() = ToTimestamp(end);
    }
    if (start > end) {
      return InvalidFacet(absl::InvalidArgumentError(fmt::format(
          "a range's start '{}' is after its end '{}'; swap them", range.start(), range.end())));
    }
    const auto count =
        std::count_if(found.times.begin(), found.times.end(),
                      [&](std::int64_t time) { return time >= start && time < end; });
    bucket->set_count(static_cast<std::uint32_t>(count));
  }
  return absl::OkStatus();
}

}  // namespace dateline::facets
