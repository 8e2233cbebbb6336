// SPDX-License-Identifier: GPL-3.0-or-later
// Scratch databases of new articles.
#ifndef DATELINE_INDEXER_SEGMENTS_SCRATCH_DATABASE_H_
#define DATELINE_INDEXER_SEGMENTS_SCRATCH_DATABASE_H_

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <cstdint>
#include <memory>
#include <string>

#include "core/article/article.h"
#include "core/index/row_file.h"
#include "core/index/scoring_profile.h"
#include "core/text/analyzer.h"
#include "indexer/segments/columns_builder.h"
#include "indexer/segments/index_files.h"

namespace dateline::segments {

// What a finished scratch database holds. Views of it.
struct ScratchContents {
  const std::string& folder;  // of the Xapian database
  const ColumnsBuilder& columns;
  index::RowsView articles;
  index::RowsView words;
};

// New articles in a private Xapian database. Any error makes it useless: throw it away. Not
// thread-safe.
class ScratchDatabase {
 public:
  // The folder `name` below that of `files`, a name of file_names.h, must not exist; it is removed
  // by the destructor. `files` outlives the database.
  static absl::StatusOr<std::unique_ptr<ScratchDatabase>> Create(
      const IndexFiles& files, const std::string& name, const index::ScoringProfile& profile);
  ~ScratchDatabase();
  // Analyses and adds a normalised article as document rows() + 1.
  absl::Status Add(const article::Article& article, text::Analyzer& analyzer);
  // Hands everything to the file system; no Add afterwards.
  absl::Status Finish();
  std::size_t rows() const;
  std::uint64_t content_hash(std::size_t row) const;  // ContentHash of an article; from 0
  std::size_t bytes() const;                          // of article text added
  ScratchContents contents() const;                   // after Finish

 private:
  struct Impl;
  explicit ScratchDatabase(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace dateline::segments

#endif  // DATELINE_INDEXER_SEGMENTS_SCRATCH_DATABASE_H_
