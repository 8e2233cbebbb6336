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
#include <vector>

#include "core/index/scrub.h"
#include "server/engine/events.h"
#include "server/engine/quarantine.h"
#include "server/engine/retry_timer.h"
#include "server/search/searcher.h"

namespace dateline::engine {

struct SnapshotsOptions {
  std::string folder;
  absl::Duration lease;        // how long a generation is kept after a page token of it was made
  std::size_t max_leases = 0;  // the one that expires first is dropped for the next
  std::function<absl::Time()> now;
  Listener listener;
};

// What answers depend on: index, writer, generation, and which segments are left out. Equal in
// every process that answers from the same.
std::uint64_t StateOf(const index::Snapshot& snapshot);
Condition ConditionOf(const index::Snapshot& snapshot);

// Thread-safe.
class Snapshots {
 public:
  explicit Snapshots(SnapshotsOptions options)
      : options_(std::move(options)), quarantine_(options_.folder) {}

  // Opens what CURRENT names if that is not what is current; true if it did. While segments are
  // left out, it tries to open them again, if their files have changed or some time has passed. The
  // first time: NOT_FOUND: no index in the folder; damage is left out, any other failure is an
  // error. After that an error leaves the current snapshot as it is; it is FILES_MISSING if files
  // are not there yet.
  absl::StatusOr<bool> Refresh();
  std::shared_ptr<const search::SearchSnapshot> current() const;
  // The snapshot of a state that is current or leased; null if it is neither.
  std::shared_ptr<const search::SearchSnapshot> Find(std::uint64_t state);
  // Keeps `snapshot` for the time of a lease, from now on.
  void Lease(std::shared_ptr<const search::SearchSnapshot> snapshot);

  // Leaves the segments of `used` out from now on that reading has found damaged. True: there were
  // any, so that what was computed from them is not to be trusted.
  bool LeaveOutFailed(const search::SearchSnapshot& used);
  // Leaves out what a scrub found damaged, and takes back what it found whole.
  void Apply(const index::ScrubResult& scrubbed);

 private:
  struct Leased {
    std::shared_ptr<const search::SearchSnapshot> snapshot;
    absl::Time expires;
  };
  using Shared = std::shared_ptr<const search::SearchSnapshot>;

  // What the folder holds, if it is worth opening; null: nothing new. `before` is the current one.
  absl::StatusOr<std::shared_ptr<const index::Snapshot>> OpenNew(const Shared& before)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(refresh_mutex_);
  absl::StatusOr<std::shared_ptr<const index::Snapshot>> Open(const Shared& before,
                                                              index::OpenOptions::Missing missing)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(refresh_mutex_);
  void Swap(std::shared_ptr<const index::Snapshot> snapshot, const Shared& before)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(refresh_mutex_);
  // Makes the current snapshot do without `damages`.
  void LeaveOut(const Shared& before, const std::vector<index::SegmentDamage>& damages)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(refresh_mutex_);
  void TellChanges(const index::Snapshot* before, const index::Snapshot& after) const;
  void Log(Severity severity, const std::string& message) const;
  void DropExpired() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void DropLeasesOf(std::uint64_t serial) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const SnapshotsOptions options_;
  absl::Mutex refresh_mutex_;  // one change of the current snapshot at a time
  Quarantine quarantine_ ABSL_GUARDED_BY(refresh_mutex_);
  RetryTimer retry_ ABSL_GUARDED_BY(refresh_mutex_);
  bool released_ ABSL_GUARDED_BY(refresh_mutex_) = false;  // a segment is to be opened again
  std::string problem_ ABSL_GUARDED_BY(refresh_mutex_);    // of the last refresh, as it was logged
  mutable absl::Mutex mutex_ ABSL_ACQUIRED_AFTER(refresh_mutex_);
  Shared current_ ABSL_GUARDED_BY(mutex_);
  std::map<std::uint64_t, Leased> leases_ ABSL_GUARDED_BY(mutex_);  // by state
};

}  // namespace dateline::engine

#endif  // DATELINE_SERVER_ENGINE_SNAPSHOTS_H_
