// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/term_statistics.h"

#include <xapian.h>

#include <algorithm>

namespace dateline::search {

namespace {

// Whether a row of `visible` (null: every row) holds `term`. Throws Xapian's exceptions.
bool HoldsTerm(const Xapian::Database& database, const std::string& term, const Bitmap* visible) {
  if (visible == nullptr) return database.term_exists(term);
  const auto end = database.postlist_end(term);
  for (auto it = database.postlist_begin(term); it != end; ++it) {
    if (visible->contains(*it)) return true;
  }
  return false;
}

}  // namespace

TermStatistics::TermStatistics(const index::Snapshot& snapshot, PostingsCache& postings,
                               const SegmentBitmaps* visible)
    : snapshot_(snapshot), postings_(postings), visible_(visible) {
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

absl::StatusOr<bool> TermStatistics::IsHeld(const std::string& term) const {
  bool held = false;
  for (std::size_t i = 0; i < snapshot_.segments.size() && !held; ++i) {
    const Bitmap* visible = visible_ == nullptr ? nullptr : (*visible_)[i].get();
    const index::Segment& segment = *snapshot_.segments[i].segment;
    absl::Status status = segment.ReadDatabase(
        [&](const Xapian::Database& database) { held = HoldsTerm(database, term, visible); });
    if (!status.ok()) return status;
  }
  return held;
}

absl::StatusOr<std::set<std::string>> TermStatistics::Expand(const std::string& prefix,
                                                             std::size_t most) const {
  std::set<std::string> found;
  for (std::size_t i = 0; i < snapshot_.segments.size(); ++i) {
    const Bitmap* visible = visible_ == nullptr ? nullptr : (*visible_)[i].get();
    const index::Segment& segment = *snapshot_.segments[i].segment;
    absl::Status status = segment.ReadDatabase([&](const Xapian::Database& database) {
      const auto end = database.allterms_end(prefix);
      for (auto it = database.allterms_begin(prefix); it != end && found.size() <= most; ++it) {
        if (visible == nullptr || HoldsTerm(database, *it, visible)) found.insert(*it);
      }
    });
    if (!status.ok()) return status;
  }
  return found;
}

}  // namespace dateline::search
