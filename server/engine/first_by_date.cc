// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/engine/first_by_date.h"

#include <algorithm>
#include <limits>

#include "core/index/columns.h"

namespace dateline::engine {
namespace {

constexpr std::size_t kSpare = 65536;  // more are kept before the first are picked

}  // namespace

bool FirstByDate::Before(const Dated& a, const Dated& b) {
  return a.rank != b.rank ? a.rank < b.rank : search::RanksBefore(a.candidate, b.candidate);
}

void FirstByDate::Add(std::uint32_t segment, std::span<const std::uint32_t> docs,
                      const std::int64_t* seconds) {
  for (const std::uint32_t doc : docs) {
    const std::int64_t time = index::ReadOnce(seconds[doc - 1]);
    const std::int64_t rank = time == index::kNoDate ? std::numeric_limits<std::int64_t>::max()
                              : oldest_first_        ? time
                                                     : -time;
    kept_.push_back({rank, {0, segment, doc}});
  }
  added_ += docs.size();
  if (kept_.size() > 2 * count_ + kSpare) Cut();
}

void FirstByDate::Cut() {
  if (kept_.size() <= count_) return;
  std::nth_element(kept_.begin(), kept_.begin() + static_cast<std::ptrdiff_t>(count_), kept_.end(),
                   Before);
  kept_.resize(count_);
}

std::vector<search::Candidate> FirstByDate::TakeSorted() {
  Cut();
  std::sort(kept_.begin(), kept_.end(), Before);
  std::vector<search::Candidate> sorted;
  sorted.reserve(kept_.size());
  for (const Dated& dated : kept_) sorted.push_back(dated.candidate);
  kept_.clear();
  return sorted;
}

}  // namespace dateline::engine
