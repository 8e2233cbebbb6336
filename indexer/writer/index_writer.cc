// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/writer/index_writer.h"

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>
#include <utility>

#include "core/errors/errors.h"
#include "core/readers/strip_html.h"
#include "indexer/segments/file_names.h"
#include "indexer/writer/batch.h"
#include "indexer/writer/committer.h"
#include "indexer/writer/generations.h"
#include "indexer/writer/index_folder.h"
#include "indexer/writer/index_lock.h"
#include "indexer/writer/merge_runner.h"
#include "indexer/writer/scratch_builder.h"
#include "indexer/writer/work_queue.h"

namespace dateline::writer {
namespace {

// With this many segments commits wait for merges, which otherwise run at the same time.
constexpr std::size_t kMaxSegments = 64;

}  // namespace

class IndexWriter::Impl {
 public:
  explicit Impl(WriterOptions options)
      : options_(std::move(options)),
        files_(options_.folder, options_.file_fault),
        queue_(options_),
        generations_(files_, options_.sync),
        committer_(generations_),
        merges_(options_, queue_, commit_mutex_, generations_) {}
  ~Impl() { Stop(); }

  absl::Status Start();
  void Add(article::Article article, WriteCallback done, std::string_view caller);
  absl::StatusOr<std::uint64_t> Flush();
  absl::StatusOr<DeleteOutcome> Delete(const std::vector<std::string>& ids);
  absl::Status MergeAll(const std::function<bool()>& go_on);
  absl::Status WaitForMerges() { return merges_.MergeAll(MergeRunner::Policy::kTiers, {}); }
  absl::Status failure() const { return queue_.failure(); }
  index::Manifest manifest() {
    absl::MutexLock lock(&commit_mutex_);
    return generations_.manifest();
  }
  std::vector<index::SegmentDamage> damage() {
    absl::MutexLock lock(&commit_mutex_);
    return generations_.snapshot().damaged;
  }

 private:
  absl::Status OpenIndex() ABSL_EXCLUSIVE_LOCKS_REQUIRED(commit_mutex_);
  absl::Status CheckRoom();
  void Stop();
  void Work(const index::ScoringProfile& profile, const std::string& scratch);
  void Notify(std::vector<Notification> notifications);
  void CommitLoop();
  void Commit(Batch& batch);
  // Refuses everything from now on if the index is broken.
  void FailIfBroken() ABSL_EXCLUSIVE_LOCKS_REQUIRED(commit_mutex_);

  const WriterOptions options_;
  const segments::IndexFiles files_;
  std::unique_ptr<IndexLock> lock_;
  WorkQueue queue_;
  std::atomic<bool> space_checked_{false};  // since the last commit

  absl::Mutex commit_mutex_;  // held while a generation is made
  Generations generations_ ABSL_GUARDED_BY(commit_mutex_);
  Committer committer_ ABSL_GUARDED_BY(commit_mutex_);
  MergeRunner merges_;

  std::vector<std::jthread> workers_;
  std::jthread commit_thread_;
};

absl::Status IndexWriter::Impl::OpenIndex() {
  using Damaged = Generations::Damaged;
  absl::Status status = generations_.Open(
      *lock_, options_.profile, options_.allow_damaged ? Damaged::kLeaveOut : Damaged::kRefuse);
  if (!status.ok()) return status;
  for (const index::SegmentDamage& damaged : generations_.snapshot().damaged) {
    if (!options_.on_damage) break;
    options_.on_damage(errors::MakeError(
        absl::StatusCode::kDataLoss, v1::ERROR_REASON_SEGMENT_DAMAGED,
        fmt::format("{}; it is left out: 'dateline-indexer repair' keeps what is whole of it",
                    index::Describe(damaged))));
  }
  RemoveLeftovers(files_, generations_.manifest());
  return absl::OkStatus();
}

absl::Status IndexWriter::Impl::Start() {
  // Looked at before anything is made in it, be it a lock.
  if (absl::Status status = CheckFolder(files_); !status.ok()) return status;
  if (absl::Status status = CreateFolders(files_); !status.ok()) return status;
  auto index_lock = IndexLock::Acquire(files_.folder());
  if (!index_lock.ok()) return index_lock.status();
  lock_ = std::move(*index_lock);
  index::ScoringProfile profile;
  std::string epoch;
  {
    absl::MutexLock lock(&commit_mutex_);
    if (absl::Status status = OpenIndex(); !status.ok()) return status;
    profile = generations_.manifest().profile;
    epoch = generations_.epoch();
  }
  merges_.Opened();
  const unsigned threads =
      options_.threads != 0 ? options_.threads : std::max(1U, std::thread::hardware_concurrency());
  for (unsigned i = 0; i < threads; ++i) {
    workers_.emplace_back(
        [this, profile, scratch = segments::ScratchPrefix(epoch, i)] { Work(profile, scratch); });
  }
  commit_thread_ = std::jthread([this] { CommitLoop(); });
  if (!options_.bulk) {
    merges_.Start(options_.background_merge ? MergeRunner::Work::kAll
                                            : MergeRunner::Work::kAllButMerges);
  }
  return absl::OkStatus();
}

// The thread of merges_ ends with it, after this.
void IndexWriter::Impl::Stop() {
  if (workers_.empty()) return;
  merges_.Stop();
  (void)queue_.Flush();  // callbacks have been notified of a failure
  queue_.Stop();
  workers_.clear();
  commit_thread_.join();
}

absl::Status IndexWriter::Impl::CheckRoom() {
  absl::Status status = CheckFreeSpace(options_.folder, options_.min_free_bytes);
  if (!absl::IsResourceExhausted(status)) return status;
  merges_.MakeRoom();
  return CheckFreeSpace(options_.folder, options_.min_free_bytes);
}

void IndexWriter::Impl::Add(article::Article article, WriteCallback done, std::string_view caller) {
  PendingArticle pending{.article = std::move(article), .done = std::move(done)};
  absl::Status refused;
  if (!space_checked_.load(std::memory_order_relaxed)) {
    refused = CheckRoom();
    space_checked_ = refused.ok();
  }
  if (refused.ok()) refused = queue_.Push(pending, caller);
  if (!refused.ok()) {
    pending.done({WriteResult::kRejected, pending.article.id(), std::move(refused), 0});
  }
}

void IndexWriter::Impl::Notify(std::vector<Notification> notifications) {
  if (notifications.empty()) return;
  for (Notification& one : notifications) one.done(std::move(one.outcome));
  queue_.Acknowledge(notifications);  // last: whoever waits for a flush has had all outcomes
}

void IndexWriter::Impl::Work(const index::ScoringProfile& profile, const std::string& scratch) {
  ScratchBuilder builder(files_, scratch, profile,
                         options_.make_annotator ? options_.make_annotator() : nullptr);
  for (;;) {
    PendingArticle pending;
    const auto oldest = builder.empty() ? std::nullopt : std::optional(builder.oldest());
    const WorkQueue::Next next = queue_.Pop(oldest, pending);
    if (next == WorkQueue::Next::kStop) return;
    if (next == WorkQueue::Next::kArticle) {
      readers::StripArticle(pending.article);
      absl::Status status = article::NormalizeArticle(pending.article, &pending.warnings);
      if (!status.ok()) {
        std::vector<Notification> refused;
        refused.push_back({pending.sequence,
                           std::move(pending.done),
                           {WriteResult::kRejected, pending.article.id(), std::move(status), 0}});
        Notify(std::move(refused));
        continue;
      }
      builder.Add(std::move(pending));
    }
    if (next == WorkQueue::Next::kHandOver || builder.articles() >= options_.scratch_articles ||
        builder.bytes() >= options_.scratch_bytes) {
      builder.Finish();
    }
    queue_.Deliver(builder.TakeParts());
    Notify(builder.TakeRejected());
  }
}

void IndexWriter::Impl::CommitLoop() {
  for (;;) {
    Batch batch;
    if (!queue_.WaitForBatch(batch)) return;
    space_checked_ = false;
    Commit(batch);
    merges_.Wake();
    if (merges_.merges() && manifest().segments.size() >= kMaxSegments) {
      (void)merges_.MergeOnce(MergeRunner::Policy::kTiers);  // what fails here is tried again
    }
  }
}

void IndexWriter::Impl::FailIfBroken() {
  if (!generations_.broken().ok()) queue_.Fail(generations_.broken());
}

void IndexWriter::Impl::Commit(Batch& batch) {
  std::vector<Notification> notifications;
  absl::Status status;
  {
    absl::MutexLock commit(&commit_mutex_);
    status = committer_.Commit(batch, notifications);
    FailIfBroken();
  }
  if (absl::IsResourceExhausted(status)) merges_.MakeRoom();
  if (!status.ok()) {
    for (ScratchPart& part : batch.parts) {
      for (AnalysedArticle& article : part.articles) {
        notifications.push_back({article.sequence,
                                 std::move(article.done),
                                 {WriteResult::kRejected, std::move(article.id), status, 0}});
      }
    }
  }
  Notify(std::move(notifications));
}

absl::StatusOr<std::uint64_t> IndexWriter::Impl::Flush() {
  if (absl::Status status = queue_.Flush(); !status.ok()) return status;
  absl::MutexLock commit(&commit_mutex_);
  return generations_.manifest().generation;
}

absl::StatusOr<DeleteOutcome> IndexWriter::Impl::Delete(const std::vector<std::string>& ids) {
  if (absl::Status status = queue_.Flush(ids); !status.ok()) return status;
  auto outcome = [&] {
    absl::MutexLock commit(&commit_mutex_);
    auto deleted = committer_.Delete(ids);
    FailIfBroken();
    return deleted;
  }();
  if (absl::IsResourceExhausted(outcome.status())) merges_.MakeRoom();
  merges_.Wake();
  return outcome;
}

absl::Status IndexWriter::Impl::MergeAll(const std::function<bool()>& go_on) {
  if (absl::Status status = queue_.Flush(); !status.ok()) return status;
  return merges_.MergeAll(MergeRunner::Policy::kFull, go_on);
}

IndexWriter::IndexWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
IndexWriter::~IndexWriter() = default;

absl::StatusOr<std::unique_ptr<IndexWriter>> IndexWriter::Open(WriterOptions options) {
  auto impl = std::make_unique<Impl>(std::move(options));
  if (absl::Status status = impl->Start(); !status.ok()) return status;
  return std::unique_ptr<IndexWriter>(new IndexWriter(std::move(impl)));
}

void IndexWriter::Add(article::Article article, WriteCallback done, std::string_view caller) {
  impl_->Add(std::move(article), std::move(done), caller);
}
absl::StatusOr<std::uint64_t> IndexWriter::Flush() { return impl_->Flush(); }
absl::StatusOr<DeleteOutcome> IndexWriter::Delete(const std::vector<std::string>& ids) {
  return impl_->Delete(ids);
}
absl::Status IndexWriter::MergeAll(const std::function<bool()>& go_on) {
  return impl_->MergeAll(go_on);
}
absl::Status IndexWriter::WaitForMerges() { return impl_->WaitForMerges(); }
absl::Status IndexWriter::failure() const { return impl_->failure(); }
index::Manifest IndexWriter::manifest() const { return impl_->manifest(); }
std::vector<index::SegmentDamage> IndexWriter::damage() const { return impl_->damage(); }

}  // namespace dateline::writer
