// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/writer/work_queue.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace dateline::writer {
namespace {

// Texts and what holds them, in all fields: a message may be small and its parts many.
std::size_t HeldBytes(const article::Article& article) {
  constexpr std::size_t kText = sizeof(std::string) + sizeof(void*);
  std::size_t bytes = sizeof article + article.ByteSizeLong();
  bytes += static_cast<std::size_t>(article.authors_size()) * kText;
  for (const v1::Entity& entity : article.entities()) {
    bytes += sizeof entity + sizeof(void*);
    bytes += static_cast<std::size_t>(entity.mentions_size()) * sizeof(v1::EntityMention);
    bytes += static_cast<std::size_t>(entity.spellings_size()) * kText;
  }
  return bytes;
}

}  // namespace

WorkQueue::WorkQueue(const WriterOptions& options)
    : options_(options),
      queued_({.items = options.commit_articles, .bytes = options.commit_bytes}),
      finished_({.items = 2 * options.commit_articles, .bytes = 2 * options.commit_bytes}) {}

bool WorkQueue::HasRoom() const { return queued_.HasRoom() && finished_.HasRoom(); }

absl::Status WorkQueue::Push(PendingArticle& pending) {
  pending.bytes = HeldBytes(pending.article);
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(
      +[](WorkQueue* q)
           ABSL_NO_THREAD_SAFETY_ANALYSIS { return q->HasRoom() || !q->failure_.ok(); },
      this));
  if (!failure_.ok()) return failure_;
  pending.sequence = next_sequence_++;
  queued_.Add(pending.bytes);
  unready_.insert(unready_.end(), pending.sequence);
  unacknowledged_.insert(unacknowledged_.end(), pending.sequence);
  queue_.push_back(std::move(pending));
  worker_wakes_.NotifyOne();
  return absl::OkStatus();
}

bool WorkQueue::FlushWaitsForWorkers() const {
  return stopping_ || (!unready_.empty() && *unready_.begin() <= flush_up_to_);
}

bool WorkQueue::HandOverDue() const {
  return FlushWaitsForWorkers() && (queue_.empty() || queue_.front().sequence > flush_up_to_);
}

// False: there is something else to do than to take an article.
bool WorkQueue::WaitForArticle(std::optional<WriterClock::time_point> oldest) {
  if (!oldest) {
    mutex_.Await(absl::Condition(
        +[](WorkQueue* q)
             ABSL_NO_THREAD_SAFETY_ANALYSIS { return !q->queue_.empty() || q->stopping_; },
        this));
    return !queue_.empty();
  }
  // Half of the interval gathers articles, the other half is for finishing and for the commit
  // thread to notice.
  const auto due =
      options_.bulk ? WriterClock::time_point::max() : *oldest + options_.commit_interval / 2;
  while (queue_.empty() && !HandOverDue()) {
    if (!worker_wakes_.WaitUntil(mutex_, due)) break;
  }
  if (queue_.empty()) return false;
  if (!HandOverDue() && WriterClock::now() < due) return true;
  worker_wakes_.NotifyOne();  // another worker takes what this one leaves
  return false;
}

WorkQueue::Next WorkQueue::Pop(std::optional<WriterClock::time_point> oldest, PendingArticle& out) {
  const absl::MutexLock lock(&mutex_);
  if (!WaitForArticle(oldest)) return oldest ? Next::kHandOver : Next::kStop;
  out = std::move(queue_.front());
  // Time counts from here: with a backlog every article has waited too long already, and to hand
  // over each by itself would keep the backlog for good.
  out.taken = WriterClock::now();
  queue_.pop_front();
  queued_.Remove(out.bytes);
  return Next::kArticle;
}

void WorkQueue::Deliver(std::vector<ScratchPart> parts) {
  if (parts.empty()) return;
  absl::MutexLock lock(&mutex_);
  for (ScratchPart& part : parts) {
    for (const AnalysedArticle& article : part.articles) unready_.erase(article.sequence);
    finished_.Add(part.database->bytes(), part.articles.size());
    ready_oldest_ = std::min(ready_oldest_, part.oldest);
    ready_.push_back(std::move(part));
  }
  commit_wakes_.NotifyAll();
}

void WorkQueue::Acknowledge(std::span<const Notification> notifications) {
  absl::MutexLock lock(&mutex_);
  for (const Notification& one : notifications) {
    unready_.erase(one.sequence);
    unacknowledged_.erase(one.sequence);
  }
  commit_wakes_.NotifyAll();
}

bool WorkQueue::CommitDue() const {
  if (ready_.empty()) return false;
  if (finished_.items() >= options_.commit_articles || finished_.bytes() >= options_.commit_bytes)
    return true;
  const bool flushing = stopping_ || *unacknowledged_.begin() <= flush_up_to_;
  if (flushing && (unready_.empty() || *unready_.begin() > flush_up_to_)) return true;
  if (!failure_.ok()) return true;
  return !options_.bulk && WriterClock::now() >= ready_oldest_ + options_.commit_interval;
}

bool WorkQueue::Drained() const { return stopping_ && unready_.empty() && ready_.empty(); }

bool WorkQueue::WaitForBatch(Batch& batch) {
  absl::MutexLock lock(&mutex_);
  while (!CommitDue()) {
    if (Drained()) return false;
    const bool by_time = !ready_.empty() && !options_.bulk;
    (void)commit_wakes_.WaitUntil(mutex_, by_time ? ready_oldest_ + options_.commit_interval
                                                  : WriterClock::time_point::max());
  }
  batch.parts = std::exchange(ready_, {});
  batch.oldest_elsewhere =
      unready_.empty() ? std::numeric_limits<std::uint64_t>::max() : *unready_.begin();
  finished_.Clear();
  ready_oldest_ = WriterClock::time_point::max();
  return true;
}

absl::Status WorkQueue::Flush() {
  absl::MutexLock lock(&mutex_);
  struct Wait {
    WorkQueue* queue;
    std::uint64_t up_to;
  } wait{this, next_sequence_ - 1};
  flush_up_to_ = std::max(flush_up_to_, wait.up_to);
  worker_wakes_.NotifyAll();
  commit_wakes_.NotifyAll();
  mutex_.Await(absl::Condition(
      +[](Wait* w) ABSL_NO_THREAD_SAFETY_ANALYSIS {
        return w->queue->unacknowledged_.empty() || *w->queue->unacknowledged_.begin() > w->up_to;
      },
      &wait));
  return failure_;
}

void WorkQueue::Fail(const absl::Status& status) {
  absl::MutexLock lock(&mutex_);
  if (failure_.ok()) failure_ = status;
  commit_wakes_.NotifyAll();
}

absl::Status WorkQueue::failure() const {
  absl::MutexLock lock(&mutex_);
  return failure_;
}

void WorkQueue::Stop() {
  absl::MutexLock lock(&mutex_);
  stopping_ = true;
  worker_wakes_.NotifyAll();
  commit_wakes_.NotifyAll();
}

}  // namespace dateline::writer
