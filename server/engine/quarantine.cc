// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/engine/quarantine.h"

#include <absl/time/clock.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "core/index/files.h"

namespace dateline::engine {
namespace {

// Times of files have the grain of the kernel's clock tick, on some file systems of two seconds: a
// change so soon after a look may not show.
constexpr std::int64_t kStampGrainNanos = 2'000'000'000;

// What `manifest` has of the same segment; null: it does not have it.
const index::SegmentEntry* FindEntry(const index::SegmentEntry& entry,
                                     const index::Manifest& manifest) {
  for (const index::SegmentEntry& other : manifest.segments) {
    if (index::IsSameSegment(entry, other)) return &other;
  }
  return nullptr;
}

}  // namespace

Quarantine::Quarantine(std::string folder, std::function<std::int64_t()> now_nanos)
    : folder_(std::move(folder)),
      now_nanos_(now_nanos ? std::move(now_nanos) : [] { return absl::GetCurrentTimeNanos(); }) {}

void Quarantine::Add(const std::string& index_id, const index::SegmentEntry& entry,
                     index::SegmentDamage damage) {
  (void)Release(entry.number);
  damage.missing = false;  // it is here because of what was read
  Held held{index_id, entry, std::move(damage), {}, now_nanos_()};
  // Other tombstones come and go with generations; they are checked whenever they are opened.
  if (held.damage.file != entry.tombstones.name) held.entry.tombstones = {};
  held.stamps = index::StampsOf(folder_, held.entry);
  held_.push_back(std::move(held));
}

void Quarantine::Keep(const index::Manifest& manifest) {
  std::erase_if(held_, [&manifest](const Held& held) {
    if (held.index_id != manifest.index_id) return true;
    const index::SegmentEntry* entry = FindEntry(held.entry, manifest);
    const bool of_tombstones = !held.entry.tombstones.name.empty();
    return entry == nullptr || (of_tombstones && entry->tombstones != held.entry.tombstones);
  });
}

std::vector<index::SegmentDamage> Quarantine::In(const index::Manifest& manifest) const {
  std::vector<index::SegmentDamage> damages;
  for (const Held& held : held_) {
    if (held.index_id != manifest.index_id) continue;
    const index::SegmentEntry* entry = FindEntry(held.entry, manifest);
    if (entry == nullptr) continue;
    damages.push_back(held.damage);
    damages.back().articles = index::LiveArticles(*entry);
  }
  return damages;
}

bool Quarantine::HasChanged(const Held& held) const {
  const std::vector<index::FileStamp> now = index::StampsOf(folder_, held.entry);
  if (now != held.stamps) return true;
  return std::any_of(now.begin(), now.end(), [&held](const index::FileStamp& stamp) {
    return std::abs(stamp.changed_nanos - held.looked_nanos) < kStampGrainNanos;
  });
}

bool Quarantine::IsWhole(const Held& held) const {
  const std::vector<index::FileEntry> files = index::FilesOf(held.entry);
  return std::all_of(files.begin(), files.end(), [this](const index::FileEntry& file) {
    return index::CheckFile(folder_, file).ok();
  });
}

bool Quarantine::Recheck() {
  const auto is_whole_again = [this](Held& held) {
    if (!HasChanged(held)) return false;
    held.looked_nanos = now_nanos_();
    held.stamps = index::StampsOf(folder_, held.entry);
    return IsWhole(held);
  };
  return std::erase_if(held_, is_whole_again) > 0;
}

bool Quarantine::Release(std::uint32_t segment) {
  const auto is_it = [segment](const Held& held) { return held.entry.number == segment; };
  return std::erase_if(held_, is_it) > 0;
}

}  // namespace dateline::engine
