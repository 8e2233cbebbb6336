// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/facets/bucket_grid.h"

#include <absl/time/civil_time.h>

#include <algorithm>
#include <utility>

#include "core/dates/date.h"
#include "server/facets/blocks.h"

namespace dateline::facets {
namespace {

constexpr std::int64_t kMaxSlots = 8192;
constexpr std::size_t kSlotsPerBucket = 8;
constexpr std::size_t kNamesPerLook = 512;  // at the clock

std::int64_t DayAt(std::int64_t seconds, const absl::TimeZone& zone) {
  const absl::CivilDay day = absl::ToCivilDay(absl::FromUnixSeconds(seconds), zone);
  return (day - absl::CivilDay(1970, 1, 1)) * dates::kDaySeconds;
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

absl::Status BucketGrid::Make(SecondsRange range, BucketWidth width, const absl::TimeZone& zone,
                              std::size_t max_buckets, const search::SearchContext& context) {
  auto made = BucketBoundaries(range, width, zone, max_buckets, context);
  if (!made.ok()) return made.status();
  boundaries_.clear();  // until all is complete, nothing is known
  names_.clear();
  days_.clear();
  const bool has_days = !IsSubDay(Normal(width));
  absl::Status named = ForEachBlock(
      std::span<const std::int64_t>(*made), context,
      [&](std::span<const std::int64_t> block) {
        for (const std::int64_t start : block) {
          names_.push_back(FormatMoment(start, zone));
          if (has_days) days_.push_back(DayAt(start, zone));
        }
      },
      kNamesPerLook);
  if (!named.ok()) return named;
  boundaries_ = *std::move(made);
  width_ = width;
  zone_ = zone;
  return absl::OkStatus();
}

absl::StatusOr<BucketGrid::Slice> BucketGrid::Cover(SecondsRange range, BucketWidth width,
                                                    const absl::TimeZone& zone,
                                                    std::size_t max_buckets,
                                                    const search::SearchContext& context) {
  const bool known = width == width_ && zone == zone_ && !boundaries_.empty() &&
                     boundaries_.front() <= range.first && range.last < boundaries_.back();
  if (!known) {
    absl::Status status = Make(range, width, zone, max_buckets, context);
    if (!status.ok()) return status;
  }
  const auto begin = std::upper_bound(boundaries_.begin(), boundaries_.end(), range.first) - 1;
  const auto end = std::upper_bound(begin, boundaries_.end(), range.last) + 1;
  const auto from = static_cast<std::size_t>(begin - boundaries_.begin());
  const auto count = static_cast<std::size_t>(end - begin);
  if (count - 1 > max_buckets) {
    return BucketBoundaries(range, width, zone, max_buckets, context).status();
  }
  const std::span<const std::int64_t> days = days_;
  return Slice{std::span(boundaries_).subspan(from, count),
               days.empty() ? days : days.subspan(from, count),
               std::span(names_).subspan(from, count)};
}

}  // namespace dateline::facets
