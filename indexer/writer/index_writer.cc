// SPDX-License-Identifier: GPL-3.0-or-later
// Threads of the writer: workers analyse, one thread commits and merges.
#include "indexer/writer/index_writer.h"

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/clock.h>
#include <absl/time/time.h>
#include <fmt/format.h>

#include <deque>
#include <thread>
#include <utility>

#include "core/errors.h"
#include "indexer/writer/batch.h"
#include "indexer/writer/committer.h"
#include "indexer/writer/index_folder.h"
#include "indexer/writer/merge_policy.h"

namespace dateline {
namespace {

std::size_t TextBytes(const Article& article) {
  return article.headline().size() + article.body().size();
}

void Reject(PendingArticle& pending, absl::Status status) {
  pending.done({WriteResult::kRejected, pending.article.id(), std::move(status), 0});
}

}  // namespace

class IndexWriter::Impl {
 public:
  Impl(WriterOptions options, std::unique_ptr<IndexLock> lock)
      : options_(std::move(options)),
        lock_(std::move(lock)),
        committer_(options_.folder, options_.max_segment_bytes, options_.sync) {}
  ~Impl() { Stop(); }

  absl::Status Start();
  void Add(Article article, WriteCallback done);
  absl::StatusOr<std::uint64_t> Flush();
  absl::StatusOr<DeleteOutcome> Delete(const std::vector<std::string>& ids);
  absl::Status MergeAll();
  absl::Status WaitForMerges();
  Manifest manifest() {
    absl::MutexLock lock(&commit_mutex_);
    return committer_.manifest();
  }

 private:
  void Stop();
  void Work(unsigned worker);
  void AnalyseInto(ScratchPart& part, PendingArticle pending, Analyzer& analyzer, unsigned worker);
  absl::Status NewScratch(ScratchPart& part, unsigned worker);
  void FinishPart(ScratchPart part);
  void CommitLoop();
  void CommitReady();
  bool WantsCommit() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status MergeOnce(bool full, bool* merged);

  const WriterOptions options_;
  std::unique_ptr<IndexLock> lock_;

  absl::Mutex mutex_;
  std::deque<PendingArticle> queue_ ABSL_GUARDED_BY(mutex_);
  std::size_t queue_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<ScratchPart> ready_ ABSL_GUARDED_BY(mutex_);  // finished, waiting for the commit
  std::size_t ready_articles_ ABSL_GUARDED_BY(mutex_) = 0;
  std::size_t ready_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  std::size_t in_parts_ ABSL_GUARDED_BY(mutex_) =
      0;  // taken by workers, not yet in ready_ or rejected
  absl::Time oldest_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
  std::uint64_t next_sequence_ ABSL_GUARDED_BY(mutex_) = 0;
  int flushing_ ABSL_GUARDED_BY(mutex_) = 0;  // callers that wait for a commit
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool committing_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status failed_ ABSL_GUARDED_BY(mutex_);  // not OK: refuses all further work
  std::uint64_t scratch_number_ ABSL_GUARDED_BY(mutex_) = 0;

  absl::Mutex commit_mutex_;  // held while the committer works; taken before mutex_
  Committer committer_ ABSL_GUARDED_BY(commit_mutex_);
  std::vector<std::jthread> workers_;
  std::jthread commit_thread_;
};

absl::Status IndexWriter::Impl::Start() {
  absl::MutexLock lock(&commit_mutex_);
  if (absl::Status status = committer_.Open(options_.profile); !status.ok()) return status;
  RemoveLeftovers(options_.folder, committer_.manifest());
  const unsigned threads =
      options_.threads != 0 ? options_.threads : std::max(1U, std::thread::hardware_concurrency());
  for (unsigned i = 0; i < threads; ++i) workers_.emplace_back([this, i] { Work(i); });
  commit_thread_ = std::jthread([this] { CommitLoop(); });
  return absl::OkStatus();
}

void IndexWriter::Impl::Stop() {
  if (workers_.empty()) return;
  (void)Flush();  // callbacks have been told of a failure
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  workers_.clear();
  commit_thread_.join();
}

void IndexWriter::Impl::Add(Article article, WriteCallback done) {
  PendingArticle pending{0, std::move(article), std::move(done)};
  absl::Status refused = CheckFreeSpace(options_.folder, options_.min_free_bytes);
  {
    absl::MutexLock lock(&mutex_);
    if (!failed_.ok()) refused = failed_;
    if (refused.ok()) {
      mutex_.Await(absl::Condition(
          +[](Impl* impl) ABSL_NO_THREAD_SAFETY_ANALYSIS {
            return impl->queue_bytes_ < impl->options_.commit_bytes &&
                   impl->queue_.size() < impl->options_.commit_articles &&
                   impl->ready_bytes_ < 2 * impl->options_.commit_bytes;
          },
          this));
      pending.sequence = next_sequence_++;
      queue_bytes_ += TextBytes(pending.article);
      if (oldest_ == absl::InfiniteFuture()) oldest_ = absl::Now();
      queue_.push_back(std::move(pending));
      return;
    }
  }
  Reject(pending, std::move(refused));
}

absl::Status IndexWriter::Impl::NewScratch(ScratchPart& part, unsigned worker) {
  std::string folder;
  {
    absl::MutexLock lock(&mutex_);
    folder = fmt::format("{}/scratch/{}.{}", options_.folder, worker, scratch_number_++);
  }
  ScoringProfile profile;
  {
    absl::MutexLock lock(&commit_mutex_);
    profile = committer_.manifest().profile;
  }
  auto scratch = ScratchDatabase::Create(folder, profile);
  if (!scratch.ok()) return scratch.status();
  part.database = std::move(*scratch);
  return absl::OkStatus();
}

void IndexWriter::Impl::AnalyseInto(ScratchPart& part, PendingArticle pending, Analyzer& analyzer,
                                    unsigned worker) {
  absl::Status status = NormalizeArticle(pending.article);
  if (status.ok() && part.database == nullptr) status = NewScratch(part, worker);
  if (status.ok()) status = part.database->Add(pending.article, analyzer);
  if (!status.ok()) {
    Reject(pending, std::move(status));
    absl::MutexLock lock(&mutex_);
    --in_parts_;
    return;
  }
  const std::uint64_t hash = ContentHash(pending.article);
  part.articles.push_back({pending.sequence, pending.article.id(), hash == 0 ? 1 : hash,
                           part.database->rows(), std::move(pending.done)});
}

void IndexWriter::Impl::FinishPart(ScratchPart part) {
  if (part.database == nullptr) return;
  absl::Status status = part.database->Finish();
  absl::MutexLock lock(&mutex_);
  in_parts_ -= part.articles.size();
  if (!status.ok()) {
    for (AnalysedArticle& article : part.articles)
      article.done({WriteResult::kRejected, article.id, status, 0});
    return;
  }
  ready_articles_ += part.articles.size();
  ready_bytes_ += part.database->bytes();
  ready_.push_back(std::move(part));
}

void IndexWriter::Impl::Work(unsigned worker) {
  Analyzer analyzer;
  ScratchPart part;
  for (;;) {
    PendingArticle pending;
    {
      absl::MutexLock lock(&mutex_);
      const auto has_work = +[](Impl* impl) ABSL_NO_THREAD_SAFETY_ANALYSIS {
        return !impl->queue_.empty() || impl->stopping_;
      };
      // With articles in hand, wait no longer than a moment: then they are handed over.
      if (part.database == nullptr) {
        mutex_.Await(absl::Condition(has_work, this));
      }
      if (!queue_.empty()) {
        pending = std::move(queue_.front());
        queue_.pop_front();
        queue_bytes_ -= TextBytes(pending.article);
        ++in_parts_;
      } else if (part.database == nullptr && stopping_) {
        return;
      }
    }
    const bool idle = pending.done == nullptr;
    if (!idle) AnalyseInto(part, std::move(pending), analyzer, worker);
    const bool full =
        part.database != nullptr && (part.database->rows() >= options_.scratch_articles ||
                                     part.database->bytes() >= options_.scratch_bytes);
    if (idle || full) FinishPart(std::exchange(part, ScratchPart{}));
  }
}

bool IndexWriter::Impl::WantsCommit() const {
  if (ready_articles_ == 0) return false;
  if (ready_articles_ >= options_.commit_articles || ready_bytes_ >= options_.commit_bytes)
    return true;
  const bool drained = queue_.empty() && in_parts_ == 0;
  if ((flushing_ > 0 || stopping_) && drained) return true;
  return !options_.bulk && absl::Now() - oldest_ >= absl::FromChrono(options_.commit_interval);
}

void IndexWriter::Impl::CommitLoop() {
  for (;;) {
    {
      absl::MutexLock lock(&mutex_);
      const auto wanted = +[](Impl* impl) ABSL_NO_THREAD_SAFETY_ANALYSIS {
        return impl->WantsCommit() ||
               (impl->stopping_ && impl->queue_.empty() && impl->in_parts_ == 0);
      };
      mutex_.AwaitWithTimeout(absl::Condition(wanted, this),
                              absl::FromChrono(options_.commit_interval) / 4);
      if (stopping_ && queue_.empty() && in_parts_ == 0 && ready_.empty()) return;
      if (!WantsCommit()) continue;
    }
    CommitReady();
    if (options_.background_merge && !options_.bulk) {
      bool merged = false;
      // A failed merge leaves everything as it was; the next commit tries again.
      (void)MergeOnce(false, &merged);
    }
  }
}

void IndexWriter::Impl::CommitReady() {
  absl::MutexLock commit(&commit_mutex_);
  std::vector<ScratchPart> parts;
  {
    absl::MutexLock lock(&mutex_);
    parts = std::exchange(ready_, {});
    ready_articles_ = 0;
    ready_bytes_ = 0;
    oldest_ = queue_.empty() && in_parts_ == 0 ? absl::InfiniteFuture() : absl::Now();
    committing_ = true;
  }
  std::vector<std::pair<WriteCallback, WriteOutcome>> outcomes;
  const absl::Status status = committer_.Commit(parts, outcomes);
  if (!status.ok()) {
    for (ScratchPart& part : parts) {
      for (AnalysedArticle& article : part.articles) {
        if (article.done)
          outcomes.emplace_back(std::move(article.done),
                                WriteOutcome{WriteResult::kRejected, article.id, status, 0});
      }
    }
  }
  for (auto& [done, outcome] : outcomes) done(std::move(outcome));
  absl::MutexLock lock(&mutex_);
  committing_ = false;
  if (committer_.broken()) {
    failed_ = absl::InternalError(
        "the index could not be synced to disk; nothing more is written: restart the indexer (" +
        std::string(status.message()) + ")");
  }
}

absl::StatusOr<std::uint64_t> IndexWriter::Impl::Flush() {
  {
    absl::MutexLock lock(&mutex_);
    ++flushing_;
    mutex_.Await(absl::Condition(
        +[](Impl* impl) ABSL_NO_THREAD_SAFETY_ANALYSIS {
          return impl->queue_.empty() && impl->in_parts_ == 0 && impl->ready_.empty() &&
                 !impl->committing_;
        },
        this));
    --flushing_;
    if (!failed_.ok()) return failed_;
  }
  absl::MutexLock commit(&commit_mutex_);
  return committer_.manifest().generation;
}

absl::StatusOr<DeleteOutcome> IndexWriter::Impl::Delete(const std::vector<std::string>& ids) {
  if (auto flushed = Flush(); !flushed.ok()) return flushed.status();
  absl::MutexLock commit(&commit_mutex_);
  return committer_.Delete(ids);
}

absl::Status IndexWriter::Impl::MergeOnce(bool full, bool* merged) {
  absl::MutexLock commit(&commit_mutex_);
  const Manifest& manifest = committer_.manifest();
  const auto chosen = full ? ChooseFullMerge(manifest, options_.max_segment_bytes)
                           : ChooseMerge(manifest, options_.max_segment_bytes);
  *merged = !chosen.empty();
  if (chosen.empty()) return absl::OkStatus();
  absl::Status status = committer_.Merge(chosen);
  if (status.ok()) RemoveLeftoverSegments(options_.folder, committer_.manifest());
  return status;
}

absl::Status IndexWriter::Impl::MergeAll() {
  if (auto flushed = Flush(); !flushed.ok()) return flushed.status();
  for (bool merged = true; merged;) {
    if (absl::Status status = MergeOnce(true, &merged); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status IndexWriter::Impl::WaitForMerges() {
  for (bool merged = true; merged;) {
    if (absl::Status status = MergeOnce(false, &merged); !status.ok()) return status;
  }
  return absl::OkStatus();
}

IndexWriter::IndexWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
IndexWriter::~IndexWriter() = default;

absl::StatusOr<std::unique_ptr<IndexWriter>> IndexWriter::Open(WriterOptions options) {
  if (absl::Status status = CreateFolders(options.folder); !status.ok()) return status;
  auto lock = IndexLock::Take(options.folder);
  if (!lock.ok()) return lock.status();
  auto impl = std::make_unique<Impl>(std::move(options), std::move(*lock));
  if (absl::Status status = impl->Start(); !status.ok()) return status;
  return std::unique_ptr<IndexWriter>(new IndexWriter(std::move(impl)));
}

void IndexWriter::Add(Article article, WriteCallback done) {
  impl_->Add(std::move(article), std::move(done));
}
absl::StatusOr<std::uint64_t> IndexWriter::Flush() { return impl_->Flush(); }
absl::StatusOr<DeleteOutcome> IndexWriter::Delete(const std::vector<std::string>& ids) {
  return impl_->Delete(ids);
}
absl::Status IndexWriter::MergeAll() { return impl_->MergeAll(); }
absl::Status IndexWriter::WaitForMerges() { return impl_->WaitForMerges(); }
Manifest IndexWriter::manifest() const { return impl_->manifest(); }

}  // namespace dateline
