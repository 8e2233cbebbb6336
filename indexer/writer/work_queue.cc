// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/writer/work_queue.h"

#include <absl/container/flat_hash_set.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <utility>

#include "core/limits.h"

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

WorkQueue::Feeder& WorkQueue::FeederOf(std::string_view caller) {
  if (const auto found = feeders_.find(caller); found != feeders_.end()) return found->second;
  if (feeders_.size() >= limits::kMaxCallersKept) DropIdleFeeders();
  Feeder& feeder = feeders_.emplace(caller, Feeder{}).first->second;
  feeder.queue = this;
  return feeder;
}

void WorkQueue::DropIdleFeeders() {
  std::erase_if(feeders_, [](const auto& entry) {
    return entry.second.articles.empty() && entry.second.pushing == 0;
  });
}

bool WorkQueue::HasRoom() const { return queued_.HasRoom() && finished_.HasRoom(); }

bool WorkQueue::MayEnter(const Feeder& feeder) const {
  return HasRoom() && std::none_of(pushing_.begin(), pushing_.end(), [&](const Feeder* other) {
           return other->bytes < feeder.bytes;
         });
}

void WorkQueue::WaitForRoom(Feeder& feeder) {
  if (!failure_.ok() || MayEnter(feeder)) return;
  if (feeder.pushing++ == 0) pushing_.push_back(&feeder);
  mutex_.Await(absl::Condition(
      +[](Feeder* f) ABSL_NO_THREAD_SAFETY_ANALYSIS {
        return !f->queue->failure_.ok() || f->queue->MayEnter(*f);
      },
      &feeder));
  if (--feeder.pushing == 0) std::erase(pushing_, &feeder);
}

absl::Status WorkQueue::Push(PendingArticle& pending, std::string_view caller) {
  pending.bytes = HeldBytes(pending.article);
  const std::size_t id = std::hash<std::string>()(pending.article.id());
  absl::MutexLock lock(&mutex_);
  Feeder& feeder = FeederOf(caller);
  WaitForRoom(feeder);
  if (!failure_.ok()) return failure_;
  pending.sequence = next_sequence_++;
  queued_.Add(pending.bytes);
  unready_.insert(unready_.end(), pending.sequence);
  unacknowledged_.emplace_hint(unacknowledged_.end(), pending.sequence, id);
  if (feeder.articles.empty()) {
    feeder.served = std::max(feeder.served, clock_);
    waiting_.push_back(&feeder);
  }
  feeder.bytes += pending.bytes;
  feeder.articles.push_back(std::move(pending));
  worker_wakes_.NotifyOne();
  return absl::OkStatus();
}

void WorkQueue::TakeNext(PendingArticle& out) {
  const auto next =
      std::min_element(waiting_.begin(), waiting_.end(),
                       [](const Feeder* a, const Feeder* b) { return a->served < b->served; });
  Feeder& feeder = **next;
  out = std::move(feeder.articles.front());
  feeder.articles.pop_front();
  feeder.bytes -= out.bytes;
  queued_.Remove(out.bytes);
  clock_ = feeder.served;
  feeder.served += out.bytes;
  if (feeder.articles.empty()) waiting_.erase(next);
}

bool WorkQueue::FlushWaitsForQueued() const {
  return std::any_of(waiting_.begin(), waiting_.end(),
                     [up_to = flush_up_to_](const Feeder* feeder) {
                       return feeder->articles.front().sequence <= up_to;
                     });
}

bool WorkQueue::FlushWaitsForWorkers() const {
  return stopping_ || (!unready_.empty() && *unready_.begin() <= flush_up_to_);
}

bool WorkQueue::HandOverDue() const { return FlushWaitsForWorkers() && !FlushWaitsForQueued(); }

// False: there is something else to do than to take an article.
bool WorkQueue::WaitForArticle(std::optional<WriterClock::time_point> oldest) {
  if (!oldest) {
    mutex_.Await(absl::Condition(
        +[](WorkQueue* q)
             ABSL_NO_THREAD_SAFETY_ANALYSIS { return !q->waiting_.empty() || q->stopping_; },
        this));
    return !waiting_.empty();
  }
  // Half of the interval gathers articles, the other half is for finishing and for the commit
  // thread to notice.
  const auto due =
      options_.bulk ? WriterClock::time_point::max() : *oldest + options_.commit_interval / 2;
  while (waiting_.empty() && !HandOverDue()) {
    if (!worker_wakes_.WaitUntil(mutex_, due)) break;
  }
  if (waiting_.empty()) return false;
  if (!HandOverDue() && WriterClock::now() < due) return true;
  worker_wakes_.NotifyOne();  // another worker takes what this one leaves
  return false;
}

WorkQueue::Next WorkQueue::Pop(std::optional<WriterClock::time_point> oldest, PendingArticle& out) {
  const absl::MutexLock lock(&mutex_);
  if (!WaitForArticle(oldest)) return oldest ? Next::kHandOver : Next::kStop;
  TakeNext(out);
  // Time counts from here: with a backlog every article has waited too long already, and to hand
  // over each by itself would keep the backlog for good.
  out.taken = WriterClock::now();
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
  const bool flushing = stopping_ || unacknowledged_.begin()->first <= flush_up_to_;
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
        return w->queue->unacknowledged_.empty() ||
               w->queue->unacknowledged_.begin()->first > w->up_to;
      },
      &wait));
  return failure_;
}

absl::Status WorkQueue::Flush(const std::vector<std::string>& ids) {
  absl::flat_hash_set<std::size_t> hashes;
  for (const std::string& id : ids) hashes.insert(std::hash<std::string>()(id));
  absl::MutexLock lock(&mutex_);
  struct Wait {
    WorkQueue* queue;
    std::vector<std::uint64_t> sequences;  // the first comes last
  } wait{this, {}};
  for (const auto& [sequence, id] : unacknowledged_) {
    if (hashes.contains(id)) wait.sequences.push_back(sequence);
  }
  if (wait.sequences.empty()) return failure_;
  flush_up_to_ = std::max(flush_up_to_, wait.sequences.back());
  std::reverse(wait.sequences.begin(), wait.sequences.end());
  worker_wakes_.NotifyAll();
  commit_wakes_.NotifyAll();
  mutex_.Await(absl::Condition(
      +[](Wait* w) ABSL_NO_THREAD_SAFETY_ANALYSIS {
        while (!w->sequences.empty() && !w->queue->unacknowledged_.contains(w->sequences.back())) {
          w->sequences.pop_back();
        }
        return w->sequences.empty();
      },
      &wait));
  return failure_;
}

void WorkQueue::Fail(const absl::Status& status) {
  absl::MutexLock lock(&mutex_);
  if (failure_.ok()) failure_ = status;
  commit_wakes_.NotifyAll();
}

std::size_t WorkQueue::pushing() const {
  absl::MutexLock lock(&mutex_);
  std::size_t threads = 0;
  for (const Feeder* feeder : pushing_) threads += feeder->pushing;
  return threads;
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
