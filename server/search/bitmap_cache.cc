// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/bitmap_cache.h"

#include <functional>
#include <utility>

namespace dateline {
namespace {

std::string FullKey(std::uint32_t segment, std::string_view key) {
  std::string full(reinterpret_cast<const char*>(&segment), sizeof(segment));
  full.append(key);
  return full;
}

}  // namespace

BitmapCache::Shard& BitmapCache::ShardOf(const std::string& key) {
  return shards_[std::hash<std::string>{}(key) % kShards];
}

SharedBitmap BitmapCache::Find(std::uint32_t segment, std::string_view key) {
  const std::string full = FullKey(segment, key);
  Shard& shard = ShardOf(full);
  absl::MutexLock lock(&shard.mutex);
  const auto found = shard.by_key.find(full);
  if (found == shard.by_key.end()) return nullptr;
  shard.recent.splice(shard.recent.begin(), shard.recent, found->second);
  return found->second->bitmap;
}

void BitmapCache::Insert(std::uint32_t segment, std::string_view key, SharedBitmap bitmap) {
  std::string full = FullKey(segment, key);
  const std::size_t bytes = bitmap->bytes() + 2 * full.size() + sizeof(Entry);
  if (bytes > max_shard_bytes_) return;
  Shard& shard = ShardOf(full);
  absl::MutexLock lock(&shard.mutex);
  if (shard.by_key.contains(full)) return;
  shard.recent.push_front({full, std::move(bitmap), bytes});
  shard.by_key.emplace(std::move(full), shard.recent.begin());
  shard.bytes += bytes;
  while (shard.bytes > max_shard_bytes_) {
    const Entry& oldest = shard.recent.back();
    shard.bytes -= oldest.bytes;
    shard.by_key.erase(oldest.key);
    shard.recent.pop_back();
  }
}

void BitmapCache::Clear() {
  for (Shard& shard : shards_) {
    absl::MutexLock lock(&shard.mutex);
    shard.by_key.clear();
    shard.recent.clear();
    shard.bytes = 0;
  }
}

std::size_t BitmapCache::bytes() const {
  std::size_t sum = 0;
  for (const Shard& shard : shards_) {
    absl::MutexLock lock(&shard.mutex);
    sum += shard.bytes;
  }
  return sum;
}

}  // namespace dateline
