// SPDX-License-Identifier: GPL-3.0-or-later
// Matching one resolved query on one snapshot: filters and matches as bitmaps, top hits through
// Xapian.
#ifndef DATELINE_SERVER_SEARCH_SEARCHER_H_
#define DATELINE_SERVER_SEARCH_SEARCHER_H_

#include <absl/container/flat_hash_map.h>
#include <absl/status/statusor.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/index/segment.h"
#include "dateline/v1/search_service.pb.h"
#include "server/entities/entity_index.h"
#include "server/search/resolved_query.h"
#include "server/search/search_context.h"
#include "server/search/segment_cache.h"
#include "server/search/top_hits.h"
#include "server/search/window_scorer.h"

namespace dateline::search {

// A snapshot and what every search on it needs. Immutable.
struct SearchSnapshot {
  std::shared_ptr<const index::Snapshot> snapshot;
  std::vector<SharedBitmap> live;                      // one a segment; null: every row is live
  std::vector<text::Language> languages;               // of the index, English first; never empty
  std::shared_ptr<const names::EntityIndex> entities;  // segments in the snapshot's order
};
// `previous` (may be null): the snapshot before, whose work is used again.
std::shared_ptr<const SearchSnapshot> PrepareSnapshot(
    std::shared_ptr<const index::Snapshot> snapshot, const SearchSnapshot* previous);

// One bitmap a segment; null stands for all rows.
using SegmentBitmaps = std::vector<SharedBitmap>;

// The parts of a request's filter, each as bitmaps, so that a facet can leave its own part out.
struct FilterPart {
  std::optional<article::Field> field;  // the field that it selects by; none: exclusions
  SegmentBitmaps bitmaps;
};

struct Ranking {
  std::vector<Candidate> candidates;  // best first
  std::uint64_t estimate = 0;         // of all matches
  bool complete = true;               // false: interrupted, some segments are missing
};

// Which articles have an entity: all that mention it, or those that are about it.
enum class Mentions : std::uint8_t { kAll, kSalient };

// For one thread and one search. Methods end with DEADLINE_EXCEEDED or CANCELLED where the context
// says so.
class Searcher {
 public:
  Searcher(const SearchSnapshot& snapshot, const ResolvedQuery& query, SearchCaches& caches,
           const SearchContext& context)
      : snapshot_(snapshot), query_(query), caches_(caches), context_(context) {}

  // Parts of `filter`, in the order of its fields, exclusions last.
  absl::StatusOr<std::vector<FilterPart>> EvaluateFilter(const v1::Filter& filter);

  // Live rows that pass all parts but those on `left_out`.
  SegmentBitmaps Combine(const std::vector<FilterPart>& parts,
                         std::optional<article::Field> left_out) const;

  // Every match of the query within `mask`.
  absl::StatusOr<SegmentBitmaps> EvaluateMatches(const SegmentBitmaps& mask);

  // The best `count` by the first phase within `mask`. With `allow_partial` an interruption is not
  // an error.
  absl::StatusOr<Ranking> Rank(const SegmentBitmaps& mask, std::size_t count, bool allow_partial);

 private:
  // Whether phrases that every match must hold are looked for, or left to a later test.
  enum class Phrases : std::uint8_t { kFound, kPossible };
  SharedBitmap Evaluate(std::size_t segment, const query::QueryNode& node, Phrases phrases);
  SharedBitmap EvaluateJoin(std::size_t segment, const query::QueryNode& node, Phrases phrases);
  SharedPostings TermPostings(std::size_t segment, const std::string& term);
  SharedBitmap WordBitmap(std::size_t segment, const std::string& term);
  SharedBitmap ValueBitmap(std::size_t segment, const std::string& term, Mentions mentions);
  std::vector<index::DocId> ValueDocs(std::size_t segment, const std::string& term,
                                      Mentions mentions);
  Bitmap AllWords(std::size_t segment, const query::QueryNode& phrase);
  SharedBitmap PhraseBitmap(std::size_t segment, const query::QueryNode& node);
  SharedBitmap DateBitmap(std::size_t segment, std::optional<std::int64_t> start,
                          std::optional<std::int64_t> end);
  SharedBitmap AnyOf(std::size_t segment, const std::vector<std::string>& terms, Mentions mentions);
  SharedPostings BestPostings(std::size_t segment, const std::vector<std::string>& terms);
  void AddList(std::size_t segment, const std::vector<std::string>& terms, std::uint32_t count,
               const Bitmap* gate, ScoringPlan& plan);
  void AddLists(std::size_t segment, const query::QueryNode& node, bool required,
                const Bitmap* gate, ScoringPlan& plan);
  std::uint64_t RankSegment(std::size_t segment, const SharedBitmap& mask, TopHits& hits);
  const index::SegmentView& View(std::size_t segment) const {
    return snapshot_.snapshot->segments[segment];
  }
  std::uint32_t Rows(std::size_t segment) const;

  const SearchSnapshot& snapshot_;
  const ResolvedQuery& query_;
  SearchCaches& caches_;
  const SearchContext& context_;
  // What this search has decoded: the cache may be too small for it.
  absl::flat_hash_map<std::pair<std::size_t, std::string>, SharedPostings> decoded_;
};

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_SEARCHER_H_
