// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/engine/snapshots.h"

#include <algorithm>
#include <utility>

#include "core/index/manifest.h"

namespace dateline::engine {

absl::StatusOr<bool> Snapshots::Refresh() {
  absl::MutexLock refreshing(&refresh_mutex_);
  const std::shared_ptr<const search::SearchSnapshot> before = current();
  const index::Snapshot* previous = before == nullptr ? nullptr : before->snapshot.get();
  if (previous != nullptr) {  // much less to read than all tombstones
    const auto manifest = index::ReadCurrentManifest(options_.folder);
    if (!manifest.ok()) return manifest.status();
    if (manifest->generation == previous->generation) return false;
  }
  auto opened = index::OpenSnapshot(options_.folder, previous);
  if (!opened.ok()) return opened.status();
  std::shared_ptr<const search::SearchSnapshot> prepared =
      search::PrepareSnapshot(std::move(*opened), before.get());
  absl::MutexLock lock(&mutex_);
  current_ = std::move(prepared);
  DropExpired();
  return true;
}

std::shared_ptr<const search::SearchSnapshot> Snapshots::current() const {
  absl::MutexLock lock(&mutex_);
  return current_;
}

std::shared_ptr<const search::SearchSnapshot> Snapshots::Find(std::uint64_t generation) {
  absl::MutexLock lock(&mutex_);
  DropExpired();
  if (current_ != nullptr && current_->snapshot->generation == generation) return current_;
  const auto found = leases_.find(generation);
  return found == leases_.end() ? nullptr : found->second.snapshot;
}

void Snapshots::Lease(std::shared_ptr<const search::SearchSnapshot> snapshot) {
  absl::MutexLock lock(&mutex_);
  const std::uint64_t generation = snapshot->snapshot->generation;
  leases_[generation] = {std::move(snapshot), options_.now() + options_.lease};
  if (leases_.size() > options_.max_leases) {
    leases_.erase(std::min_element(
        leases_.begin(), leases_.end(),
        [](const auto& a, const auto& b) { return a.second.expires < b.second.expires; }));
  }
}

void Snapshots::DropExpired() {
  const absl::Time now = options_.now();
  std::erase_if(leases_, [now](const auto& entry) { return entry.second.expires < now; });
}

}  // namespace dateline::engine
