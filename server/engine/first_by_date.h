// SPDX-License-Identifier: GPL-3.0-or-later
// The first hits by date.
#ifndef DATELINE_SERVER_ENGINE_FIRST_BY_DATE_H_
#define DATELINE_SERVER_ENGINE_FIRST_BY_DATE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "dateline/v1/search_service.pb.h"
#include "server/search/top_hits.h"

namespace dateline::engine {

// Gathers matches in any number of steps, none of which takes much longer than the others, and
// keeps little more than the first `count`. For one thread.
class FirstByDate {
 public:
  // Oldest first if `order` says so, else newest first; undated ones last in both.
  FirstByDate(std::size_t count, v1::Sort order)
      : count_(count), oldest_first_(order == v1::SORT_OLDEST) {}

  // Adds documents of a segment; `seconds` has the times of its documents, from document 1 on.
  void Add(std::uint32_t segment, std::span<const std::uint32_t> docs, const std::int64_t* seconds);
  // Whether more were added than are kept.
  bool has_more() const { return added_ > count_; }
  // The first `count`, or all if there are fewer. Nothing may be added after it.
  std::vector<search::Candidate> TakeSorted();

 private:
  struct Dated {
    std::int64_t rank;  // smaller comes first
    search::Candidate candidate;
  };
  static bool Before(const Dated& a, const Dated& b);
  void Cut();

  std::size_t count_;
  bool oldest_first_;
  std::size_t added_ = 0;
  std::vector<Dated> kept_;
};

}  // namespace dateline::engine

#endif  // DATELINE_SERVER_ENGINE_FIRST_BY_DATE_H_
