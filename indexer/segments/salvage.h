// SPDX-License-Identifier: GPL-3.0-or-later
// Reading what is whole in the stored articles of a damaged segment.
#ifndef DATELINE_INDEXER_SEGMENTS_SALVAGE_H_
#define DATELINE_INDEXER_SEGMENTS_SALVAGE_H_

#include <absl/status/statusor.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/article/article.h"
#include "core/index/columns.h"
#include "core/index/descriptor.h"
#include "core/index/manifest.h"

namespace dateline::segments {

// A row of a segment's stored articles.
struct SalvagedRow {
  bool whole = false;
  std::uint64_t begin = 0;  // of a whole row: its bytes in the file
  std::uint64_t end = 0;
  std::string id;  // of its article; "" = it cannot be told
};

// The stored articles of one segment, whose files may be damaged, cut short or gone. Nothing that
// is read is believed: a row is whole if its checksum fits, wherever it stands. Not thread-safe.
class Salvage {
 public:
  // Reads all rows once. `entry` may be wrong in everything but the names.
  static std::unique_ptr<Salvage> Read(const std::string& folder, const index::SegmentEntry& entry);

  // By document, from 1: row i is of document i + 1.
  const std::vector<SalvagedRow>& rows() const { return rows_; }
  // Gives lost rows the ids that the segment's database has for them; call it if that is whole.
  void NameLost(const std::string& folder, const index::SegmentEntry& entry);
  // Reads a whole row again.
  absl::StatusOr<article::Article> ReadArticle(const SalvagedRow& row) const;

 private:
  explicit Salvage(int descriptor) : file_(descriptor) {}
  std::size_t CountRows(const std::string& folder, const index::SegmentEntry& entry);
  void FindRows(std::size_t rows);
  bool ReadRow(SalvagedRow& row, std::uint64_t begin, std::optional<std::uint64_t> end) const;
  bool ReadAt(std::uint64_t at, std::uint64_t size, std::string& bytes) const;

  const index::Descriptor file_;  // < 0: there is no file of articles
  std::uint64_t bytes_ = 0;
  std::vector<std::uint64_t> ends_;  // as the file has them; empty: it does not
  std::vector<SalvagedRow> rows_;
};

}  // namespace dateline::segments

#endif  // DATELINE_INDEXER_SEGMENTS_SALVAGE_H_
