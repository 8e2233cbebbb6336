// SPDX-License-Identifier: GPL-3.0-or-later
// Making the two rows of an article (core/index/stored_article.h).
#ifndef DATELINE_INDEXER_SEGMENTS_ARTICLE_ROWS_H_
#define DATELINE_INDEXER_SEGMENTS_ARTICLE_ROWS_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/article/article.h"
#include "core/index/stored_article.h"

struct ZSTD_CCtx_s;

namespace dateline::segments {

// A row's bytes, and the ContentHash of its article.
struct ArticleRow {
  std::string_view bytes;
  std::uint64_t content_hash;
};

// Makes article rows: the length of the id (2 bytes), the id, a zstd frame of the protobuf message.
// Not thread-safe.
class ArticleCompressor {
 public:
  ArticleCompressor();
  ~ArticleCompressor();
  ArticleCompressor(const ArticleCompressor&) = delete;
  ArticleCompressor& operator=(const ArticleCompressor&) = delete;
  // Valid until the next call.
  ArticleRow Compress(const article::Article& article);

 private:
  ZSTD_CCtx_s* context_;
  std::string message_;
  std::string row_;
};

// The bytes of a word row with these hashes.
std::string MakeWordRow(std::span<const std::uint32_t> hashes);

}  // namespace dateline::segments

#endif  // DATELINE_INDEXER_SEGMENTS_ARTICLE_ROWS_H_
