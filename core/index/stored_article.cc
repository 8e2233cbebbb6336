// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/stored_article.h"

#include <fmt/format.h>
#include <xxhash.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <new>

#include "core/limits.h"

namespace dateline {
namespace {

constexpr int kLevel =
    1;  // higher levels save less than a tenth of an article and take twice as long

struct FreeContext {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

}  // namespace

ArticleCompressor::ArticleCompressor() : context_(ZSTD_createCCtx()) {
  if (context_ == nullptr) throw std::bad_alloc();
}
ArticleCompressor::~ArticleCompressor() { ZSTD_freeCCtx(context_); }

ArticleRow ArticleCompressor::Compress(const Article& article) {
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
  if (ZSTD_isError(bytes) != 0) throw std::bad_alloc();  // the only failure with room enough
  return {std::string_view(row_).substr(0, head + bytes), ContentHash(message_, id)};
}

std::string_view IdOfRow(std::string_view row) {
  std::uint16_t bytes = 0;
  if (row.size() < sizeof bytes) return {};
  std::memcpy(&bytes, row.data(), sizeof bytes);
  row.remove_prefix(sizeof bytes);
  return bytes <= row.size() ? row.substr(0, bytes) : std::string_view{};
}

absl::StatusOr<Article> DecompressArticle(std::string_view row) {
  thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
  thread_local std::string message;
  const std::string_view frame =
      row.substr(std::min(row.size(), sizeof(std::uint16_t) + IdOfRow(row).size()));
  const unsigned long long size = ZSTD_getFrameContentSize(frame.data(), frame.size());
  Article article;
  if (context != nullptr && size <= limits::kMaxStoredArticleBytes) {
    message.resize(static_cast<std::size_t>(size));
    const std::size_t got = ZSTD_decompressDCtx(context.get(), message.data(), message.size(),
                                                frame.data(), frame.size());
    if (ZSTD_isError(got) == 0 && got == message.size() && article.ParseFromString(message)) {
      return article;
    }
  }
  return absl::DataLossError(fmt::format("a stored article of {} bytes is damaged", row.size()));
}

std::uint64_t LongWordHash(std::string_view word) { return XXH3_64bits(word.data(), word.size()); }

std::string MakeWordRow(std::span<const std::uint32_t> hashes) {
  const std::size_t words = hashes.size();
  std::string row(words, '\0');
  row.reserve(words + hashes.size_bytes());
  for (std::size_t i = 1; i < words; ++i) {
    const WordPair pair(hashes[i - 1], hashes[i]);
    char& byte = row[pair.Byte(words)];
    byte = static_cast<char>(static_cast<unsigned char>(byte) | pair.Bits());
  }
  for (unsigned shift = 0; shift < 32; shift += 8) {
    for (const std::uint32_t hash : hashes) row.push_back(static_cast<char>(hash >> shift));
  }
  return row;
}

}  // namespace dateline
