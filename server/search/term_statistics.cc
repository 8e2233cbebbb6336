// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/term_statistics.h"

#include <xapian.h>

#include "core/index/xapian_errors.h"

namespace dateline::search {

TermStatistics::TermStatistics(const index::Snapshot& snapshot, PostingsCache& postings)
    : snapshot_(snapshot), postings_(postings), databases_(snapshot.segments.size()) {
  for (const index::SegmentView& view : snapshot.segments) {
    articles_ += view.segment->columns().rows();
  }
}

absl::StatusOr<std::uint64_t> TermStatistics::Frequency(const std::string& term) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < snapshot_.segments.size(); ++i) {
    const index::Segment& segment = *snapshot_.segments[i].segment;
    // A list that was read before says it faster than the database.
    if (const SharedPostings known = postings_.Find(segment.serial(), term); known != nullptr) {
      sum += known->size();
      continue;
    }
    absl::Status status = index::RunXapian([&] {
      if (!databases_[i]) databases_[i].emplace(segment.AcquireDatabase());
      sum += (*databases_[i])->get_termfreq(term);
    });
    if (!status.ok()) return status;
  }
  return sum;
}

absl::StatusOr<std::set<std::string>> TermStatistics::Expand(const std::string& prefix,
                                                             std::size_t most) const {
  std::set<std::string> found;
  for (const index::SegmentView& view : snapshot_.segments) {
    absl::Status status = index::RunXapian([&] {
      const index::DatabaseLease database = view.segment->AcquireDatabase();
      const auto end = database->allterms_end(prefix);
      for (auto it = database->allterms_begin(prefix); it != end && found.size() <= most; ++it) {
        found.insert(*it);
      }
    });
    if (!status.ok()) return status;
  }
  return found;
}

}  // namespace dateline::search
