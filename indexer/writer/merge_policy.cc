// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/writer/merge_policy.h"

#include <algorithm>

namespace dateline::writer {
namespace {

constexpr std::uint64_t kFloorBytes = 4U << 20U;  // smaller segments count as this large
constexpr std::size_t kSegmentsPerTier = 8;
constexpr std::uint64_t kTierRatio = 10;

bool WantsExpunge(const index::SegmentEntry& segment) { return segment.dead * 5 > segment.rows; }

int Tier(const index::SegmentEntry& segment) {
  int tier = 0;
  for (std::uint64_t bytes = index::TotalBytes(segment); bytes > kFloorBytes; bytes /= kTierRatio)
    ++tier;
  return tier;
}

std::vector<std::size_t> Except(const index::Manifest& manifest, const SegmentNumbers& left_out) {
  std::vector<std::size_t> rest;
  for (std::size_t i = 0; i < manifest.segments.size(); ++i) {
    if (!left_out.contains(manifest.segments[i].number)) rest.push_back(i);
  }
  return rest;
}

// Of `candidates`, smallest first, as many as fit into one segment.
std::vector<std::size_t> Fitting(const index::Manifest& manifest,
                                 std::vector<std::size_t> candidates, std::uint64_t max_bytes,
                                 std::size_t most) {
  std::sort(candidates.begin(), candidates.end(), [&](std::size_t a, std::size_t b) {
    return index::TotalBytes(manifest.segments[a]) < index::TotalBytes(manifest.segments[b]);
  });
  std::vector<std::size_t> chosen;
  std::uint64_t sum = 0;
  for (const std::size_t index : candidates) {
    sum += index::TotalBytes(manifest.segments[index]);
    if (sum > max_bytes || chosen.size() == most) break;
    chosen.push_back(index);
  }
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

}  // namespace

std::vector<std::size_t> ChooseMerge(const index::Manifest& manifest,
                                     std::uint64_t max_segment_bytes,
                                     const SegmentNumbers& left_out) {
  const std::vector<std::size_t> sound = Except(manifest, left_out);
  for (const std::size_t i : sound) {
    if (WantsExpunge(manifest.segments[i])) return {i};
  }
  int highest = 0;
  for (const index::SegmentEntry& segment : manifest.segments)
    highest = std::max(highest, Tier(segment));
  for (int tier = 0; tier <= highest; ++tier) {
    std::vector<std::size_t> members;
    for (const std::size_t i : sound) {
      if (Tier(manifest.segments[i]) == tier) members.push_back(i);
    }
    if (members.size() <= kSegmentsPerTier) continue;
    std::vector<std::size_t> chosen = Fitting(manifest, members, max_segment_bytes, kTierRatio);
    if (chosen.size() > 1) return chosen;
  }
  return {};
}

std::vector<std::size_t> ChooseFullMerge(const index::Manifest& manifest,
                                         std::uint64_t max_segment_bytes,
                                         const SegmentNumbers& left_out) {
  const std::vector<std::size_t> all = Except(manifest, left_out);
  std::vector<std::size_t> chosen = Fitting(manifest, all, max_segment_bytes, all.size());
  if (chosen.size() > 1) return chosen;
  for (const std::size_t i : all) {
    if (manifest.segments[i].dead > 0) return {i};
  }
  return {};
}

}  // namespace dateline::writer
