// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/tagger/hash_index.h"

// Words are short: the call would cost as much as the hash.
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <utility>

namespace dateline::tagger {
namespace {

static_assert(std::endian::native == std::endian::little, "sections are read as they are stored");

constexpr std::size_t kWord = sizeof(std::uint32_t);
constexpr std::uint32_t kMaxBits = 24;
constexpr std::uint32_t kKeysPerBucket = 4;

std::uint64_t Hash(std::string_view key) { return XXH3_64bits(key.data(), key.size()); }

}  // namespace

void AppendU32(std::uint32_t value, std::string& bytes) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

void AppendBlock(std::string_view bytes, std::string& section) {
  AppendU32(static_cast<std::uint32_t>(bytes.size()), section);
  section.append(bytes);
}

std::optional<HashIndex> HashIndex::Parse(std::string_view block) {
  if (block.size() < 2 * kWord) return std::nullopt;
  HashIndex index;
  index.size_ = LoadAt<std::uint32_t>(block, 0);
  const auto bits = LoadAt<std::uint32_t>(block, 1);
  // With no bits the shift would be by the whole width.
  if (bits < 1 || bits > kMaxBits) return std::nullopt;
  const std::size_t buckets = std::size_t{1} << bits;
  if (block.size() != kWord * (2 + buckets + 1 + std::size_t{index.size_})) return std::nullopt;
  index.shift_ = 64 - bits;
  index.starts_ = block.substr(2 * kWord, kWord * (buckets + 1));
  index.tags_ = block.substr(kWord * (2 + buckets + 1));
  std::uint32_t before = 0;
  for (std::size_t i = 0; i <= buckets; ++i) {
    const auto start = LoadAt<std::uint32_t>(index.starts_, i);
    if (start < before || start > index.size_) return std::nullopt;
    before = start;
  }
  return index;
}

std::uint32_t HashIndex::Find(std::string_view key) const {
  if (size_ == 0) return kNone;
  const std::uint64_t hash = Hash(key);
  const auto tag = static_cast<std::uint32_t>(hash);
  const std::size_t bucket = hash >> shift_;
  const auto end = LoadAt<std::uint32_t>(starts_, bucket + 1);
  for (auto i = LoadAt<std::uint32_t>(starts_, bucket); i < end; ++i) {
    if (LoadAt<std::uint32_t>(tags_, i) == tag) return i;
  }
  return kNone;
}

std::vector<std::size_t> AppendHashIndex(const std::vector<std::string_view>& keys,
                                         std::string& section) {
  std::uint32_t bits = 1;
  while (bits < kMaxBits && (std::size_t{kKeysPerBucket} << bits) < keys.size()) ++bits;
  const unsigned shift = 64 - bits;
  // By bucket, then tag, then the order given.
  std::vector<std::pair<std::uint64_t, std::size_t>> order(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::uint64_t hash = Hash(keys[i]);
    order[i] = {(hash >> shift) << 32U | static_cast<std::uint32_t>(hash), i};
  }
  std::sort(order.begin(), order.end());
  const auto are_equal = [](const auto& a, const auto& b) { return a.first == b.first; };
  order.erase(std::unique(order.begin(), order.end(), are_equal), order.end());

  std::string block;
  AppendU32(static_cast<std::uint32_t>(order.size()), block);
  AppendU32(bits, block);
  std::size_t at = 0;
  for (std::size_t bucket = 0; bucket <= std::size_t{1} << bits; ++bucket) {
    while (at < order.size() && order[at].first >> 32U < bucket) ++at;
    AppendU32(static_cast<std::uint32_t>(at), block);
  }
  std::vector<std::size_t> places;
  places.reserve(order.size());
  for (const auto& [hash, place] : order) {
    AppendU32(static_cast<std::uint32_t>(hash), block);
    places.push_back(place);
  }
  AppendBlock(block, section);
  return places;
}

}  // namespace dateline::tagger
