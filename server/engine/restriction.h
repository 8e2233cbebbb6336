// SPDX-License-Identifier: GPL-3.0-or-later
// What the callers with certain filters see of an index, generation by generation.
#ifndef DATELINE_SERVER_ENGINE_RESTRICTION_H_
#define DATELINE_SERVER_ENGINE_RESTRICTION_H_

#include <absl/base/thread_annotations.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "core/queue/steady_condition.h"
#include "server/search/restricted_columns.h"
#include "server/search/search_context.h"
#include "server/search/searcher.h"

namespace dateline::engine {

using SharedSnapshot = std::shared_ptr<const search::SearchSnapshot>;

// Makes restricted snapshots of whole ones and keeps them. Work on segments is kept: for other
// snapshots that have them, and if it is interrupted for the next caller, who goes on with it.
// Thread-safe.
class Restriction {
 public:
  // An article must pass all `filters`.
  explicit Restriction(std::vector<v1::Filter> filters) : filters_(std::move(filters)) {}

  // The part of `whole`. One caller makes it (ColumnsRestriction and RestrictSnapshot say how long
  // that takes), others wait. DEADLINE_EXCEEDED or CANCELLED if `context` says so to the one who
  // waits or makes it; else errors of the index.
  absl::StatusOr<SharedSnapshot> Get(const SharedSnapshot& whole, search::SearchCaches& caches,
                                     const search::SearchContext& context);

  // Makes the part of `whole` if it is not known and nobody is making anything.
  absl::Status Renew(const SharedSnapshot& whole, search::SearchCaches& caches,
                     const search::SearchContext& context);

  // Drops what belongs to snapshots that nobody can ask for any more; `current` may be asked for.
  // What is being made stays. The newest part is kept, whose work is used again, until that of
  // `current` is known.
  void DropStale(const SharedSnapshot& current);

  std::size_t bytes() const;  // in memory, as of the last time that something was made

 private:
  struct Part {
    std::weak_ptr<const search::SearchSnapshot> whole;
    SharedSnapshot snapshot;
  };
  struct SegmentPart {
    search::SharedBitmap visible;
    std::unique_ptr<search::ColumnsRestriction> work;  // until it has succeeded
    std::optional<index::Columns> columns;             // then
    std::size_t bytes = 0;
  };
  using Segments = std::map<std::uint64_t, SegmentPart>;  // by serial number

  SharedSnapshot Find(const SharedSnapshot& whole) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<SharedSnapshot> MakeAlone(const SharedSnapshot& whole,
                                           search::SearchCaches& caches,
                                           const search::SearchContext& context);
  absl::StatusOr<SharedSnapshot> Make(const search::SearchSnapshot& whole,
                                      const search::SearchSnapshot* previous,
                                      search::SearchCaches& caches,
                                      const search::SearchContext& context);
  absl::StatusOr<search::SegmentBitmaps> Evaluate(const search::SearchSnapshot& whole,
                                                  search::SearchCaches& caches,
                                                  const search::SearchContext& context) const;
  absl::StatusOr<index::Columns> ColumnsOf(const index::SegmentView& view,
                                           search::SharedBitmap& visible,
                                           const search::SearchContext& context);
  // Moves what only snapshots that are gone have into `dropped`, to be freed without the lock.
  void TakeUnused(const search::SearchSnapshot& current, std::vector<SegmentPart>& dropped)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void CountBytes() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::vector<v1::Filter> filters_;
  mutable absl::Mutex mutex_;
  queue::SteadyCondition ended_;  // making_ is false again
  bool making_ ABSL_GUARDED_BY(mutex_) = false;
  std::list<Part> parts_ ABSL_GUARDED_BY(mutex_);  // the newest first
  std::size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  std::size_t segment_bytes_ ABSL_GUARDED_BY(mutex_) = 0;  // of these, of segments_
  Segments segments_;  // of whoever has set making_, else of whoever holds mutex_
};

}  // namespace dateline::engine

#endif  // DATELINE_SERVER_ENGINE_RESTRICTION_H_
