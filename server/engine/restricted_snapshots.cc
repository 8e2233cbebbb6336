// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/engine/restricted_snapshots.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/limits.h"
#include "server/search/restricted_columns.h"

namespace dateline::engine {
namespace {

constexpr absl::Duration kUnusedFor = absl::Minutes(10);

// Equal for equal filters in one order.
std::string RestrictionOf(const std::vector<v1::Filter>& filters) {
  std::string bytes;
  for (const v1::Filter& filter : filters) {
    const std::string one = filter.SerializeAsString();
    bytes += std::to_string(one.size()) + ':' + one;
  }
  return bytes;
}

std::size_t CountNames(const search::SearchSnapshot& part) {
  std::size_t names = 0;
  for (const article::Field field : names::kEntityFields) names += part.entities->size(field);
  return names;
}

// Whether each segment with a number of `whole` is the same one in `previous`.
bool SharesSegments(const index::Snapshot& whole, const index::Snapshot& previous) {
  return std::all_of(whole.segments.begin(), whole.segments.end(), [&](const auto& view) {
    return std::all_of(previous.segments.begin(), previous.segments.end(), [&](const auto& other) {
      return view.segment == other.segment || view.segment->number() != other.segment->number();
    });
  });
}

// The columns of a segment as `previous` (may be null) has them; null if it does not have it.
const index::Columns* KnownColumns(const index::SegmentView& view,
                                   const search::SearchSnapshot* previous) {
  if (previous == nullptr) return nullptr;
  const auto& segments = previous->snapshot->segments;
  const auto known = std::find_if(segments.begin(), segments.end(), [&view](const auto& other) {
    return other.segment == view.segment;
  });
  return known == segments.end()
             ? nullptr
             : &previous->restricted[static_cast<std::size_t>(known - segments.begin())];
}

}  // namespace

absl::StatusOr<SharedSnapshot> RestrictedSnapshots::Get(const SharedSnapshot& whole,
                                                        const search::SearchContext& context) {
  if (context.scope == nullptr || context.scope->filters.empty()) return whole;
  Entry wanted;
  wanted.restriction = RestrictionOf(context.scope->filters);
  wanted.filters = context.scope->filters;
  wanted.used = now_();
  return GetFor(whole, wanted);
}

absl::StatusOr<SharedSnapshot> RestrictedSnapshots::GetFor(const SharedSnapshot& whole,
                                                           const Entry& wanted) {
  std::shared_ptr<Slot> other;
  const std::shared_ptr<Slot> slot = FindSlot(whole, wanted, other);
  const absl::MutexLock making(&slot->mutex);
  if (slot->part != nullptr) return slot->part;
  SharedSnapshot previous;
  // Not if somebody makes that one now: he may wait for this one.
  if (other != nullptr && other->mutex.TryLock()) {
    previous = other->part;
    other->mutex.Unlock();
  }
  auto made = Make(*whole, wanted.filters, previous.get());
  if (!made.ok()) return made.status();
  slot->part = *made;
  NoteSize(slot, **made);
  return made;
}

std::shared_ptr<RestrictedSnapshots::Slot> RestrictedSnapshots::FindSlot(
    const SharedSnapshot& whole, const Entry& wanted, std::shared_ptr<Slot>& previous) {
  const absl::MutexLock lock(&mutex_);
  for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
    if (entry->restriction != wanted.restriction) continue;
    if (entry->whole.lock() != whole) {
      if (previous == nullptr) previous = entry->slot;
      continue;
    }
    entry->used = std::max(entry->used, wanted.used);
    entries_.splice(entries_.begin(), entries_, entry);
    return entry->slot;
  }
  Entry& made = entries_.emplace_front(wanted);
  made.whole = whole;
  made.slot = std::make_shared<Slot>();
  made.names = 0;
  DropOldest();
  return made.slot;
}

void RestrictedSnapshots::NoteSize(const std::shared_ptr<Slot>& slot,
                                   const search::SearchSnapshot& part) {
  const std::size_t names = CountNames(part);
  const absl::MutexLock lock(&mutex_);
  const auto entry = std::find_if(entries_.begin(), entries_.end(),
                                  [&slot](const Entry& one) { return one.slot == slot; });
  if (entry != entries_.end()) entry->names = names;
  DropOldest();
}

// The one at the front is in use.
void RestrictedSnapshots::DropOldest() {
  std::size_t names = 0;
  std::size_t kept = 0;
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    names += entry->names;
    const bool room =
        kept < limits::kMaxRestrictedSnapshots && names <= limits::kMaxRestrictedNames;
    if (room || kept == 0) {
      ++kept;
      ++entry;
    } else {
      entry = entries_.erase(entry);
    }
  }
}

absl::StatusOr<SharedSnapshot> RestrictedSnapshots::Make(const search::SearchSnapshot& whole,
                                                         const std::vector<v1::Filter>& filters,
                                                         const search::SearchSnapshot* previous) {
  if (previous != nullptr && !SharesSegments(*whole.snapshot, *previous->snapshot)) {
    previous = nullptr;
  }
  const search::SearchContext no_deadline;
  const search::QueryPlan everything;
  search::Searcher searcher(whole, everything, caches_, no_deadline);
  search::SegmentBitmaps visible(whole.snapshot->segments.size());  // null: dead rows too
  for (const v1::Filter& filter : filters) {
    const auto parts = searcher.EvaluateFilter(filter);
    if (!parts.ok()) return parts.status();
    visible = search::CombineParts(visible, *parts, std::nullopt);
  }
  std::vector<index::Columns> columns;
  for (std::size_t i = 0; i < visible.size(); ++i) {
    const index::SegmentView& view = whole.snapshot->segments[i];
    const auto rows = static_cast<std::uint32_t>(view.segment->columns().rows());
    if (visible[i] == nullptr) {
      visible[i] = std::make_shared<const search::Bitmap>(search::Bitmap::Range(1, rows));
    }
    if (const index::Columns* known = KnownColumns(view, previous); known != nullptr) {
      columns.push_back(*known);
      continue;
    }
    auto restricted = search::RestrictColumns(*view.segment, *visible[i]);
    if (!restricted.ok()) return restricted.status();
    columns.push_back(*std::move(restricted));
  }
  return search::RestrictSnapshot(whole, visible, std::move(columns), previous);
}

void RestrictedSnapshots::Renew(const SharedSnapshot& whole) {
  std::vector<Entry> wanted;
  {
    const absl::MutexLock lock(&mutex_);
    const absl::Time since = now_() - kUnusedFor;
    for (const Entry& entry : entries_) {
      const bool known = std::any_of(wanted.begin(), wanted.end(), [&entry](const Entry& one) {
        return one.restriction == entry.restriction;
      });
      if (!known && entry.used >= since) wanted.push_back(entry);
    }
  }
  // The most recently used one last: it ends up at the front.
  for (auto entry = wanted.rbegin(); entry != wanted.rend(); ++entry) {
    if (!GetFor(whole, *entry).ok()) continue;  // its first caller gets the error
  }
  const absl::MutexLock lock(&mutex_);
  const absl::Time since = now_() - kUnusedFor;
  std::erase_if(entries_, [since](const Entry& entry) {
    return entry.whole.expired() || entry.used < since;
  });
}

}  // namespace dateline::engine
