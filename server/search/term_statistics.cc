// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/term_statistics.h"

#include <xapian.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace dateline::search {

namespace {

// Units of a Ticker: to look a term up goes down a tree, as a rule some microseconds; a step in a
// list may pass a part of it.
constexpr std::size_t kLookUpUnits = 64;
constexpr std::size_t kStepUnits = 16;

bool SeesNothing(const Bitmap* visible) { return visible != nullptr && visible->empty(); }

// Whether a row of `visible` (null: every row) holds `term`; says nothing after `ticker` has ended.
// Throws Xapian's exceptions.
bool HoldsTerm(const Xapian::Database& database, const std::string& term, const Bitmap* visible,
               Ticker& ticker) {
  if (!ticker.Tick(kLookUpUnits)) return false;
  if (visible == nullptr) return database.term_exists(term);
  BitmapCursor rows(*visible);
  const auto end = database.postlist_end(term);
  for (auto it = database.postlist_begin(term); it != end && ticker.Tick(kStepUnits);) {
    const std::optional<std::uint32_t> row = rows.Seek(*it);
    if (!row) return false;
    if (*row == *it) return true;
    it.skip_to(*row);
  }
  return false;
}

}  // namespace

TermStatistics::TermStatistics(const index::Snapshot& snapshot, PostingsCache& postings,
                               const SearchContext& context, const SegmentBitmaps* visible)
    : snapshot_(snapshot), postings_(postings), ticker_(context), visible_(visible) {
  for (const index::SegmentView& view : snapshot.segments) {
    articles_ += view.segment->columns().rows();
  }
}

absl::StatusOr<std::uint64_t> TermStatistics::Frequency(const std::string& term) {
  std::uint64_t sum = 0;
  for (const index::SegmentView& view : snapshot_.segments) {
    if (!ticker_.Tick(kLookUpUnits)) return ticker_.status();
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

absl::StatusOr<bool> TermStatistics::IsHeld(const std::string& term) {
  bool held = false;
  for (std::size_t i = 0; i < snapshot_.segments.size() && !held; ++i) {
    const Bitmap* visible = Visible(i);
    if (SeesNothing(visible)) continue;
    absl::Status status =
        snapshot_.segments[i].segment->ReadDatabase([&](const Xapian::Database& database) {
          held = HoldsTerm(database, term, visible, ticker_);
        });
    if (!status.ok()) return status;
    if (!ticker_.status().ok()) return ticker_.status();
  }
  return held;
}

template <typename Visit>
absl::Status TermStatistics::VisitTerms(const std::string& prefix, const Visit& visit) {
  bool more = true;
  for (std::size_t i = 0; i < snapshot_.segments.size() && more; ++i) {
    const Bitmap* visible = Visible(i);
    if (SeesNothing(visible)) continue;
    absl::Status status =
        snapshot_.segments[i].segment->ReadDatabase([&](const Xapian::Database& database) {
          const auto end = database.allterms_end(prefix);
          for (auto it = database.allterms_begin(prefix); it != end && more; ++it) {
            if (!ticker_.Tick()) return;
            const bool held = visible == nullptr || HoldsTerm(database, *it, visible, ticker_);
            if (!ticker_.status().ok()) return;
            if (held) more = visit(*it, it);
          }
        });
    if (!status.ok()) return status;
    if (!ticker_.status().ok()) return ticker_.status();
  }
  return absl::OkStatus();
}

absl::StatusOr<TermStatistics::Expansion> TermStatistics::Expand(const std::string& prefix,
                                                                 std::size_t most) {
  std::set<std::string> few;
  absl::Status status =
      VisitTerms(prefix, [&](const std::string& term, const Xapian::TermIterator&) {
        few.insert(term);
        return few.size() <= most;
      });
  if (!status.ok()) return status;
  if (few.size() <= most) return Expansion{{few.begin(), few.end()}};
  // How frequent they are is read only now.
  std::map<std::string, std::uint64_t> articles;
  status = VisitTerms(prefix, [&](const std::string& term, const Xapian::TermIterator& it) {
    articles[term] += it.get_termfreq();
    return true;
  });
  if (!status.ok()) return status;
  std::vector<std::pair<std::uint64_t, std::string>> ranked;
  for (const auto& [term, count] : articles) ranked.emplace_back(count, term);
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  Expansion expansion;
  for (std::size_t i = 0; i < most; ++i) expansion.terms.push_back(std::move(ranked[i].second));
  std::sort(expansion.terms.begin(), expansion.terms.end());
  expansion.left_out = ranked.size() - most;
  return expansion;
}

}  // namespace dateline::search
