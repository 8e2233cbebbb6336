// SPDX-License-Identifier: GPL-3.0-or-later
// Threads of the writer: workers analyse, one thread commits and merges.
#include "indexer/writer/index_writer.h"

#include <absl/base/thread_annotations.h>
#include <absl/strings/numbers.h>
#include <absl/synchronization/mutex.h>
#include <fmt/format.h>

#include <atomic>
#include <thread>
#include <utility>

#include "core/errors.h"
#include "indexer/writer/batch.h"
#include "indexer/writer/committer.h"
#include "indexer/writer/index_folder.h"
#include "indexer/writer/merge_policy.h"
#include "indexer/writer/scratch_builder.h"
#include "indexer/writer/work_queue.h"

namespace dateline::writer {
namespace {

// With this many segments commits wait for merges, which otherwise run beside them.
constexpr std::size_t kMaxSegments = 64;

std::uint64_t BytesOf(const index::Manifest& manifest, const std::vector<std::size_t>& segments) {
  std::uint64_t bytes = 0;
  for (const std::size_t i : segments) bytes += index::TotalBytes(manifest.segments[i]);
  return bytes;
}

}  // namespace

class IndexWriter::Impl {
 public:
  Impl(WriterOptions options, std::unique_ptr<IndexLock> lock)
      : options_(std::move(options)),
        lock_(std::move(lock)),
        queue_(options_),
        // A load leaves no copies behind; who opens meanwhile looks again (OpenSnapshot).
        dropped_(options_.folder, std::chrono::seconds(options_.bulk ? 0 : 60)),
        committer_(options_.folder, options_.sync) {}
  ~Impl() { Stop(); }

  absl::Status Start();
  void Add(article::Article article, WriteCallback done);
  absl::StatusOr<std::uint64_t> Flush();
  absl::StatusOr<DeleteOutcome> Delete(const std::vector<std::string>& ids);
  absl::Status MergeAll(const std::function<bool()>& go_on);
  absl::Status WaitForMerges();
  absl::Status failure() const { return queue_.failure(); }
  index::Manifest manifest() {
    absl::MutexLock lock(&commit_mutex_);
    return committer_.manifest();
  }

 private:
  void Stop();
  void Work(const index::ScoringProfile& profile, unsigned worker);
  void Tell(std::vector<SettledArticle> settled);
  void CommitLoop();
  void Commit(Batch& batch);
  void MergeLoop();
  void WantMerge();
  absl::Status MergeOnce(bool full, bool* merged);
  absl::Status LeaveOutDamaged(absl::Status status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(merge_mutex_);
  absl::Status damage();

  const WriterOptions options_;
  std::unique_ptr<IndexLock> lock_;
  WorkQueue queue_;
  std::atomic<bool> space_checked_{false};  // since the last commit

  absl::Mutex merge_mutex_;  // held while a merge runs; taken before commit_mutex_
  DroppedFiles dropped_ ABSL_GUARDED_BY(merge_mutex_);
  SegmentNumbers damaged_ ABSL_GUARDED_BY(merge_mutex_);
  absl::Status damage_ ABSL_GUARDED_BY(merge_mutex_);  // of the first of them
  absl::Mutex commit_mutex_;                           // held while the committer works
  Committer committer_ ABSL_GUARDED_BY(commit_mutex_);

  absl::Mutex signal_mutex_;
  bool merge_wanted_ ABSL_GUARDED_BY(signal_mutex_) = false;
  bool stop_merging_ ABSL_GUARDED_BY(signal_mutex_) = false;

  std::vector<std::jthread> workers_;
  std::jthread commit_thread_;
  std::jthread merge_thread_;
};

absl::Status IndexWriter::Impl::Start() {
  absl::MutexLock lock(&commit_mutex_);
  if (absl::Status status = committer_.Open(options_.profile); !status.ok()) return status;
  RemoveLeftovers(options_.folder, committer_.manifest());
  const unsigned threads =
      options_.threads != 0 ? options_.threads : std::max(1U, std::thread::hardware_concurrency());
  for (unsigned i = 0; i < threads; ++i) {
    workers_.emplace_back([this, profile = committer_.manifest().profile, i] { Work(profile, i); });
  }
  commit_thread_ = std::jthread([this] { CommitLoop(); });
  if (options_.background_merge && !options_.bulk) {
    merge_thread_ = std::jthread([this] { MergeLoop(); });
  }
  return absl::OkStatus();
}

void IndexWriter::Impl::Stop() {
  if (workers_.empty()) return;
  (void)queue_.Flush();  // callbacks have been told of a failure
  queue_.Stop();
  workers_.clear();
  commit_thread_.join();
  if (!merge_thread_.joinable()) return;
  {
    absl::MutexLock lock(&signal_mutex_);
    stop_merging_ = true;
  }
  merge_thread_.join();
}

void IndexWriter::Impl::Add(article::Article article, WriteCallback done) {
  PendingArticle pending{0, {}, std::move(article), std::move(done)};
  absl::Status refused;
  if (!space_checked_.load(std::memory_order_relaxed)) {
    refused = CheckFreeSpace(options_.folder, options_.min_free_bytes);
    space_checked_ = refused.ok();
  }
  if (refused.ok()) refused = queue_.Push(pending);
  if (!refused.ok()) {
    pending.done({WriteResult::kRejected, pending.article.id(), std::move(refused), 0});
  }
}

void IndexWriter::Impl::Tell(std::vector<SettledArticle> settled) {
  if (settled.empty()) return;
  for (SettledArticle& one : settled) one.done(std::move(one.outcome));
  queue_.Settle(settled);  // last: whoever waits for a flush has had all outcomes
}

void IndexWriter::Impl::Work(const index::ScoringProfile& profile, unsigned worker) {
  ScratchBuilder builder(fmt::format("{}/scratch/{}", options_.folder, worker), profile,
                         options_.make_completer ? options_.make_completer() : nullptr);
  for (;;) {
    PendingArticle pending;
    const auto oldest = builder.empty() ? std::nullopt : std::optional(builder.oldest());
    const WorkQueue::Next next = queue_.Pop(oldest, pending);
    if (next == WorkQueue::Next::kStop) return;
    if (next == WorkQueue::Next::kArticle) {
      if (absl::Status status = article::NormalizeArticle(pending.article); !status.ok()) {
        std::vector<SettledArticle> refused;
        refused.push_back({pending.sequence,
                           std::move(pending.done),
                           {WriteResult::kRejected, pending.article.id(), std::move(status), 0}});
        Tell(std::move(refused));
        continue;
      }
      builder.Add(std::move(pending));
    }
    if (next == WorkQueue::Next::kHandOver || builder.articles() >= options_.scratch_articles ||
        builder.bytes() >= options_.scratch_bytes) {
      builder.Finish();
    }
    queue_.Deliver(builder.TakeParts());
    Tell(builder.TakeRejected());
  }
}

void IndexWriter::Impl::CommitLoop() {
  for (;;) {
    Batch batch;
    if (!queue_.WaitForBatch(batch)) return;
    space_checked_ = false;
    Commit(batch);
    WantMerge();
    if (merge_thread_.joinable() && manifest().segments.size() >= kMaxSegments) {
      bool merged = false;
      (void)MergeOnce(false, &merged);  // what fails here is tried again
    }
  }
}

void IndexWriter::Impl::Commit(Batch& batch) {
  std::vector<SettledArticle> settled;
  absl::Status status;
  {
    absl::MutexLock commit(&commit_mutex_);
    status = committer_.Commit(batch, settled);
    if (!committer_.broken().ok()) queue_.Fail(committer_.broken());
  }
  if (!status.ok()) {
    for (ScratchPart& part : batch.parts) {
      for (AnalysedArticle& article : part.articles) {
        settled.push_back({article.sequence,
                           std::move(article.done),
                           {WriteResult::kRejected, std::move(article.id), status, 0}});
      }
    }
  }
  Tell(std::move(settled));
}

absl::StatusOr<std::uint64_t> IndexWriter::Impl::Flush() {
  if (absl::Status status = queue_.Flush(); !status.ok()) return status;
  absl::MutexLock commit(&commit_mutex_);
  return committer_.manifest().generation;
}

absl::StatusOr<DeleteOutcome> IndexWriter::Impl::Delete(const std::vector<std::string>& ids) {
  if (absl::Status status = queue_.Flush(); !status.ok()) return status;
  auto outcome = [&] {
    absl::MutexLock commit(&commit_mutex_);
    auto deleted = committer_.Delete(ids);
    if (!committer_.broken().ok()) queue_.Fail(committer_.broken());
    return deleted;
  }();
  WantMerge();
  return outcome;
}

void IndexWriter::Impl::WantMerge() {
  absl::MutexLock lock(&signal_mutex_);
  merge_wanted_ = true;
}

void IndexWriter::Impl::MergeLoop() {
  for (;;) {
    {
      absl::MutexLock lock(&signal_mutex_);
      signal_mutex_.Await(absl::Condition(
          +[](Impl* impl) ABSL_NO_THREAD_SAFETY_ANALYSIS {
            return impl->merge_wanted_ || impl->stop_merging_;
          },
          this));
      if (stop_merging_) return;
      merge_wanted_ = false;
    }
    bool merged = false;
    // A failed merge leaves everything as it was; the next commit tries again.
    if (MergeOnce(false, &merged).ok() && merged) WantMerge();
  }
}

absl::Status IndexWriter::Impl::MergeOnce(bool full, bool* merged) {
  absl::MutexLock merge(&merge_mutex_);
  MergeWork work;
  {
    absl::MutexLock commit(&commit_mutex_);
    const index::Manifest& manifest = committer_.manifest();
    dropped_.Sweep(manifest, DroppedFiles::Clock::now());
    const auto chosen = full ? ChooseFullMerge(manifest, options_.max_segment_bytes, damaged_)
                             : ChooseMerge(manifest, options_.max_segment_bytes, damaged_);
    *merged = !chosen.empty();
    if (chosen.empty()) return committer_.broken();
    // Room for the new segment and for a copy to purge, beyond what is kept for articles.
    absl::Status space =
        CheckFreeSpace(options_.folder, options_.min_free_bytes + 2 * BytesOf(manifest, chosen));
    if (!space.ok()) return space;
    work = committer_.PlanMerge(chosen);
  }
  auto result = RunMerge(options_.folder, work);
  absl::MutexLock commit(&commit_mutex_);
  absl::Status status = committer_.InstallMerge(work, std::move(result));
  if (!committer_.broken().ok()) queue_.Fail(committer_.broken());
  return LeaveOutDamaged(std::move(status));
}

// Damage in one segment is told once and does not keep the others from being merged.
absl::Status IndexWriter::Impl::LeaveOutDamaged(absl::Status status) {
  std::uint32_t number = 0;
  if (errors::ReasonOf(status) != v1::ERROR_REASON_SEGMENT_DAMAGED ||
      !absl::SimpleAtoi(errors::ErrorMetadata(status, "segment"), &number)) {
    return status;
  }
  damaged_.insert(number);
  if (damage_.ok()) damage_ = status;
  if (options_.on_damage) options_.on_damage(status);
  return absl::OkStatus();
}

absl::Status IndexWriter::Impl::damage() {
  absl::MutexLock merge(&merge_mutex_);
  return damage_;
}

absl::Status IndexWriter::Impl::MergeAll(const std::function<bool()>& go_on) {
  if (absl::Status status = queue_.Flush(); !status.ok()) return status;
  for (bool merged = true; merged && (!go_on || go_on());) {
    if (absl::Status status = MergeOnce(true, &merged); !status.ok()) return status;
  }
  return damage();
}

absl::Status IndexWriter::Impl::WaitForMerges() {
  for (bool merged = true; merged;) {
    if (absl::Status status = MergeOnce(false, &merged); !status.ok()) return status;
  }
  return damage();
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

void IndexWriter::Add(article::Article article, WriteCallback done) {
  impl_->Add(std::move(article), std::move(done));
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

}  // namespace dateline::writer
