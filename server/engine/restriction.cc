// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/engine/restriction.h"

#include <absl/cleanup/cleanup.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/limits.h"

namespace dateline::engine {
namespace {

// Nobody is told that a caller has cancelled: those who wait look that often.
constexpr std::chrono::milliseconds kLook{20};

bool Has(const search::SearchSnapshot& snapshot, std::uint64_t serial) {
  const auto& segments = snapshot.snapshot->segments;
  return std::any_of(segments.begin(), segments.end(), [serial](const index::SegmentView& view) {
    return view.segment->serial() == serial;
  });
}

queue::SteadyCondition::Clock::duration TimeToLook(const search::SearchContext& context) {
  const absl::Duration left = context.deadline - context.now();
  return std::min(std::chrono::nanoseconds(kLook),
                  absl::ToChronoNanoseconds(std::max(left, absl::ZeroDuration())));
}

}  // namespace

SharedSnapshot Restriction::Find(const SharedSnapshot& whole) const {
  const auto found = std::find_if(parts_.begin(), parts_.end(), [&whole](const Part& part) {
    return part.whole.lock() == whole;
  });
  return found == parts_.end() ? nullptr : found->snapshot;
}

absl::StatusOr<SharedSnapshot> Restriction::Get(const SharedSnapshot& whole,
                                                search::SearchCaches& caches,
                                                const search::SearchContext& context) {
  const search::Ticker ticker(context);
  {
    const absl::MutexLock lock(&mutex_);
    for (;;) {
      if (SharedSnapshot known = Find(whole); known != nullptr) return known;
      if (absl::Status status = ticker.Check(); !status.ok()) return status;
      if (!making_) break;
      ended_.WaitUntil(mutex_, queue::SteadyCondition::After(TimeToLook(context)));
    }
    making_ = true;
  }
  return MakeAlone(whole, caches, context);
}

absl::Status Restriction::Renew(const SharedSnapshot& whole, search::SearchCaches& caches,
                                const search::SearchContext& context) {
  {
    const absl::MutexLock lock(&mutex_);
    if (making_ || Find(whole) != nullptr) return absl::OkStatus();
    making_ = true;
  }
  return MakeAlone(whole, caches, context).status();
}

absl::StatusOr<SharedSnapshot> Restriction::MakeAlone(const SharedSnapshot& whole,
                                                      search::SearchCaches& caches,
                                                      const search::SearchContext& context) {
  std::list<Part> oldest;  // freed after the lock is gone
  SharedSnapshot previous;
  {
    const absl::MutexLock lock(&mutex_);
    if (!parts_.empty()) previous = parts_.front().snapshot;
  }
  SharedSnapshot part;
  const absl::Cleanup end = [&] {
    const absl::MutexLock lock(&mutex_);
    if (part != nullptr) parts_.push_front({whole, part});
    if (parts_.size() > limits::kMaxRestrictedGenerations) {
      oldest.splice(oldest.end(), parts_, std::prev(parts_.end()));
    }
    making_ = false;
    CountBytes();
    ended_.NotifyAll();
  };
  auto made = Make(*whole, previous.get(), caches, context);
  if (made.ok()) part = *made;
  return made;
}

absl::StatusOr<SharedSnapshot> Restriction::Make(const search::SearchSnapshot& whole,
                                                 const search::SearchSnapshot* previous,
                                                 search::SearchCaches& caches,
                                                 const search::SearchContext& context) {
  auto visible = Evaluate(whole, caches, context);
  if (!visible.ok()) return visible.status();
  std::vector<index::Columns> columns;
  for (std::size_t i = 0; i < visible->size(); ++i) {
    auto restricted = ColumnsOf(whole.snapshot->segments[i], (*visible)[i], context);
    if (!restricted.ok()) return restricted.status();
    columns.push_back(*std::move(restricted));
  }
  if (absl::Status status = search::Ticker(context).Check(); !status.ok()) return status;
  return search::RestrictSnapshot(whole, *visible, std::move(columns), previous);
}

// Dead rows too, so that a segment has the same ones in each generation.
absl::StatusOr<search::SegmentBitmaps> Restriction::Evaluate(
    const search::SearchSnapshot& whole, search::SearchCaches& caches,
    const search::SearchContext& context) const {
  const search::QueryPlan everything;
  search::Searcher searcher(whole, everything, caches, context);
  search::SegmentBitmaps visible(whole.snapshot->segments.size());
  for (const v1::Filter& filter : filters_) {
    const auto parts = searcher.EvaluateFilter(filter);
    if (!parts.ok()) return parts.status();
    visible = search::CombineParts(visible, *parts, std::nullopt);
  }
  for (std::size_t i = 0; i < visible.size(); ++i) {
    if (visible[i] != nullptr) continue;
    const index::Segment& segment = *whole.snapshot->segments[i].segment;
    const auto rows = static_cast<std::uint32_t>(segment.columns().rows());
    visible[i] = std::make_shared<const search::Bitmap>(search::Bitmap::Range(1, rows));
  }
  return visible;
}

absl::StatusOr<index::Columns> Restriction::ColumnsOf(const index::SegmentView& view,
                                                      search::SharedBitmap& visible,
                                                      const search::SearchContext& context) {
  SegmentPart& part = segments_[view.segment->serial()];
  if (part.visible == nullptr) part.visible = visible;
  visible = part.visible;  // one bitmap for all generations
  if (part.columns) return *part.columns;
  if (part.work == nullptr) {
    part.work = std::make_unique<search::ColumnsRestriction>(view.segment, visible);
  }
  auto columns = part.work->Run(context);
  part.bytes = visible->bytes() + (columns.ok() ? search::BytesOf(*columns, view.segment->columns())
                                                : part.work->bytes());
  if (!columns.ok()) return columns.status();
  part.columns = *columns;
  part.work.reset();
  return columns;
}

void Restriction::TakeUnused(const search::SearchSnapshot& current,
                             std::vector<SegmentPart>& dropped) {
  for (auto it = segments_.begin(); it != segments_.end();) {
    const std::uint64_t serial = it->first;
    const bool used = Has(current, serial) ||
                      std::any_of(parts_.begin(), parts_.end(), [serial](const Part& part) {
                        return Has(*part.snapshot, serial);
                      });
    if (used) {
      ++it;
    } else {
      dropped.push_back(std::move(it->second));
      it = segments_.erase(it);
    }
  }
}

void Restriction::CountBytes() {
  if (!making_) {
    segment_bytes_ = 0;
    for (const auto& [serial, part] : segments_) segment_bytes_ += part.bytes;
  }
  bytes_ = segment_bytes_;
  for (const Part& part : parts_) {
    bytes_ += part.snapshot->entities->bytes();
    for (const search::SharedBitmap& rows : part.snapshot->live) bytes_ += rows->bytes();
  }
}

void Restriction::DropStale(const SharedSnapshot& current) {
  std::vector<SegmentPart> dropped;  // freed after the lock is gone
  std::list<Part> stale;
  const absl::MutexLock lock(&mutex_);
  const bool known = Find(current) != nullptr;
  for (auto part = parts_.begin(); part != parts_.end();) {
    const auto next = std::next(part);
    const bool kept = !known && part == parts_.begin();
    if (!kept && part->whole.expired()) stale.splice(stale.end(), parts_, part);
    part = next;
  }
  if (!making_) TakeUnused(*current, dropped);
  CountBytes();
}

std::size_t Restriction::bytes() const {
  const absl::MutexLock lock(&mutex_);
  return bytes_;
}

}  // namespace dateline::engine
