// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/term_statistics.h"

#include <xapian.h>

#include <algorithm>

namespace dateline::search {

TermStatistics::TermStatistics(const index::Snapshot& snapshot, PostingsCache& postings)
    : snapshot_(snapshot), postings_(postings) {
  for (const index::SegmentView& view : snapshot.segments) {
    articles_ += view.segment->columns().rows();
  }
}

absl::StatusOr<std::uint64_t> TermStatistics::Frequency(const std::string& term) {
  std::uint64_t sum = 0;
  for (const index::SegmentView& view : snapshot_.segments) {
    const index::Segment& segment = *view.segment;
    // A list that was read before says it faster than the database.
    if (const SharedPostings known = postings_.Find(segment.serial(), term); known != nullptr) {
      sum += known->size();
      continue;
    }
    absl::Status status = segment.ReadDatabase([&](const Xapian::Database& database) {
      sum += std::min(database.get_termfreq(term), segment.rows());
    });
    if (!status.ok()) return status;
  }
  return sum;
}

absl::StatusOr<std::set<std::string>> TermStatistics::Expand(const std::string& prefix,
                                                             std::size_t most) const {
  std::set<std::string> found;
  for (const index::SegmentView& view : snapshot_.segments) {
    absl::Status status = view.segment->ReadDatabase([&](const Xapian::Database& database) {
      const auto end = database.allterms_end(prefix);
      for (auto it = database.allterms_begin(prefix); it != end && found.size() <= most; ++it) {
        found.insert(*it);
      }
    });
    if (!status.ok()) return status;
  }
  return found;
}

}  // namespace dateline::search
