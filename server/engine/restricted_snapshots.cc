// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/engine/restricted_snapshots.h"

#include <algorithm>
#include <map>
#include <utility>

#include "core/limits.h"

namespace dateline::engine {
namespace {

constexpr absl::Duration kUnusedFor = absl::Minutes(10);
// The follower of the index renews: a new generation must not wait long for it.
constexpr absl::Duration kRenewTime = absl::Seconds(1);
constexpr std::size_t kRenewedPerKey = 4;
constexpr std::size_t kKeyPart = 4;  // a quarter of what there is room for

// Equal for equal filters in one order.
std::string TextOf(const std::vector<v1::Filter>& filters) {
  std::string bytes;
  for (const v1::Filter& filter : filters) {
    const std::string one = filter.SerializeAsString();
    bytes += std::to_string(one.size()) + ':' + one;
  }
  return bytes;
}

}  // namespace

absl::StatusOr<SharedSnapshot> RestrictedSnapshots::Get(const SharedSnapshot& whole,
                                                        const search::SearchContext& context) {
  if (context.scope == nullptr || context.scope->filters.empty()) return whole;
  const std::shared_ptr<Restriction> restriction = FindOrAdd(*context.scope);
  auto part = restriction->Get(whole, caches_, context);
  Entries dropped;
  const absl::MutexLock lock(&mutex_);
  DropExcess(restriction.get(), dropped);
  return part;
}

std::shared_ptr<Restriction> RestrictedSnapshots::FindOrAdd(const search::CallerScope& scope) {
  const std::string filters = TextOf(scope.filters);
  const absl::MutexLock lock(&mutex_);
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&filters](const Entry& entry) {
    return entry.filters == filters;
  });
  if (found == entries_.end()) {
    entries_.push_front({filters, scope.key, std::make_shared<Restriction>(scope.filters), now_()});
  } else {
    found->used = now_();
    entries_.splice(entries_.begin(), entries_, found);
  }
  return entries_.front().restriction;
}

std::size_t RestrictedSnapshots::CountBytes(const std::string* key) const {
  std::size_t sum = 0;
  for (const Entry& entry : entries_) {
    if (key == nullptr || entry.key == *key) sum += entry.restriction->bytes();
  }
  return sum;
}

// A key from which many others are derived gives way to those with few.
RestrictedSnapshots::Entries::iterator RestrictedSnapshots::PickOldest(const Restriction* in_use) {
  std::map<std::string, std::size_t> counts;
  for (const Entry& entry : entries_) ++counts[entry.key];
  auto oldest = entries_.end();
  for (auto entry = entries_.end(); entry != entries_.begin();) {
    --entry;
    if (entry->restriction.get() == in_use) continue;
    if (oldest == entries_.end()) oldest = entry;
    const std::size_t count = counts[entry->key];
    const bool over = count * kKeyPart > limits::kMaxRestrictedSnapshots ||
                      CountBytes(&entry->key) * kKeyPart > limits::kMaxRestrictedBytes;
    if (count > 1 && over) return entry;
  }
  return oldest;
}

void RestrictedSnapshots::DropExcess(const Restriction* in_use, Entries& dropped) {
  while (entries_.size() > limits::kMaxRestrictedSnapshots ||
         CountBytes(nullptr) > limits::kMaxRestrictedBytes) {
    const auto oldest = PickOldest(in_use);
    if (oldest == entries_.end()) return;
    dropped.splice(dropped.end(), entries_, oldest);
  }
}

// Of each key the most recent one first, then of each the next, so that none keeps others waiting.
std::vector<std::shared_ptr<Restriction>> RestrictedSnapshots::UsedLately() const {
  std::map<std::string, std::size_t> counts;
  std::vector<std::pair<std::size_t, std::shared_ptr<Restriction>>> ranked;
  {
    const absl::MutexLock lock(&mutex_);
    for (const Entry& entry : entries_) {
      const std::size_t rank = counts[entry.key]++;
      if (rank < kRenewedPerKey) ranked.emplace_back(rank, entry.restriction);
    }
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::shared_ptr<Restriction>> restrictions;
  for (auto& [rank, restriction] : ranked) restrictions.push_back(std::move(restriction));
  return restrictions;
}

void RestrictedSnapshots::Renew(const SharedSnapshot& current) {
  DropStale(current);
  const search::SearchContext context{.deadline = absl::Now() + kRenewTime};
  for (const std::shared_ptr<Restriction>& restriction : UsedLately()) {
    if (absl::IsDeadlineExceeded(restriction->Renew(current, caches_, context))) break;
    restriction->DropStale(current);
  }
  Entries dropped;
  const absl::MutexLock lock(&mutex_);
  DropExcess(nullptr, dropped);
}

void RestrictedSnapshots::DropStale(const SharedSnapshot& current) {
  Entries unused;
  std::vector<std::shared_ptr<Restriction>> kept;
  {
    const absl::MutexLock lock(&mutex_);
    const absl::Time since = now_() - kUnusedFor;
    for (auto entry = entries_.begin(); entry != entries_.end();) {
      const auto next = std::next(entry);
      if (entry->used < since) {
        unused.splice(unused.end(), entries_, entry);
      } else {
        kept.push_back(entry->restriction);
      }
      entry = next;
    }
  }
  for (const std::shared_ptr<Restriction>& restriction : kept) restriction->DropStale(current);
}

std::size_t RestrictedSnapshots::size() const {
  const absl::MutexLock lock(&mutex_);
  return entries_.size();
}

std::size_t RestrictedSnapshots::bytes() const {
  const absl::MutexLock lock(&mutex_);
  return CountBytes(nullptr);
}

}  // namespace dateline::engine
