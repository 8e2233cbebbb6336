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

#include "server/engine/restriction.h"
#include "server/search/search_context.h"
#include "server/search/searcher.h"

namespace dateline::engine {

// Makes the restricted snapshot of a whole one and some filters once, and keeps it for those who
// come later. Bounded in number and in bytes: what was not used for ten minutes is dropped, and if
// there is too much, of a key with several filters and more than its quarter the least recently
// used, else the least recently used of all. Thread-safe.
class RestrictedSnapshots {
 public:
  // Both must outlive it.
  RestrictedSnapshots(search::SearchCaches& caches, const std::function<absl::Time()>& now)
      : caches_(caches), now_(now) {}

  // What the caller of `context` may see of `whole`: `whole` itself without a filter. The first
  // caller with its filters makes the snapshot, others wait for it: DEADLINE_EXCEEDED or CANCELLED
  // if `context` says so, and the next caller goes on. Else errors of the index.
  absl::StatusOr<SharedSnapshot> Get(const SharedSnapshot& whole,
                                     const search::SearchContext& context);

  // Makes those that were used lately of `current`, which may be new, so that callers do not have
  // to; for about a second, and of each key a few: the rest is for the next Renew or the callers.
  // Drops what nobody can ask for any more. Errors are left for the callers.
  void Renew(const SharedSnapshot& current);

  // Drops what nobody can ask for any more, and what was not used for long.
  void DropStale(const SharedSnapshot& current);

  // What is kept now.
  std::size_t size() const;
  std::size_t bytes() const;

 private:
  struct Entry {
    std::string filters;                       // equal for equal filters in one order
    std::string key;                           // whose caller came first with them
    std::shared_ptr<Restriction> restriction;  // shared with callers that use it now
    absl::Time used;
  };
  using Entries = std::list<Entry>;

  std::shared_ptr<Restriction> FindOrAdd(const search::CallerScope& scope);
  std::vector<std::shared_ptr<Restriction>> UsedLately() const;
  // Moves entries into `dropped`, to be freed without the lock, until there is room; never that of
  // `in_use`.
  void DropExcess(const Restriction* in_use, Entries& dropped)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Entries::iterator PickOldest(const Restriction* in_use) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::size_t CountBytes(const std::string* key) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);

  search::SearchCaches& caches_;
  const std::function<absl::Time()>& now_;
  mutable absl::Mutex mutex_;
  Entries entries_ ABSL_GUARDED_BY(mutex_);  // the most recently used first
};

}  // namespace dateline::engine

#endif  // DATELINE_SERVER_ENGINE_RESTRICTED_SNAPSHOTS_H_
