// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/segments/article_rows.h"

#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <new>

#include "core/limits.h"

namespace dateline::segments {
namespace {

// Higher levels save less than a tenth of an article and take twice as long.
constexpr int kLevel = 1;

}  // namespace

ArticleCompressor::ArticleCompressor() : context_(ZSTD_createCCtx()) {
  if (context_ == nullptr) throw std::bad_alloc();
}
ArticleCompressor::~ArticleCompressor() { ZSTD_freeCCtx(context_); }

ArticleRow ArticleCompressor::Compress(const article::Article& article) {
  article.SerializeToString(&message_);
  const std::string& id = article.id();
  const auto id_bytes = static_cast<std::uint16_t>(id.size());
  static_assert(limits::kMaxIdBytes <= std::numeric_limits<std::uint16_t>::max());
  const std::size_t head = sizeof id_bytes + id.size();
  row_.resize(head + ZSTD_compressBound(message_.size()));
  std::memcpy(row_.data(), &id_bytes, sizeof id_bytes);
  std::copy(id.begin(), id.end(), row_.begin() + sizeof id_bytes);
  const std::size_t bytes = ZSTD_compressCCtx(context_, row_.data() + head, row_.size() - head,
                                              message_.data(), message_.size(), kLevel);
  if (ZSTD_isError(bytes) != 0) throw std::bad_alloc();  // the only failure if there is room enough
  return {std::string_view(row_).substr(0, head + bytes), article::ContentHash(message_, id)};
}

std::string MakeWordRow(std::span<const std::uint32_t> hashes) {
  const std::size_t words = hashes.size();
  std::string row(words, '\0');
  row.reserve(words + hashes.size_bytes());
  for (std::size_t i = 1; i < words; ++i) {
    const index::WordPair pair(hashes[i - 1], hashes[i]);
    char& byte = row[pair.Byte(words)];
    byte = static_cast<char>(static_cast<unsigned char>(byte) | pair.Bits());
  }
  for (unsigned shift = 0; shift < 32; shift += 8) {
    for (const std::uint32_t hash : hashes) row.push_back(static_cast<char>(hash >> shift));
  }
  return row;
}

}  // namespace dateline::segments
