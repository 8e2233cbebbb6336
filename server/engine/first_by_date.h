// SPDX-License-Identifier: GPL-3.0-or-later
// The first matches by publish time.
#ifndef DATELINE_SERVER_ENGINE_FIRST_BY_DATE_H_
#define DATELINE_SERVER_ENGINE_FIRST_BY_DATE_H_

#include <absl/container/flat_hash_map.h>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "core/index/snapshot.h"
#include "dateline/v1/search_service.pb.h"
#include "server/search/top_hits.h"

namespace dateline::engine {

// The place of an article in an order by date: the same in every generation of an index, wherever
// the article lies in it, as long as it is not changed.
struct DatePlace {
  std::int64_t rank = 0;  // of its date; smaller comes first
  std::uint64_t content_hash = 0;
  std::uint64_t id_hash = 0;
  auto operator<=>(const DatePlace&) const = default;
};

// Gathers matches in any number of steps, none of which takes much longer than the others, and
// keeps the first `count` and those with the date of the last of them. For one thread.
class FirstByDate {
 public:
  // Oldest first if `order` says so, else newest first; undated ones last in both. With `after`,
  // only matches after that place are gathered. The snapshot must outlive it.
  FirstByDate(const index::Snapshot& snapshot, std::size_t count, v1::Sort order,
              const std::optional<DatePlace>& after = std::nullopt)
      : snapshot_(snapshot),
        count_(count),
        oldest_first_(order == v1::SORT_OLDEST),
        after_(after) {}

  // Adds documents of a segment.
  void Add(std::uint32_t segment, std::span<const std::uint32_t> docs);
  // Whether more were added than are kept.
  bool has_more() const { return added_ > count_; }
  // Added ones that do not come after `after`.
  std::size_t skipped() const { return skipped_; }
  // The first `count`, or all if there are fewer. Nothing may be added after it.
  std::vector<search::Candidate> TakeSorted();

  // The place of a document; reads its id.
  DatePlace PlaceOf(const search::Candidate& candidate);

 private:
  struct Dated {
    std::int64_t rank;
    search::Candidate candidate;
  };
  struct Ranked {
    std::int64_t rank;
    std::uint64_t content_hash;
    search::Candidate candidate;
  };
  std::int64_t RankOf(std::int64_t seconds) const;
  std::uint64_t ContentHash(const search::Candidate& candidate) const;
  std::uint64_t IdHash(const search::Candidate& candidate);
  bool IsAfter(std::int64_t rank, const search::Candidate& candidate);
  bool Before(const Ranked& a, const Ranked& b);
  void Cut();

  const index::Snapshot& snapshot_;
  std::size_t count_;
  bool oldest_first_;
  const std::optional<DatePlace> after_;
  std::size_t added_ = 0;
  std::size_t skipped_ = 0;
  std::size_t room_ = 0;  // kept ones before they are cut
  std::vector<Dated> kept_;
  // Of documents that have date and content of another: copies.
  absl::flat_hash_map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> id_hashes_;
};

}  // namespace dateline::engine

#endif  // DATELINE_SERVER_ENGINE_FIRST_BY_DATE_H_
