// SPDX-License-Identifier: GPL-3.0-or-later
// Matching one resolved query on one snapshot: filters and matches as bitmaps, top hits through
// Xapian.
#ifndef DATELINE_SERVER_SEARCH_SEARCHER_H_
#define DATELINE_SERVER_SEARCH_SEARCHER_H_

#include <absl/status/statusor.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "core/index/segment.h"
#include "dateline/v1/search_service.pb.h"
#include "server/search/bitmap_cache.h"
#include "server/search/resolved_query.h"
#include "server/search/search_context.h"

namespace dateline {

// A snapshot and what every search on it needs. Immutable.
struct SearchSnapshot {
  std::shared_ptr<const Snapshot> snapshot;
  std::vector<SharedBitmap> live;   // one a segment; null: every row is live
  std::vector<Language> languages;  // of the index, English first; never empty
};
std::shared_ptr<const SearchSnapshot> PrepareSnapshot(std::shared_ptr<const Snapshot> snapshot);

// One bitmap a segment; null stands for all rows.
using SegmentBitmaps = std::vector<SharedBitmap>;

// The entity field of a type.
Field FieldOf(v1::EntityType type);

// The parts of a request's filter, each as bitmaps, so that a facet can leave its own part out.
struct FilterPart {
  std::optional<Field> field;  // the field that it selects by; none: exclusions
  SegmentBitmaps bitmaps;
};

struct Candidate {
  double score;
  std::uint32_t segment;
  DocId doc;
};

// Better first: score, then newer (later segment, higher id).
inline bool RanksBefore(const Candidate& a, const Candidate& b) {
  if (a.score != b.score) return a.score > b.score;
  if (a.segment != b.segment) return a.segment > b.segment;
  return a.doc > b.doc;
}

struct TopHits {
  std::vector<Candidate> candidates;  // best first
  std::uint64_t estimate = 0;         // of all matches
  bool complete = true;               // false: interrupted, some segments are missing
};

// For one thread and one search. Methods end with DEADLINE_EXCEEDED or CANCELLED where the context
// says so.
class Searcher {
 public:
  Searcher(const SearchSnapshot& snapshot, const ResolvedQuery& query, BitmapCache& cache,
           const SearchContext& context)
      : snapshot_(snapshot), query_(query), cache_(cache), context_(context) {}

  // Parts of `filter`, in the order of its fields, exclusions last.
  absl::StatusOr<std::vector<FilterPart>> EvaluateFilter(const v1::Filter& filter);

  // Live rows that pass all parts but those on `left_out`.
  SegmentBitmaps Combine(const std::vector<FilterPart>& parts, std::optional<Field> left_out) const;

  // Every match of the query within `mask`.
  absl::StatusOr<SegmentBitmaps> EvaluateMatches(const SegmentBitmaps& mask);

  // The best `count` by the first phase within `mask`. With `allow_partial` an interruption is not
  // an error.
  absl::StatusOr<TopHits> Rank(const SegmentBitmaps& mask, std::size_t count, bool allow_partial);

 private:
  SharedBitmap Evaluate(std::size_t segment, const QueryNode& node);
  SharedBitmap EvaluateJoin(std::size_t segment, const QueryNode& node);
  SharedBitmap TermBitmap(std::size_t segment, const std::string& term);
  SharedBitmap PhraseBitmap(std::size_t segment, const QueryNode& node);
  SharedBitmap DateBitmap(std::size_t segment, std::optional<std::int64_t> start,
                          std::optional<std::int64_t> end);
  SharedBitmap AnyOf(std::size_t segment, Field field, const std::vector<std::string>& values);
  void RankSegment(std::size_t segment, const Bitmap* mask, std::size_t count, TopHits& hits);
  const SegmentView& View(std::size_t segment) const {
    return snapshot_.snapshot->segments[segment];
  }
  std::uint32_t Rows(std::size_t segment) const;

  const SearchSnapshot& snapshot_;
  const ResolvedQuery& query_;
  BitmapCache& cache_;
  const SearchContext& context_;
};

}  // namespace dateline

#endif  // DATELINE_SERVER_SEARCH_SEARCHER_H_
