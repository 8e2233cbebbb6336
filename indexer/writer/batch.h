// SPDX-License-Identifier: GPL-3.0-or-later
// Articles on their way to one commit.
#ifndef DATELINE_INDEXER_WRITER_BATCH_H_
#define DATELINE_INDEXER_WRITER_BATCH_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "indexer/segments/scratch_database.h"
#include "indexer/writer/index_writer.h"

namespace dateline::writer {

using WriterClock = std::chrono::steady_clock;

// An article as Add took it.
struct PendingArticle {
  std::uint64_t sequence = 0;       // order of Add calls, from 1
  WriterClock::time_point taken{};  // by a worker
  std::size_t bytes = 0;            // of memory that it held when it was queued
  article::Article article;
  WriteCallback done;
  std::vector<std::string> warnings{};
};

// An article in a finished scratch database.
struct AnalysedArticle {
  std::uint64_t sequence = 0;
  std::string id;
  std::uint64_t content_hash = 0;
  std::size_t row = 0;  // within its scratch database, from 1
  WriteCallback done;
  std::vector<std::string> warnings{};
};

// A finished scratch database and the articles in it, in order of rows.
struct ScratchPart {
  std::unique_ptr<segments::ScratchDatabase> database;
  std::vector<AnalysedArticle> articles;
  WriterClock::time_point oldest = WriterClock::time_point::max();  // taken first
};

// Parts for one commit.
struct Batch {
  std::vector<ScratchPart> parts;
  std::uint64_t oldest_elsewhere = 0;  // no article with a lower sequence is still on its way
};

// What a caller is notified of, and the article. Callbacks run outside all locks.
struct Notification {
  std::uint64_t sequence = 0;
  WriteCallback done;
  WriteOutcome outcome;
};

}  // namespace dateline::writer

#endif  // DATELINE_INDEXER_WRITER_BATCH_H_
