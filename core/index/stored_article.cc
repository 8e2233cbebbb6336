// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/stored_article.h"

#include <fmt/format.h>
#include <xxhash.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "core/limits.h"

namespace dateline::index {
namespace {

struct FreeContext {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

}  // namespace

std::string_view IdOfRow(std::string_view row) {
  std::uint16_t bytes = 0;
  if (row.size() < sizeof bytes) return {};
  std::memcpy(&bytes, row.data(), sizeof bytes);
  row.remove_prefix(sizeof bytes);
  return bytes <= row.size() ? row.substr(0, bytes) : std::string_view{};
}

absl::StatusOr<article::Article> DecompressArticle(std::string_view row) {
  thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
  thread_local std::string message;
  const std::string_view frame =
      row.substr(std::min(row.size(), sizeof(std::uint16_t) + IdOfRow(row).size()));
  const unsigned long long size = ZSTD_getFrameContentSize(frame.data(), frame.size());
  article::Article article;
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

}  // namespace dateline::index
