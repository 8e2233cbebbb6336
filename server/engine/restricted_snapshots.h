// SPDX-License-Identifier: GPL-3.0-or-later
// Snapshots as callers see them whose keys have a filter.
#ifndef DATELINE_SERVER_ENGINE_RESTRICTED_SNAPSHOTS_H_
#define DATELINE_SERVER_ENGINE_RESTRICTED_SNAPSHOTS_H_

#include <absl/base/thread_annotations.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "server/search/search_context.h"
#include "server/search/searcher.h"

namespace dateline::engine {

using SharedSnapshot = std::shared_ptr<const search::SearchSnapshot>;

// Makes the restricted snapshot of a whole one and some filters once, and keeps it for those who
// come later. Bounded: those that were not used for long, and the least recently used if there are
// many or large ones, are dropped. Thread-safe.
class RestrictedSnapshots {
 public:
  // Both must outlive it.
  RestrictedSnapshots(search::SearchCaches& caches, const std::function<absl::Time()>& now)
      : caches_(caches), now_(now) {}

  // What the caller of `context` may see of `whole`: `whole` itself without a filter. The first
  // caller with its filters makes the snapshot (RestrictColumns says how long that takes), whatever
  // its deadline, because the next one needs it too; others wait for it. Errors of the index.
  absl::StatusOr<SharedSnapshot> Get(const SharedSnapshot& whole,
                                     const search::SearchContext& context);

  // Makes those that were used lately of `whole`, which is new, so that no caller has to; drops the
  // others that nobody can ask for any more. An error leaves one for its first caller to make.
  void Renew(const SharedSnapshot& whole);

 private:
  struct Slot {
    absl::Mutex mutex;  // held while the snapshot is made
    SharedSnapshot part ABSL_GUARDED_BY(mutex);
  };
  struct Entry {
    std::string restriction;
    std::vector<v1::Filter> filters;
    std::weak_ptr<const search::SearchSnapshot> whole;
    std::shared_ptr<Slot> slot;  // shared by the callers that wait
    absl::Time used;
    std::size_t names = 0;  // in the snapshot, once it is made: a measure of its size
  };
  // The entry of `whole` and a restriction, at the front; `previous` gets the newest other one.
  std::shared_ptr<Slot> FindSlot(const SharedSnapshot& whole, const Entry& wanted,
                                 std::shared_ptr<Slot>& previous);
  absl::StatusOr<SharedSnapshot> GetFor(const SharedSnapshot& whole, const Entry& wanted);
  absl::StatusOr<SharedSnapshot> Make(const search::SearchSnapshot& whole,
                                      const std::vector<v1::Filter>& filters,
                                      const search::SearchSnapshot* previous);
  void NoteSize(const std::shared_ptr<Slot>& slot, const search::SearchSnapshot& part);
  void DropOldest() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  search::SearchCaches& caches_;
  const std::function<absl::Time()>& now_;
  absl::Mutex mutex_;
  std::list<Entry> entries_ ABSL_GUARDED_BY(mutex_);  // the most recently used first
};

}  // namespace dateline::engine

#endif  // DATELINE_SERVER_ENGINE_RESTRICTED_SNAPSHOTS_H_
