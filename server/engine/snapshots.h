// SPDX-License-Identifier: GPL-3.0-or-later
// The current snapshot of an index, and older ones that page tokens still need.
#ifndef DATELINE_SERVER_ENGINE_SNAPSHOTS_H_
#define DATELINE_SERVER_ENGINE_SNAPSHOTS_H_

#include <absl/base/thread_annotations.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "server/search/searcher.h"

namespace dateline::engine {

struct SnapshotsOptions {
  std::string folder;
  absl::Duration lease;        // how long a generation is kept after a page token of it was made
  std::size_t max_leases = 0;  // the one that expires first is dropped for the next
  std::function<absl::Time()> now;
};

// Thread-safe.
class Snapshots {
 public:
  explicit Snapshots(SnapshotsOptions options) : options_(std::move(options)) {}

  // Opens the generation that CURRENT names if it is not the current one; true if it did.
  // NOT_FOUND: no index in the folder. Errors leave the current snapshot as it is.
  absl::StatusOr<bool> Refresh();
  std::shared_ptr<const search::SearchSnapshot> current() const;
  // The snapshot of a generation that is current or leased; null if it is neither.
  std::shared_ptr<const search::SearchSnapshot> Find(std::uint64_t generation);
  // Keeps `snapshot` for the time of a lease, from now on.
  void Lease(std::shared_ptr<const search::SearchSnapshot> snapshot);

 private:
  struct Leased {
    std::shared_ptr<const search::SearchSnapshot> snapshot;
    absl::Time expires;
  };
  void DropExpired() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const SnapshotsOptions options_;
  absl::Mutex refresh_mutex_;  // one refresh at a time
  mutable absl::Mutex mutex_;
  std::shared_ptr<const search::SearchSnapshot> current_ ABSL_GUARDED_BY(mutex_);
  std::map<std::uint64_t, Leased> leases_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace dateline::engine

#endif  // DATELINE_SERVER_ENGINE_SNAPSHOTS_H_
