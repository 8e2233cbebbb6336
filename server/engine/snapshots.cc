// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/engine/snapshots.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <utility>

#include "core/errors/errors.h"
#include "core/index/manifest.h"

namespace dateline::engine {
namespace {

using Missing = index::OpenOptions::Missing;

// Valid as long as `quarantine`, under the lock that guards it.
std::function<std::vector<index::SegmentDamage>(const index::Manifest&)> LeftOutBy(
    const Quarantine& quarantine) {
  return [&quarantine](const index::Manifest& manifest) { return quarantine.In(manifest); };
}

// Whether a manifest stands in for the one that CURRENT names.
bool IsStandIn(const index::Snapshot& snapshot) {
  return !snapshot.damaged.empty() && snapshot.damaged.front().segment == 0;
}

const index::SegmentEntry* FindEntry(const index::Manifest& manifest, std::uint32_t number) {
  for (const index::SegmentEntry& entry : manifest.segments) {
    if (entry.number == number) return &entry;
  }
  return nullptr;
}

// Of the files whose damage or absence leaves segments out.
std::vector<index::FileStamp> StampsOfDamage(const std::string& folder,
                                             const index::Snapshot& snapshot) {
  std::vector<index::FileStamp> stamps;
  for (const index::SegmentDamage& damage : snapshot.damaged) {
    const index::SegmentEntry* entry = FindEntry(snapshot.manifest, damage.segment);
    if (entry == nullptr) continue;
    const auto some = index::StampsOf(folder, *entry);
    stamps.insert(stamps.end(), some.begin(), some.end());
  }
  return stamps;
}

// Of segments that are current no more, which may stay open for long: each takes a descriptor.
void CloseIdleHandles(const index::Snapshot& before, const index::Snapshot& now) {
  for (const index::SegmentView& view : before.segments) {
    const bool current = std::any_of(
        now.segments.begin(), now.segments.end(),
        [&view](const index::SegmentView& other) { return other.segment == view.segment; });
    if (!current) view.segment->KeepIdle(0);
  }
}

// Whether `damages` have one of the same file, for whatever reason.
bool Contains(const std::vector<index::SegmentDamage>& damages, const index::SegmentDamage& one) {
  return std::any_of(damages.begin(), damages.end(), [&one](const index::SegmentDamage& other) {
    return other.segment == one.segment && other.file == one.file;
  });
}

bool IsLeftOut(const index::Snapshot& snapshot, std::uint32_t segment) {
  return index::FindDamage(snapshot.damaged, segment) != nullptr;
}

}  // namespace

std::uint64_t StateOf(const index::Snapshot& snapshot) {
  std::string text = fmt::format("{}/{}/{}", snapshot.manifest.index_id, snapshot.manifest.epoch,
                                 snapshot.generation);
  for (const index::SegmentDamage& damage : snapshot.damaged) {
    text += fmt::format("-{}", damage.segment);
  }
  return XXH3_64bits(text.data(), text.size());
}

Condition ConditionOf(const index::Snapshot& snapshot) {
  if (snapshot.damaged.empty()) return Condition::kWhole;
  return snapshot.segments.empty() ? Condition::kUnusable : Condition::kDamaged;
}

absl::StatusOr<bool> Snapshots::Refresh() {
  absl::MutexLock refreshing(&refresh_mutex_);
  Shared before;
  {
    absl::MutexLock lock(&mutex_);
    DropExpired();  // also on an idle server: what it keeps open takes room on the disk
    before = current_;
  }
  auto opened = OpenNew(before);
  if (!opened.ok()) {
    if (before != nullptr) {
      const std::string problem = fmt::format(
          "generation {} is answered from, because what the folder holds now cannot be opened: {}",
          before->snapshot->generation, errors::MessageOf(opened.status()));
      if (problem != problem_) Log(Severity::kError, problem);
      problem_ = problem;
    }
    return opened.status();
  }
  // While segments are left out, most refreshes do not try: they tell nothing of the problem.
  const bool tried = *opened != nullptr || before->snapshot->damaged.empty();
  if (!problem_.empty() && tried) {
    Log(Severity::kInfo,
        fmt::format("the index can be opened again: generation {}",
                    *opened == nullptr ? before->snapshot->generation : (*opened)->generation));
    problem_.clear();
  }
  if (*opened == nullptr) return false;
  Swap(*std::move(opened), before);
  return true;
}

absl::StatusOr<std::shared_ptr<const index::Snapshot>> Snapshots::OpenNew(const Shared& before) {
  if (before == nullptr) return Open(before, Missing::kNewestWhole);
  const index::Snapshot& old = *before->snapshot;
  const auto manifest = index::ReadCurrentManifest(options_.folder);  // much less to read than all
  const bool stands_in = IsStandIn(old);
  if (!manifest.ok()) {
    if (errors::ReasonOf(manifest.status()) != v1::ERROR_REASON_FILES_MISSING)
      return manifest.status();
    const std::string name = errors::ErrorMetadata(manifest.status(), "file");
    if (stands_in && old.damaged.front().file == name) return nullptr;
    if (!stands_in) return index::MissingFile(name, "CURRENT names it");
  }
  const bool same = manifest.ok() && *manifest == old.manifest && !stands_in;
  if (same && old.damaged.empty()) return nullptr;
  quarantine_.Keep(manifest.ok() ? *manifest : old.manifest);
  const bool whole_again = quarantine_.Recheck() || std::exchange(released_, false);
  if (same && !whole_again && !retry_.IsDue(StampsOfDamage(options_.folder, old))) return nullptr;
  // Files that are late are waited for if there is something whole to answer from.
  auto opened = Open(before, old.damaged.empty() ? Missing::kFail : Missing::kNewestWhole);
  if (opened.ok() && same && (*opened)->damaged == old.damaged) return nullptr;
  return opened;
}

absl::StatusOr<std::shared_ptr<const index::Snapshot>> Snapshots::Open(const Shared& before,
                                                                       Missing missing) {
  const index::Snapshot* previous = before == nullptr ? nullptr : before->snapshot.get();
  if (previous != nullptr) retry_.Begin(StampsOfDamage(options_.folder, *previous));
  return index::OpenSnapshot(
      options_.folder,
      {.previous = previous, .left_out = LeftOutBy(quarantine_), .missing = missing});
}

void Snapshots::Swap(std::shared_ptr<const index::Snapshot> snapshot, const Shared& before) {
  const index::Snapshot* old = before == nullptr ? nullptr : before->snapshot.get();
  const bool other = old != nullptr && old->manifest.index_id != snapshot->manifest.index_id;
  const Condition condition = ConditionOf(*snapshot);
  Shared prepared = search::PrepareSnapshot(snapshot, before.get());
  {
    absl::MutexLock lock(&mutex_);
    current_ = std::move(prepared);
    DropExpired();
    if (other) leases_.clear();
  }
  if (old != nullptr) CloseIdleHandles(*old, *snapshot);
  TellChanges(old, *snapshot);
  if (options_.listener.changed) options_.listener.changed(condition);
}

void Snapshots::TellChanges(const index::Snapshot* before, const index::Snapshot& after) const {
  if (before != nullptr && before->manifest.index_id != after.manifest.index_id) {
    Log(Severity::kWarning,
        fmt::format("the folder holds another index now, {} with {} articles; before it was {} "
                    "with {}. Page tokens of it have expired",
                    after.manifest.index_id, after.live_articles, before->manifest.index_id,
                    before->live_articles));
  }
  static const std::vector<index::SegmentDamage> kNone;
  const auto& old = before == nullptr ? kNone : before->damaged;
  for (const index::SegmentDamage& damage : after.damaged) {
    if (!Contains(old, damage)) {
      Log(Severity::kError, fmt::format("the index is damaged: {}", index::Describe(damage)));
    }
  }
  for (const index::SegmentDamage& damage : old) {
    if (IsLeftOut(after, damage.segment)) continue;
    Log(Severity::kInfo, damage.segment == 0
                             ? fmt::format("'{}' is there now", damage.file)
                             : fmt::format("segment {} is no longer left out", damage.segment));
  }
}

void Snapshots::Log(Severity severity, const std::string& message) const {
  if (options_.listener.log) options_.listener.log(severity, message);
}

std::shared_ptr<const search::SearchSnapshot> Snapshots::current() const {
  absl::MutexLock lock(&mutex_);
  return current_;
}

std::shared_ptr<const search::SearchSnapshot> Snapshots::Find(std::uint64_t state) {
  absl::MutexLock lock(&mutex_);
  DropExpired();
  if (current_ != nullptr && StateOf(*current_->snapshot) == state) return current_;
  const auto found = leases_.find(state);
  return found == leases_.end() ? nullptr : found->second.snapshot;
}

void Snapshots::Lease(std::shared_ptr<const search::SearchSnapshot> snapshot) {
  const std::uint64_t state = StateOf(*snapshot->snapshot);
  absl::MutexLock lock(&mutex_);
  // A search that began before the folder was replaced must not bring the other index back.
  if (current_->snapshot->manifest.index_id != snapshot->snapshot->manifest.index_id) return;
  leases_[state] = {std::move(snapshot), options_.now() + options_.lease};
  if (leases_.size() > options_.max_leases) {
    leases_.erase(std::min_element(
        leases_.begin(), leases_.end(),
        [](const auto& a, const auto& b) { return a.second.expires < b.second.expires; }));
  }
}

bool Snapshots::LeaveOutFailed(const search::SearchSnapshot& used) {
  std::vector<const index::SegmentView*> failed;
  for (const index::SegmentView& view : used.snapshot->segments) {
    if (view.segment->damage()) failed.push_back(&view);
  }
  if (failed.empty()) return false;
  absl::MutexLock refreshing(&refresh_mutex_);
  const Shared before = current();
  bool current_failed = false;  // or only one that is leased
  for (const index::SegmentView* view : failed) {
    const std::uint64_t serial = view->segment->serial();
    {
      absl::MutexLock lock(&mutex_);
      DropLeasesOf(serial);
    }
    for (const index::SegmentView& now : before->snapshot->segments) {
      if (now.segment->serial() != serial) continue;
      quarantine_.Add(before->snapshot->manifest.index_id, now.entry, *view->segment->damage());
      current_failed = true;
    }
  }
  if (current_failed) LeaveOut(before, quarantine_.In(before->snapshot->manifest));
  return true;
}

void Snapshots::LeaveOut(const Shared& before, const std::vector<index::SegmentDamage>& damages) {
  {
    absl::MutexLock lock(&mutex_);
    for (const index::SegmentView& view : before->snapshot->segments) {
      if (index::FindDamage(damages, view.entry.number) != nullptr)
        DropLeasesOf(view.segment->serial());
    }
  }
  Swap(index::WithoutSegments(*before->snapshot, damages), before);
}

void Snapshots::Apply(const index::ScrubResult& scrubbed) {
  {
    absl::MutexLock refreshing(&refresh_mutex_);
    const Shared before = current();
    const index::Manifest& now = before->snapshot->manifest;
    if (now.index_id != scrubbed.manifest.index_id) return;
    for (const index::SegmentEntry& entry : scrubbed.manifest.segments) {
      const index::SegmentEntry* current = FindEntry(now, entry.number);
      if (current == nullptr || !index::IsSameSegment(*current, entry)) continue;
      const index::SegmentDamage* damage = index::FindDamage(scrubbed.damage, entry.number);
      if (damage == nullptr) {
        released_ |= quarantine_.Release(entry.number);
      } else if (!damage->missing && !IsLeftOut(*before->snapshot, entry.number)) {
        quarantine_.Add(now.index_id, *current, *damage);  // one that is gone is still open
      }
    }
    const std::vector<index::SegmentDamage> damages = quarantine_.In(now);
    const bool new_ones =
        std::any_of(damages.begin(), damages.end(), [&before](const index::SegmentDamage& damage) {
          return !IsLeftOut(*before->snapshot, damage.segment);
        });
    if (new_ones) LeaveOut(before, damages);
  }
  (void)Refresh();  // what was found whole is opened; a failure is logged there
}

void Snapshots::DropExpired() {
  const absl::Time now = options_.now();
  std::erase_if(leases_, [now](const auto& entry) { return entry.second.expires < now; });
}

void Snapshots::DropLeasesOf(std::uint64_t serial) {
  std::erase_if(leases_, [serial](const auto& entry) {
    const auto& segments = entry.second.snapshot->snapshot->segments;
    return std::any_of(segments.begin(), segments.end(), [serial](const index::SegmentView& view) {
      return view.segment->serial() == serial;
    });
  });
}

}  // namespace dateline::engine
