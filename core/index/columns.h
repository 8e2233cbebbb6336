// SPDX-License-Identifier: GPL-3.0-or-later
// Columns of a segment: per-article values in memory, indexed by document id - 1.
#ifndef DATELINE_CORE_INDEX_COLUMNS_H_
#define DATELINE_CORE_INDEX_COLUMNS_H_

#include <absl/status/statusor.h>

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/article/article.h"
#include "core/article/field_table.h"

namespace dateline {

using DocId = std::uint32_t;  // 1 to Columns::rows(), within one segment

inline constexpr std::int64_t kNoDate = std::numeric_limits<std::int64_t>::min();

// Values of one facet field. Immutable.
class TermsColumn {
 public:
  // Ordinals (indexes into the dictionary) of a row, without repeats, in the article's order.
  std::span<const std::uint32_t> Ordinals(std::size_t row) const {
    return {ordinals.data() + offsets[row], ordinals.data() + offsets[row + 1]};
  }
  std::size_t size() const { return values.size(); }

  std::vector<std::string> values;     // display form of each ordinal; sorted by keys
  std::vector<std::string> keys;       // FoldName of each value; unique, ascending
  std::vector<std::uint32_t> offsets;  // rows + 1
  std::vector<std::uint32_t> ordinals;
};

// One entry of the id lookup: sorted by hash.
struct IdEntry {
  std::uint64_t hash;  // XXH3-64 of the id
  DocId doc;
};

// All columns of a segment. Immutable after it is built; read from any thread.
struct Columns {
  std::size_t rows() const { return publish_seconds.size(); }
  // Documents with this id hash, in no order (nearly always none or one; confirm with the id term).
  std::vector<DocId> FindId(std::uint64_t hash) const;
  // Column of a field; fields with `column` in the field table, other than date.
  const TermsColumn& terms(Field field) const {
    return terms_columns[static_cast<std::size_t>(field)];
  }

  std::vector<std::int64_t> publish_seconds;  // seconds since 1970 UTC; kNoDate = undated
  std::vector<std::uint64_t> content_hashes;  // ContentHash, never 0
  std::vector<std::uint16_t> headline_words;  // lengths, capped at 65,535
  std::vector<std::uint16_t> body_words;
  std::vector<IdEntry> ids;
  std::array<TermsColumn, kFieldCount> terms_columns;
};

// Collects rows in document order. Not thread-safe.
class ColumnsBuilder {
 public:
  ColumnsBuilder();
  ~ColumnsBuilder();
  ColumnsBuilder(ColumnsBuilder&&) noexcept;
  ColumnsBuilder& operator=(ColumnsBuilder&&) noexcept;
  // Appends the row of a normalised article.
  void Add(const Article& article, std::uint32_t headline_words, std::uint32_t body_words);
  // Appends all rows of `columns`.
  void Append(const Columns& columns);
  std::size_t rows() const;
  // The columns; the builder is empty afterwards.
  Columns Finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// File form (FORMAT.md): versioned, little-endian, XXH3-64 at the end. DATA_LOSS where bytes are
// damaged.
std::string SerializeColumns(const Columns& columns);
absl::StatusOr<Columns> ParseColumns(std::string_view bytes);

}  // namespace dateline

#endif  // DATELINE_CORE_INDEX_COLUMNS_H_
