// SPDX-License-Identifier: GPL-3.0-or-later
// One worker's scratch databases: built, and rebuilt without an article that Xapian refuses.
#ifndef DATELINE_INDEXER_WRITER_SCRATCH_BUILDER_H_
#define DATELINE_INDEXER_WRITER_SCRATCH_BUILDER_H_

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/article/article_annotator.h"
#include "core/text/analyzer.h"
#include "indexer/segments/index_files.h"
#include "indexer/segments/scratch_database.h"
#include "indexer/writer/batch.h"

namespace dateline::writer {

// Not thread-safe: one per worker. A refused article may take the whole database with it, so the
// articles are kept until the database is finished.
class ScratchBuilder {
 public:
  // Databases are made in folders PREFIX.0, PREFIX.1 ... below that of `files`, which outlives
  // them. `annotator` (may be null) changes an article before it is indexed.
  ScratchBuilder(const segments::IndexFiles& files, std::string prefix,
                 const index::ScoringProfile& profile,
                 std::unique_ptr<article::ArticleAnnotator> annotator = nullptr)
      : files_(files),
        prefix_(std::move(prefix)),
        profile_(profile),
        annotator_(std::move(annotator)) {}

  // Takes a normalised article. After a refusal TakeParts() and TakeRejected() have what was in the
  // database.
  void Add(PendingArticle pending);
  // Finishes what is in hand; TakeParts() has its articles.
  void Finish();

  bool empty() const { return kept_.empty() && waiting_.empty(); }
  std::size_t articles() const { return kept_.size() + waiting_.size(); }
  std::size_t bytes() const {
    return waiting_bytes_ + (database_ == nullptr ? 0 : database_->bytes());
  }
  // When the first article in hand was taken; call only if there is one.
  WriterClock::time_point oldest() const {
    return (kept_.empty() ? waiting_ : kept_).front().taken;
  }

  // Finished parts, and articles that were rejected with the reason, since the last call.
  std::vector<ScratchPart> TakeParts() { return std::exchange(parts_, {}); }
  std::vector<Notification> TakeRejected() { return std::exchange(rejected_, {}); }

 private:
  void AddWaiting();
  void AddOne(PendingArticle pending);
  absl::StatusOr<std::unique_ptr<segments::ScratchDatabase>> NewDatabase();
  void Rebuild(std::span<PendingArticle> articles);
  void Reject(PendingArticle& pending, const absl::Status& status);
  void RejectAll(std::span<PendingArticle> articles, const absl::Status& status);
  void Deliver(std::unique_ptr<segments::ScratchDatabase> database,
               std::span<PendingArticle> articles);

  const segments::IndexFiles& files_;
  std::string prefix_;
  index::ScoringProfile profile_;
  std::unique_ptr<article::ArticleAnnotator> annotator_;
  std::vector<PendingArticle> waiting_;  // taken, not annotated yet
  std::size_t waiting_bytes_ = 0;
  text::Analyzer analyzer_;
  std::uint64_t next_folder_ = 0;
  std::unique_ptr<segments::ScratchDatabase> database_;
  std::vector<PendingArticle> kept_;  // in database_, in order of rows
  std::vector<ScratchPart> parts_;
  std::vector<Notification> rejected_;
};

}  // namespace dateline::writer

#endif  // DATELINE_INDEXER_WRITER_SCRATCH_BUILDER_H_
