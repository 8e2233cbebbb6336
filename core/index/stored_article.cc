// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/stored_article.h"

#include <fmt/format.h>
#include <xxhash.h>
#include <zstd.h>

#include <algorithm>
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

std::string_view ArticleCompressor::Compress(const Article& article) {
  article.SerializeToString(&message_);
  frame_.resize(ZSTD_compressBound(message_.size()));
  const std::size_t bytes = ZSTD_compressCCtx(context_, frame_.data(), frame_.size(),
                                              message_.data(), message_.size(), kLevel);
  if (ZSTD_isError(bytes) != 0) throw std::bad_alloc();  // the only failure with room enough
  return std::string_view(frame_).substr(0, bytes);
}

absl::StatusOr<Article> DecompressArticle(std::string_view frame) {
  thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
  thread_local std::string message;
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
  return absl::DataLossError(fmt::format("a stored article of {} bytes is damaged", frame.size()));
}

std::uint64_t LongWordHash(std::string_view word) { return XXH3_64bits(word.data(), word.size()); }

WordRow ReadWordRow(std::string_view row, std::size_t headline_words) {
  const std::span<const std::uint32_t> words(reinterpret_cast<const std::uint32_t*>(row.data()),
                                             row.size() / sizeof(std::uint32_t));
  const std::size_t split = std::min(headline_words, words.size());
  return {words.first(split), words.subspan(split)};
}

}  // namespace dateline
