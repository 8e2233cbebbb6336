// SPDX-License-Identifier: GPL-3.0-or-later
// Making the columns of a segment.
#ifndef DATELINE_INDEXER_SEGMENTS_COLUMNS_BUILDER_H_
#define DATELINE_INDEXER_SEGMENTS_COLUMNS_BUILDER_H_

#include <cstdint>
#include <memory>

#include "core/article/article.h"
#include "core/index/columns.h"

namespace dateline::segments {

// Collects rows in document order. Not thread-safe.
class ColumnsBuilder {
 public:
  ColumnsBuilder();
  ~ColumnsBuilder();
  ColumnsBuilder(ColumnsBuilder&&) noexcept;
  ColumnsBuilder& operator=(ColumnsBuilder&&) noexcept;
  // Appends the row of a normalised article with that ContentHash.
  void Add(const article::Article& article, std::uint64_t content_hash,
           std::uint32_t headline_words, std::uint32_t body_words);
  // Appends all rows of `columns`, or of another builder. Columns in a mapped file that changes do
  // no harm, but what comes of them is wrong: see CheckColumns.
  void Append(const index::Columns& columns);
  void Append(const ColumnsBuilder& from);
  std::size_t rows() const;
  std::uint64_t content_hash(std::size_t row) const;
  // The columns; the builder is empty afterwards.
  index::Columns Finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dateline::segments

#endif  // DATELINE_INDEXER_SEGMENTS_COLUMNS_BUILDER_H_
