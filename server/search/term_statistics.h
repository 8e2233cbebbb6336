// SPDX-License-Identifier: GPL-3.0-or-later
// How many articles of a snapshot hold a term, and which terms there are.
#ifndef DATELINE_SERVER_SEARCH_TERM_STATISTICS_H_
#define DATELINE_SERVER_SEARCH_TERM_STATISTICS_H_

#include <absl/status/statusor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/index/snapshot.h"
#include "server/search/bitmap.h"
#include "server/search/search_context.h"
#include "server/search/segment_cache.h"

namespace dateline::search {

// Belongs to one thread; what it is made of must outlive it. Dead articles count, as they do in the
// index. Methods end with DEADLINE_EXCEEDED or CANCELLED if the context says so, else with errors
// of the database.
class TermStatistics {
 public:
  // `postings`: lists that were read before say how frequent their terms are.
  // `visible`: rows that the caller may see; null: all.
  TermStatistics(const index::Snapshot& snapshot, PostingsCache& postings,
                 const SearchContext& context, const SegmentBitmaps* visible = nullptr);

  // Articles of the snapshot.
  std::uint64_t articles() const { return articles_; }

  // Articles that hold `term`, whoever may see them.
  absl::StatusOr<std::uint64_t> Frequency(const std::string& term);

  // Whether any of the rows that the caller may see holds `term`.
  absl::StatusOr<bool> IsHeld(const std::string& term);

  struct Expansion {
    std::vector<std::string> terms;  // ascending
    std::size_t left_out = 0;        // others that start so, each in fewer articles or as many
  };
  // At most `most` terms of these rows that start with `prefix`: those of most articles.
  absl::StatusOr<Expansion> Expand(const std::string& prefix, std::size_t most);

 private:
  // Calls visit(term, articles) for each of them in each segment, until it returns false.
  template <typename Visit>
  absl::Status VisitTerms(const std::string& prefix, const Visit& visit);
  // Null: all rows of the segment.
  const Bitmap* Visible(std::size_t segment) const {
    return visible_ == nullptr ? nullptr : (*visible_)[segment].get();
  }

  const index::Snapshot& snapshot_;
  PostingsCache& postings_;
  Ticker ticker_;
  const SegmentBitmaps* const visible_;
  std::uint64_t articles_ = 0;
};

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_TERM_STATISTICS_H_
