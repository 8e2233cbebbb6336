// SPDX-License-Identifier: GPL-3.0-or-later
// The writer of an index: adds, replaces, deletes, commits, merges.
#ifndef DATELINE_INDEXER_WRITER_INDEX_WRITER_H_
#define DATELINE_INDEXER_WRITER_INDEX_WRITER_H_

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/article/article.h"
#include "core/article/article_annotator.h"
#include "core/index/damage.h"
#include "core/index/manifest.h"
#include "indexer/segments/index_files.h"

namespace dateline::writer {

struct WriterOptions {
  std::string folder;                              // created if missing
  unsigned threads = 0;                            // 0 = all cores
  std::chrono::milliseconds commit_interval{200};  // longest wait of an article for its commit
  std::size_t commit_articles = 8000;              // commit at this many waiting articles ...
  std::size_t commit_bytes = 64U << 20U;           // ... or this many bytes of text
  std::size_t scratch_articles = 300;              // articles in one scratch database
  std::size_t scratch_bytes = 2U << 20U;           // ... or bytes of text
  std::uint64_t max_segment_bytes = 5ULL << 30U;   // a merge makes no larger segment
  std::uint64_t min_free_bytes = 256U << 20U;      // below this on disk new articles are refused
  bool background_merge = true;
  bool sync = true;   // false: tests only, nothing survives a power cut
  bool bulk = false;  // load: commit by size only, never by time
  // Makes, for each worker thread, what annotates a normalised article before it is indexed (its
  // entities); none if empty.
  article::MakeAnnotator make_annotator{};
  // How long a file stays that no generation names any more, unless room is wanted; a bulk load
  // keeps none.
  std::chrono::milliseconds drop_grace{60000};
  // Write on while damaged segments are left out: they stay in the manifest and wait for a repair.
  bool allow_damaged = false;
  // Tests only: asked before each step on the disk.
  segments::FileFault file_fault{};
  // Called once for each segment that is found damaged: by Open if damage is allowed, or by a
  // merge, from a thread of the writer.
  std::function<void(const absl::Status&)> on_damage{};
  index::ScoringProfile profile;  // of a new index; an old one keeps its own
};

enum class WriteResult : std::uint8_t { kAdded, kUpdated, kUnchanged, kRejected };

struct WriteOutcome {
  WriteResult result = WriteResult::kRejected;
  std::string id;
  absl::Status status;           // why rejected
  std::uint64_t generation = 0;  // of the commit that made it durable
  // What was stored otherwise than it was given, as NormalizeArticle says it.
  std::vector<std::string> warnings{};
};

// Called once for each article, from a thread of the writer, after the commit that holds it. Must
// not block for long and must not call the writer's blocking functions.
using WriteCallback = std::function<void(WriteOutcome)>;

struct DeleteOutcome {
  std::uint32_t deleted = 0;
  std::vector<std::string> missing;
  std::uint64_t generation = 0;
};

// Thread-safe. Two articles with one id that wait at once: the later call wins.
class IndexWriter {
 public:
  // FAILED_PRECONDITION: another writer holds the folder (INDEX_LOCKED, with pid and host), or it
  // holds something that is not an index (NOT_AN_INDEX). DATA_LOSS (SEGMENT_DAMAGED): damage.
  static absl::StatusOr<std::unique_ptr<IndexWriter>> Open(WriterOptions options);
  // Commits what waits, cancels a merge that runs and releases the lock.
  ~IndexWriter();

  // Queues an article (normalised by the writer's threads). Blocks while too many wait: that is the
  // backpressure. Room and threads are shared fairly between those whom `caller` names.
  void Add(article::Article article, WriteCallback done, std::string_view caller = {});
  // Deletes by id, commits and returns. Waits for articles with these ids that were added before,
  // not for others.
  absl::StatusOr<DeleteOutcome> Delete(const std::vector<std::string>& ids);
  // Commits everything that was added before the call; the generation that holds it.
  absl::StatusOr<std::uint64_t> Flush();
  // Merges down to as few segments as max_segment_bytes allows, expunging dead documents;
  // `go_on` (may be null) is called before each merge, and some times per second by another thread
  // while one runs: false ends it. DATA_LOSS (SEGMENT_DAMAGED) names the file of a damaged segment,
  // which is left as it is; the others have been merged all the same.
  absl::Status MergeAll(const std::function<bool()>& go_on = {});
  // Merges until the policy has nothing to do, with the same error; for tests.
  absl::Status WaitForMerges();
  // Not OK (INTERNAL, WRITER_BROKEN): a sync failed, or another writer or a restored folder took
  // the place of this index, and everything is refused from now on. End the process; the next start
  // reads from the disk what is true.
  absl::Status failure() const;
  // The manifest that is current.
  index::Manifest manifest() const;
  // What is left out of look-ups and merges.
  std::vector<index::SegmentDamage> damage() const;

 private:
  class Impl;
  explicit IndexWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace dateline::writer

#endif  // DATELINE_INDEXER_WRITER_INDEX_WRITER_H_
