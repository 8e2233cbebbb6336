// SPDX-License-Identifier: GPL-3.0-or-later
// A bounded cache by segment (index::Segment::serial) and key. Segments never change, so entries
// never go stale; those of closed segments age out.
#ifndef DATELINE_SERVER_SEARCH_SEGMENT_CACHE_H_
#define DATELINE_SERVER_SEARCH_SEGMENT_CACHE_H_

#include <absl/base/thread_annotations.h>
#include <absl/container/flat_hash_map.h>
#include <absl/synchronization/mutex.h>

#include <array>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "server/search/bitmap.h"
#include "server/search/postings.h"

namespace dateline::search {

// Keeps values that have a member `bytes()`. The least recently used one is dropped first.
// Thread-safe; sharded by key so that searches rarely wait for each other.
template <typename Value>
class SegmentCache {
 public:
  using Shared = std::shared_ptr<const Value>;
  explicit SegmentCache(std::size_t max_bytes) : max_shard_bytes_(max_bytes / kShards) {}

  // Null if it is not there.
  Shared Find(std::uint64_t serial, std::string_view key) {
    const std::string full = FullKey(serial, key);
    Shard& shard = ShardOf(full);
    absl::MutexLock lock(&shard.mutex);
    const auto found = shard.by_key.find(full);
    if (found == shard.by_key.end()) return nullptr;
    shard.recent.splice(shard.recent.begin(), shard.recent, found->second);
    return found->second->value;
  }

  void Insert(std::uint64_t serial, std::string_view key, Shared value) {
    std::string full = FullKey(serial, key);
    const std::size_t bytes = value->bytes() + 2 * full.size() + sizeof(Entry);
    if (bytes > max_shard_bytes_) return;
    Shard& shard = ShardOf(full);
    absl::MutexLock lock(&shard.mutex);
    if (shard.by_key.contains(full)) return;
    shard.recent.push_front({full, std::move(value), bytes});
    shard.by_key.emplace(std::move(full), shard.recent.begin());
    shard.bytes += bytes;
    while (shard.bytes > max_shard_bytes_) {
      const Entry& oldest = shard.recent.back();
      shard.bytes -= oldest.bytes;
      shard.by_key.erase(oldest.key);
      shard.recent.pop_back();
    }
  }

  std::size_t bytes() const {
    std::size_t sum = 0;
    for (const Shard& shard : shards_) {
      absl::MutexLock lock(&shard.mutex);
      sum += shard.bytes;
    }
    return sum;
  }

 private:
  static constexpr std::size_t kShards = 16;
  struct Entry {
    std::string key;
    Shared value;
    std::size_t bytes;
  };
  struct Shard {
    mutable absl::Mutex mutex;
    std::list<Entry> recent ABSL_GUARDED_BY(mutex);  // most recently used first
    absl::flat_hash_map<std::string, typename std::list<Entry>::iterator> by_key
        ABSL_GUARDED_BY(mutex);
    std::size_t bytes ABSL_GUARDED_BY(mutex) = 0;
  };

  static std::string FullKey(std::uint64_t serial, std::string_view key) {
    std::string full(reinterpret_cast<const char*>(&serial), sizeof(serial));
    full.append(key);
    return full;
  }
  Shard& ShardOf(const std::string& key) {
    return shards_[std::hash<std::string>{}(key) % kShards];
  }

  std::size_t max_shard_bytes_;
  std::array<Shard, kShards> shards_;
};

using BitmapCache = SegmentCache<Bitmap>;
using PostingsCache = SegmentCache<Postings>;

// What searches remember of terms.
struct SearchCaches {
  // A quarter for bitmaps, which are small, the rest for postings.
  explicit SearchCaches(std::size_t bytes) : bitmaps(bytes / 4), postings(bytes - bytes / 4) {}
  BitmapCache bitmaps;
  PostingsCache postings;
};

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_SEGMENT_CACHE_H_
