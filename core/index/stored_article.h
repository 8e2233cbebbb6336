// SPDX-License-Identifier: GPL-3.0-or-later
// The two rows that a segment keeps of an article: the article itself, and its words in order.
#ifndef DATELINE_CORE_INDEX_STORED_ARTICLE_H_
#define DATELINE_CORE_INDEX_STORED_ARTICLE_H_

#include <absl/status/statusor.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/article/article.h"

struct ZSTD_CCtx_s;

namespace dateline {

// Compresses articles to zstd frames of the protobuf message. Not thread-safe.
class ArticleCompressor {
 public:
  ArticleCompressor();
  ~ArticleCompressor();
  ArticleCompressor(const ArticleCompressor&) = delete;
  ArticleCompressor& operator=(const ArticleCompressor&) = delete;
  // Valid until the next call.
  std::string_view Compress(const Article& article);

 private:
  ZSTD_CCtx_s* context_;
  std::string message_;
  std::string frame_;
};

// DATA_LOSS where it is not such a frame. Thread-safe.
absl::StatusOr<Article> DecompressArticle(std::string_view frame);

// Hash of an analysed word in a word row: the low half of its XXH3-64. Two words share one by
// chance once in four billion; a phrase is only looked for in articles that hold all its words, so
// that a false match needs such a pair side by side.
inline std::uint32_t ShortHash(std::uint64_t long_hash) {
  return static_cast<std::uint32_t>(long_hash);
}
std::uint64_t LongWordHash(std::string_view word);
inline std::uint32_t WordHash(std::string_view word) { return ShortHash(LongWordHash(word)); }

// A word row: the hashes of the headline's words, then of the body's.
struct WordRow {
  std::span<const std::uint32_t> headline;
  std::span<const std::uint32_t> body;
};
// `headline_words` as the columns have it; `row` 4-byte aligned.
WordRow ReadWordRow(std::string_view row, std::size_t headline_words);

}  // namespace dateline

#endif  // DATELINE_CORE_INDEX_STORED_ARTICLE_H_
