// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/facets/date_facets.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "core/dates/time_zone.h"
#include "core/errors/errors.h"
#include "core/limits.h"
#include "server/facets/blocks.h"
#include "server/facets/calendar.h"

namespace dateline::facets {
namespace {

constexpr std::size_t kDefaultAutoBuckets = 60;
constexpr std::int64_t kMaxSlots = 8192;
constexpr std::size_t kSlotsPerBucket = 8;
constexpr std::size_t kNamesPerLook = 512;  // at the clock

struct MatchTimes {
  std::vector<std::int64_t> times;
  std::uint32_t undated = 0;
};

// Appends the publish times of the documents of a segment that have one.
void GatherTimes(const std::int64_t* seconds, std::span<const std::uint32_t> ids,
                 MatchTimes& found) {
  std::size_t out = found.times.size();
  found.times.resize(out + ids.size());
  std::int64_t* const times = found.times.data();
  std::uint32_t undated = 0;
  for (const std::uint32_t id : ids) {
    const std::int64_t time = index::ReadOnce(seconds[id - 1]);
    times[out] = time;
    out += time != index::kNoDate;
    undated += time == index::kNoDate;
  }
  found.times.resize(out);
  found.undated += undated;
}

absl::StatusOr<MatchTimes> GatherAll(const FacetScope& scope) {
  MatchTimes all;
  std::size_t matched = 0;
  for (const search::SharedBitmap& bitmap : scope.matches) matched += bitmap->size();
  all.times.reserve(matched);
  std::vector<std::uint32_t> ids;
  for (std::size_t i = 0; i < scope.matches.size(); ++i) {
    const index::Columns& columns = scope.snapshot.snapshot->segments[i].segment->columns();
    const std::int64_t* seconds = columns.publish_seconds.data();
    scope.matches[i]->CopyTo(ids);
    absl::Status status = ForEachBlock(
        std::span<const std::uint32_t>(ids), scope.context,
        [&](std::span<const std::uint32_t> block) { GatherTimes(seconds, block, all); });
    if (!status.ok()) return status;
  }
  return all;
}

absl::StatusOr<std::vector<std::uint32_t>> CountInto(std::span<const std::int64_t> times,
                                                     std::span<const std::int64_t> boundaries,
                                                     const search::SearchContext& context) {
  std::vector<std::uint32_t> counts(boundaries.size() - 1, 0);
  const BucketFinder finder(boundaries);
  absl::Status status = ForEachBlock(times, context, [&](std::span<const std::int64_t> block) {
    for (const std::int64_t time : block) {
      if (time >= boundaries.front() && time < boundaries.back()) ++counts[finder.Find(time)];
    }
  });
  if (!status.ok()) return status;
  return counts;
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

// Counts all live articles of each bucket.
absl::Status AddShares(const FacetScope& scope, std::span<const std::int64_t> boundaries,
                       v1::FacetResult& result) {
  std::vector<std::uint32_t> all(boundaries.size() - 1, 0);
  const BucketFinder finder(boundaries);
  for (std::size_t i = 0; i < scope.snapshot.live.size(); ++i) {
    const index::Columns& columns = scope.snapshot.snapshot->segments[i].segment->columns();
    const search::Bitmap* live = scope.snapshot.live[i].get();
    const std::span<const std::int64_t> times(columns.publish_seconds.data(), columns.rows());
    const auto count = [&](std::span<const std::int64_t> block) {
      auto doc = static_cast<std::uint32_t>(block.data() - times.data());
      for (const std::int64_t& stored : block) {
        const std::int64_t time = index::ReadOnce(stored);
        ++doc;
        if (time < boundaries.front() || time >= boundaries.back()) continue;
        if (live == nullptr || live->contains(doc)) ++all[finder.Find(time)];
      }
    };
    if (absl::Status status = ForEachBlock(times, scope.context, count); !status.ok())
      return status;
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    result.mutable_buckets(static_cast<int>(i))->set_all_count(all[i]);
  }
  return absl::OkStatus();
}

// Bucket boundaries and their names. Making them takes longer than counting a small answer, so each
// thread keeps those of its last histogram for the next one with the same interval and zone.
class BucketGrid {
 public:
  struct Slice {
    std::span<const std::int64_t> boundaries;
    std::span<const std::string> names;
  };

  // The buckets that cover `range`. Errors as BucketBoundaries. Valid until the next call.
  absl::StatusOr<Slice> Cover(SecondsRange range, v1::CalendarInterval interval,
                              const absl::TimeZone& zone, std::size_t max_buckets,
                              const search::SearchContext& context) {
    const bool known = interval == interval_ && zone == zone_ && !boundaries_.empty() &&
                       boundaries_.front() <= range.first && range.last < boundaries_.back();
    if (!known) {
      auto made = BucketBoundaries(range, interval, zone, max_buckets, context);
      if (!made.ok()) return made.status();
      boundaries_.clear();  // until the names are complete, nothing is known
      names_.clear();
      absl::Status named = ForEachBlock(
          std::span<const std::int64_t>(*made), context,
          [&](std::span<const std::int64_t> block) {
            for (const std::int64_t start : block) names_.push_back(FormatMoment(start, zone));
          },
          kNamesPerLook);
      if (!named.ok()) return named;
      boundaries_ = *std::move(made);
      interval_ = interval;
      zone_ = zone;
    }
    const auto begin = std::upper_bound(boundaries_.begin(), boundaries_.end(), range.first) - 1;
    const auto end = std::upper_bound(begin, boundaries_.end(), range.last) + 1;
    const auto from = static_cast<std::size_t>(begin - boundaries_.begin());
    const auto count = static_cast<std::size_t>(end - begin);
    if (count - 1 > max_buckets) {
      return BucketBoundaries(range, interval, zone, max_buckets, context).status();
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

// `status` of what `field` of the facet asks for, as an error of the request.
absl::Status InvalidFacet(const FacetScope& scope, std::string_view field,
                          const absl::Status& status) {
  if (!absl::IsOutOfRange(status) && !absl::IsInvalidArgument(status)) return status;
  return errors::MakeFieldError(v1::ERROR_REASON_INVALID_FACET,
                                fmt::format("{}.{}", scope.path, field),
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
  const absl::StatusOr<MatchTimes> found = GatherAll(scope);
  if (!found.ok()) return found.status();
  result.set_missing_count(found->undated);
  const auto extent = Extent(facet, found->times);
  v1::CalendarInterval interval = facet.interval();
  const bool choose = interval == v1::CALENDAR_INTERVAL_UNSPECIFIED;
  auto max_buckets = static_cast<std::size_t>(facet.max_buckets());
  if (max_buckets == 0) max_buckets = choose ? kDefaultAutoBuckets : limits::kMaxDateBuckets;
  // The interval that is chosen does not depend on which facets come before.
  if (!choose) max_buckets = std::min(max_buckets, scope.max_buckets);
  if (choose && extent) {
    const auto chosen = ChooseInterval(*extent, *zone, max_buckets, scope.context);
    if (!chosen.ok()) return chosen.status();
    interval = *chosen;
  }
  result.set_interval(interval);
  if (!extent) return absl::OkStatus();

  thread_local BucketGrid grid;
  const auto slice = grid.Cover(*extent, interval, *zone, max_buckets, scope.context);
  if (!slice.ok()) return InvalidFacet(scope, "interval", slice.status());
  const std::span<const std::int64_t> boundaries = slice->boundaries;
  const auto counted = CountInto(found->times, boundaries, scope.context);
  if (!counted.ok()) return counted.status();
  const std::vector<std::uint32_t>& counts = *counted;
  result.mutable_buckets()->Reserve(static_cast<int>(counts.size()));
  for (std::size_t i = 0; i < counts.size(); ++i) {
    v1::FacetBucket* bucket = result.add_buckets();
    bucket->set_key(slice->names[i]);
    bucket->set_count(counts[i]);
    *bucket->mutable_start_time() = ToTimestamp(boundaries[i]);
    *bucket->mutable_end_time() = ToTimestamp(boundaries[i + 1]);
  }
  return facet.with_share() ? AddShares(scope, boundaries, result) : absl::OkStatus();
}

namespace {

// Fills in the ends of the range that are given.
absl::Status ParseRange(const v1::DateRangesFacet::Range& range, const FacetScope& scope,
                        absl::TimeZone zone, const std::string& field, v1::FacetBucket& bucket) {
  if (!range.start().empty()) {
    const auto moment = ParseMoment(range.start(), scope.now, zone);
    if (!moment.ok()) return InvalidFacet(scope, field + ".start", moment.status());
    *bucket.mutable_start_time() = ToTimestamp(*moment);
  }
  if (!range.end().empty()) {
    const auto moment = ParseMoment(range.end(), scope.now, zone);
    if (!moment.ok()) return InvalidFacet(scope, field + ".end", moment.status());
    *bucket.mutable_end_time() = ToTimestamp(*moment);
  }
  if (bucket.has_start_time() && bucket.has_end_time() &&
      bucket.start_time().seconds() > bucket.end_time().seconds()) {
    return InvalidFacet(
        scope, field,
        absl::InvalidArgumentError(fmt::format(
            "a range's start '{}' is after its end '{}'; swap them", range.start(), range.end())));
  }
  return absl::OkStatus();
}

absl::Status CountRange(const std::vector<std::int64_t>& times, const FacetScope& scope,
                        v1::FacetBucket& bucket) {
  const std::int64_t start = bucket.has_start_time() ? bucket.start_time().seconds()
                                                     : std::numeric_limits<std::int64_t>::min();
  const std::int64_t end = bucket.has_end_time() ? bucket.end_time().seconds()
                                                 : std::numeric_limits<std::int64_t>::max();
  std::int64_t count = 0;
  absl::Status status = ForEachBlock(std::span<const std::int64_t>(times), scope.context,
                                     [&](std::span<const std::int64_t> block) {
                                       count += std::count_if(block.begin(), block.end(),
                                                              [start, end](std::int64_t time) {
                                                                return time >= start && time < end;
                                                              });
                                     });
  bucket.set_count(static_cast<std::uint32_t>(count));
  return status;
}

}  // namespace

absl::Status CountRanges(const v1::DateRangesFacet& facet, const FacetScope& scope,
                         v1::FacetResult& result) {
  const auto zone = dates::FindZone(facet.time_zone());
  if (!zone.ok()) return zone.status();
  const absl::StatusOr<MatchTimes> found = GatherAll(scope);
  if (!found.ok()) return found.status();
  result.set_missing_count(found->undated);
  for (int i = 0; i < facet.ranges_size(); ++i) {
    const v1::DateRangesFacet::Range& range = facet.ranges(i);
    v1::FacetBucket& bucket = *result.add_buckets();
    bucket.set_key(range.name().empty() ? fmt::format("{}..{}", range.start(), range.end())
                                        : range.name());
    absl::Status status = ParseRange(range, scope, *zone, fmt::format("ranges[{}]", i), bucket);
    if (status.ok()) status = CountRange(found->times, scope, bucket);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace dateline::facets
