// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/engine/first_by_date.h"

#include <xxhash.h>

#include <algorithm>
#include <limits>

#include "core/index/columns.h"
#include "core/index/segment.h"

namespace dateline::engine {
namespace {

constexpr std::size_t kSpare = 65536;  // more are kept before the first are picked

}  // namespace

std::int64_t FirstByDate::RankOf(std::int64_t seconds) const {
  if (seconds == index::kNoDate) return std::numeric_limits<std::int64_t>::max();
  return oldest_first_ ? seconds : -seconds;
}

std::uint64_t FirstByDate::ContentHash(const search::Candidate& candidate) const {
  const index::Columns& columns = snapshot_.segments[candidate.segment].segment->columns();
  return index::ReadOnce(columns.content_hashes[candidate.doc - 1]);
}

std::uint64_t FirstByDate::IdHash(const search::Candidate& candidate) {
  const auto [at, added] = id_hashes_.try_emplace({candidate.segment, candidate.doc}, 0);
  if (!added) return at->second;
  const auto id = snapshot_.segments[candidate.segment].segment->ReadId(candidate.doc);
  if (id.ok()) at->second = XXH3_64bits(id->data(), id->size());
  return at->second;
}

DatePlace FirstByDate::PlaceOf(const search::Candidate& candidate) {
  const index::Columns& columns = snapshot_.segments[candidate.segment].segment->columns();
  return {RankOf(index::ReadOnce(columns.publish_seconds[candidate.doc - 1])),
          ContentHash(candidate), IdHash(candidate)};
}

bool FirstByDate::IsAfter(std::int64_t rank, const search::Candidate& candidate) {
  if (rank != after_->rank) return rank > after_->rank;
  const std::uint64_t content = ContentHash(candidate);
  if (content != after_->content_hash) return content > after_->content_hash;
  return IdHash(candidate) > after_->id_hash;
}

bool FirstByDate::Before(const Ranked& a, const Ranked& b) {
  if (a.rank != b.rank) return a.rank < b.rank;
  if (a.content_hash != b.content_hash) return a.content_hash < b.content_hash;
  const std::uint64_t first = IdHash(a.candidate);
  const std::uint64_t second = IdHash(b.candidate);
  return first != second ? first < second : search::RanksBefore(a.candidate, b.candidate);
}

void FirstByDate::Add(std::uint32_t segment, std::span<const std::uint32_t> docs) {
  const std::int64_t* seconds =
      snapshot_.segments[segment].segment->columns().publish_seconds.data();
  const std::size_t before = kept_.size();
  for (const std::uint32_t doc : docs) {
    const std::int64_t rank = RankOf(index::ReadOnce(seconds[doc - 1]));
    const search::Candidate candidate{0, segment, doc};
    if (after_ && !IsAfter(rank, candidate)) continue;
    kept_.push_back({rank, candidate});
  }
  added_ += kept_.size() - before;
  skipped_ += docs.size() - (kept_.size() - before);
  if (kept_.size() > std::max(room_, 2 * count_ + kSpare)) Cut();
}

// Those with one date stay together: which of them come first is decided once, at the end.
void FirstByDate::Cut() {
  if (count_ == 0) return kept_.clear();
  if (kept_.size() > count_) {
    const auto last = kept_.begin() + static_cast<std::ptrdiff_t>(count_) - 1;
    std::nth_element(kept_.begin(), last, kept_.end(),
                     [](const Dated& a, const Dated& b) { return a.rank < b.rank; });
    const std::int64_t rank = last->rank;
    std::erase_if(kept_, [rank](const Dated& dated) { return dated.rank > rank; });
  }
  room_ = 2 * kept_.size();
}

std::vector<search::Candidate> FirstByDate::TakeSorted() {
  Cut();
  std::vector<Ranked> ranked;
  ranked.reserve(kept_.size());
  for (const Dated& dated : kept_) {
    ranked.push_back({dated.rank, ContentHash(dated.candidate), dated.candidate});
  }
  kept_.clear();
  const auto before = [this](const Ranked& a, const Ranked& b) { return Before(a, b); };
  if (ranked.size() > count_) {
    std::nth_element(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(count_),
                     ranked.end(), before);
    ranked.resize(count_);
  }
  std::sort(ranked.begin(), ranked.end(), before);
  std::vector<search::Candidate> sorted;
  sorted.reserve(ranked.size());
  for (const Ranked& one : ranked) sorted.push_back(one.candidate);
  return sorted;
}

}  // namespace dateline::engine
