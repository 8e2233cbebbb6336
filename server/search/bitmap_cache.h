// SPDX-License-Identifier: GPL-3.0-or-later
// A bounded cache of bitmaps by segment and key. Segments never change, so entries never go stale.
#ifndef DATELINE_SERVER_SEARCH_BITMAP_CACHE_H_
#define DATELINE_SERVER_SEARCH_BITMAP_CACHE_H_

#include <absl/base/thread_annotations.h>
#include <absl/container/flat_hash_map.h>
#include <absl/synchronization/mutex.h>

#include <array>
#include <cstdint>
#include <list>
#include <string>
#include <string_view>

#include "server/search/bitmap.h"

namespace dateline {

// Least recently used goes first. Thread-safe; sharded by key so that searches rarely wait for each
// other.
class BitmapCache {
 public:
  explicit BitmapCache(std::size_t max_bytes) : max_shard_bytes_(max_bytes / kShards) {}

  // nullptr where it is not there.
  SharedBitmap Find(std::uint32_t segment, std::string_view key);
  void Insert(std::uint32_t segment, std::string_view key, SharedBitmap bitmap);
  void Clear();
  std::size_t bytes() const;

 private:
  static constexpr std::size_t kShards = 16;
  struct Entry {
    std::string key;
    SharedBitmap bitmap;
    std::size_t bytes;
  };
  struct Shard {
    mutable absl::Mutex mutex;
    std::list<Entry> recent ABSL_GUARDED_BY(mutex);  // most recently used first
    absl::flat_hash_map<std::string, std::list<Entry>::iterator> by_key ABSL_GUARDED_BY(mutex);
    std::size_t bytes ABSL_GUARDED_BY(mutex) = 0;
  };

  Shard& ShardOf(const std::string& key);

  std::size_t max_shard_bytes_;
  std::array<Shard, kShards> shards_;
};

}  // namespace dateline

#endif  // DATELINE_SERVER_SEARCH_BITMAP_CACHE_H_
