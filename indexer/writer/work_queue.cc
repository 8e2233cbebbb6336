// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/writer/work_queue.h"

#include <absl/time/time.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace dateline::writer {
namespace {

std::size_t TextBytes(const article::Article& article) {
  return article.headline().size() + article.body().size();
}

absl::Duration Until(WriterClock::time_point when) {
  if (when == WriterClock::time_point::max()) return absl::InfiniteDuration();
  return std::max(absl::ZeroDuration(), absl::FromChrono(when - WriterClock::now()));
}

}  // namespace

bool WorkQueue::HasRoom() const {
  return queue_bytes_ < options_.commit_bytes && queue_.size() < options_.commit_articles &&
         ready_bytes_ < 2 * options_.commit_bytes && ready_articles_ < 2 * options_.commit_articles;
}

absl::Status WorkQueue::Push(PendingArticle& pending) {
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(
      +[](WorkQueue* q)
           ABSL_NO_THREAD_SAFETY_ANALYSIS { return q->HasRoom() || !q->failure_.ok(); },
      this));
  if (!failure_.ok()) return failure_;
  pending.sequence = next_sequence_++;
  queue_bytes_ += TextBytes(pending.article);
  unready_.insert(unready_.end(), pending.sequence);
  unsettled_.insert(unsettled_.end(), pending.sequence);
  queue_.push_back(std::move(pending));
  return absl::OkStatus();
}

bool WorkQueue::FlushWaitsForWorkers() const {
  return stopping_ || (!unready_.empty() && *unready_.begin() <= flush_up_to_);
}

bool WorkQueue::HandOverDue() const {
  return FlushWaitsForWorkers() && (queue_.empty() || queue_.front().sequence > flush_up_to_);
}

WorkQueue::Next WorkQueue::Pop(std::optional<WriterClock::time_point> oldest, PendingArticle& out) {
  absl::MutexLock lock(&mutex_);
  if (!oldest) {
    mutex_.Await(absl::Condition(
        +[](WorkQueue* q)
             ABSL_NO_THREAD_SAFETY_ANALYSIS { return !q->queue_.empty() || q->stopping_; },
        this));
    if (queue_.empty()) return Next::kStop;
  } else {
    // Half of the interval gathers articles, the other half is for finishing and for the commit
    // thread to notice.
    const auto due =
        options_.bulk ? WriterClock::time_point::max() : *oldest + options_.commit_interval / 2;
    mutex_.AwaitWithTimeout(absl::Condition(
                                +[](WorkQueue* q) ABSL_NO_THREAD_SAFETY_ANALYSIS {
                                  return !q->queue_.empty() || q->HandOverDue();
                                },
                                this),
                            Until(due));
    if (queue_.empty() || HandOverDue() || WriterClock::now() >= due) return Next::kHandOver;
  }
  out = std::move(queue_.front());
  // Time counts from here: with a backlog every article has waited too long already, and to hand
  // over each by itself would keep the backlog for good.
  out.taken = WriterClock::now();
  queue_.pop_front();
  queue_bytes_ -= TextBytes(out.article);
  return Next::kArticle;
}

void WorkQueue::Deliver(std::vector<ScratchPart> parts) {
  absl::MutexLock lock(&mutex_);
  for (ScratchPart& part : parts) {
    for (const AnalysedArticle& article : part.articles) unready_.erase(article.sequence);
    ready_articles_ += part.articles.size();
    ready_bytes_ += part.database->bytes();
    ready_oldest_ = std::min(ready_oldest_, part.oldest);
    ready_.push_back(std::move(part));
  }
}

void WorkQueue::Settle(std::span<const SettledArticle> settled) {
  absl::MutexLock lock(&mutex_);
  for (const SettledArticle& one : settled) {
    unready_.erase(one.sequence);
    unsettled_.erase(one.sequence);
  }
}

bool WorkQueue::CommitDue() const {
  if (ready_.empty()) return false;
  if (ready_articles_ >= options_.commit_articles || ready_bytes_ >= options_.commit_bytes)
    return true;
  const bool flushing = stopping_ || *unsettled_.begin() <= flush_up_to_;
  if (flushing && (unready_.empty() || *unready_.begin() > flush_up_to_)) return true;
  if (!failure_.ok()) return true;
  return !options_.bulk && WriterClock::now() >= ready_oldest_ + options_.commit_interval;
}

bool WorkQueue::Drained() const { return stopping_ && unready_.empty() && ready_.empty(); }

bool WorkQueue::WaitForBatch(Batch& batch) {
  absl::MutexLock lock(&mutex_);
  while (!CommitDue()) {
    if (Drained()) return false;
    commit_wakes_ = ready_.empty() || options_.bulk ? WriterClock::time_point::max()
                                                    : ready_oldest_ + options_.commit_interval;
    mutex_.AwaitWithTimeout(
        absl::Condition(
            +[](WorkQueue* q) ABSL_NO_THREAD_SAFETY_ANALYSIS {
              const bool sooner = !q->ready_.empty() && !q->options_.bulk &&
                                  q->ready_oldest_ + q->options_.commit_interval < q->commit_wakes_;
              return q->CommitDue() || q->Drained() || sooner;
            },
            this),
        Until(commit_wakes_));
  }
  batch.parts = std::exchange(ready_, {});
  batch.oldest_elsewhere =
      unready_.empty() ? std::numeric_limits<std::uint64_t>::max() : *unready_.begin();
  ready_articles_ = 0;
  ready_bytes_ = 0;
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
  mutex_.Await(absl::Condition(
      +[](Wait* w) ABSL_NO_THREAD_SAFETY_ANALYSIS {
        return w->queue->unsettled_.empty() || *w->queue->unsettled_.begin() > w->up_to;
      },
      &wait));
  return failure_;
}

void WorkQueue::Fail(const absl::Status& status) {
  absl::MutexLock lock(&mutex_);
  if (failure_.ok()) failure_ = status;
}

absl::Status WorkQueue::failure() const {
  absl::MutexLock lock(&mutex_);
  return failure_;
}

void WorkQueue::Stop() {
  absl::MutexLock lock(&mutex_);
  stopping_ = true;
}

}  // namespace dateline::writer
