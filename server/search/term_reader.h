// SPDX-License-Identifier: GPL-3.0-or-later
// Postings and bitmaps of single words, values and dates, per segment: cached, or read.
#ifndef DATELINE_SERVER_SEARCH_TERM_READER_H_
#define DATELINE_SERVER_SEARCH_TERM_READER_H_

#include <absl/container/flat_hash_map.h>
#include <absl/status/statusor.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/text/language.h"
#include "server/search/bitmap.h"
#include "server/search/date_test.h"
#include "server/search/mentions.h"
#include "server/search/postings.h"
#include "server/search/query_plan.h"
#include "server/search/search_context.h"
#include "server/search/search_snapshot.h"
#include "server/search/segment_cache.h"

namespace dateline::search {

// Belongs to one thread and one search; what it is made of must outlive it. Methods fail with
// DEADLINE_EXCEEDED or CANCELLED if the context says so, else with errors of the database; segments
// count as in the snapshot. Results are never null.
class TermReader {
 public:
  TermReader(const SearchSnapshot& snapshot, SearchCaches& caches, const SearchContext& context)
      : snapshot_(snapshot), caches_(caches), context_(context), ticker_(context) {}

  std::size_t segments() const { return snapshot_.snapshot->segments.size(); }
  const index::Segment& segment(std::size_t i) const {
    return *snapshot_.snapshot->segments[i].segment;
  }
  std::uint32_t rows(std::size_t i) const {
    return static_cast<std::uint32_t>(segment(i).columns().rows());
  }
  const SearchContext& context() const { return context_; }
  // Counts all work on lists of this search: many short ones take as long as a long one.
  Ticker& ticker() { return ticker_; }

  // Postings of a term that is scored.
  absl::StatusOr<SharedPostings> ReadPostings(std::size_t segment, const std::string& term);

  // Documents that hold a term, which as a rule is scored too.
  absl::StatusOr<SharedBitmap> WordBitmap(std::size_t segment, const std::string& term);

  // Documents that hold any term that starts with `start`, however many these are.
  absl::StatusOr<SharedBitmap> PrefixBitmap(std::size_t segment, const std::string& start);

  // Documents that have any of the values, which are never scored.
  absl::StatusOr<SharedBitmap> ValueBitmap(std::size_t segment, const ValueMatch& values);

  // Documents published in that time.
  absl::StatusOr<SharedBitmap> DateBitmap(std::size_t segment, const DateMatch& date);

  // Documents that are analysed in one of these languages.
  absl::StatusOr<SharedBitmap> LanguageBitmap(std::size_t segment,
                                              std::span<const text::Language> languages);

  // A bitmap of the segment that was kept under `key`; null if it is not there.
  SharedBitmap FindBitmap(std::size_t segment, std::string_view key);
  // Keeps a bitmap for this and other searches.
  SharedBitmap KeepBitmap(std::size_t segment, std::string_view key, Bitmap bitmap);

 private:
  absl::Status CorrectSpans(const index::Columns& columns, const DateTest& test, Bitmap& bitmap);
  // Counts the look-up of a list of the segment and its union with others.
  absl::Status CountList(std::size_t segment);
  absl::StatusOr<SharedBitmap> OneValueBitmap(std::size_t segment, const std::string& term,
                                              Mentions mentions);

  const SearchSnapshot& snapshot_;
  SearchCaches& caches_;
  const SearchContext& context_;
  Ticker ticker_;
  // What this search has decoded: the cache may be too small for it.
  absl::flat_hash_map<std::pair<std::size_t, std::string>, SharedPostings> decoded_;
};

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_TERM_READER_H_
