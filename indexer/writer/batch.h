// SPDX-License-Identifier: GPL-3.0-or-later
// Articles on their way to one commit.
#ifndef DATELINE_INDEXER_WRITER_BATCH_H_
#define DATELINE_INDEXER_WRITER_BATCH_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/index/segment_writer.h"
#include "indexer/writer/index_writer.h"

namespace dateline {

// An article as Add took it.
struct PendingArticle {
  std::uint64_t sequence = 0;  // order of Add calls
  Article article;
  WriteCallback done;
};

// An article in a scratch database, or one that needs no row (unchanged so far as could be seen).
struct AnalysedArticle {
  std::uint64_t sequence = 0;
  std::string id;
  std::uint64_t content_hash = 0;
  std::size_t row = 0;  // within its scratch database, from 1
  WriteCallback done;
};

// A scratch database and the articles in it, in order of rows.
struct ScratchPart {
  std::unique_ptr<ScratchDatabase> database;
  std::vector<AnalysedArticle> articles;
};

}  // namespace dateline

#endif  // DATELINE_INDEXER_WRITER_BATCH_H_
