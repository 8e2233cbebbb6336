// SPDX-License-Identifier: GPL-3.0-or-later
// What a scratch database is made of. Internal to core/index.
#ifndef DATELINE_INDEXER_SEGMENTS_SCRATCH_IMPL_H_
#define DATELINE_INDEXER_SEGMENTS_SCRATCH_IMPL_H_

#include <xapian.h>

#include <optional>
#include <string>

#include "core/index/columns.h"
#include "core/index/row_file.h"
#include "core/index/stored_article.h"
#include "indexer/segments/article_rows.h"
#include "indexer/segments/columns_builder.h"
#include "indexer/segments/row_writer.h"
#include "indexer/segments/scratch_database.h"
#include "indexer/segments/segment_writer.h"
#include "indexer/segments/word_counter.h"

namespace dateline::segments {

struct ScratchDatabase::Impl {
  std::string folder;
  index::ScoringProfile profile;
  std::optional<Xapian::WritableDatabase> database;
  ColumnsBuilder columns;
  RowBuffer articles;
  RowBuffer words;
  ArticleCompressor compressor;
  WordCounter counter;
  std::size_t rows = 0;
  std::size_t bytes = 0;
};

}  // namespace dateline::segments

#endif  // DATELINE_INDEXER_SEGMENTS_SCRATCH_IMPL_H_
