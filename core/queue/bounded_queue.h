// SPDX-License-Identifier: GPL-3.0-or-later
// A queue between threads that holds so much and no more.
#ifndef DATELINE_CORE_QUEUE_BOUNDED_QUEUE_H_
#define DATELINE_CORE_QUEUE_BOUNDED_QUEUE_H_

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

#include "core/queue/occupancy.h"

namespace dateline::queue {

// First in, first out, for any number of producers and consumers. Thread-safe. Producers wait while
// it is full (Occupancy says when), consumers while it is empty; both until it is closed. Closing
// drains: consumers get what is inside, then the end.
template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(const Bounds& bounds) : occupancy_(bounds) {}
  BoundedQueue(const BoundedQueue&) = delete;
  BoundedQueue& operator=(const BoundedQueue&) = delete;

  // Blocks while there is no room. `bytes` is what the item counts against the bound. False: the
  // queue is closed and the item was dropped.
  bool Push(T item, std::size_t bytes = 0) {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &BoundedQueue::CanPush));
    if (closed_) return false;
    occupancy_.Add(bytes);
    items_.push_back({std::move(item), bytes});
    return true;
  }

  // Blocks while the queue is empty. nullopt: it is closed and drained.
  std::optional<T> Pop() {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &BoundedQueue::CanPop));
    if (items_.empty()) return std::nullopt;
    Entry entry = std::move(items_.front());
    items_.pop_front();
    occupancy_.Remove(entry.bytes);
    return std::move(entry.item);
  }

  // Refuses further items and wakes every thread that waits; what is inside can still be popped.
  // Idempotent.
  void Close() {
    absl::MutexLock lock(&mutex_);
    closed_ = true;
  }

 private:
  struct Entry {
    T item;
    std::size_t bytes;
  };

  bool CanPush() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return closed_ || occupancy_.HasRoom();
  }
  bool CanPop() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return closed_ || !items_.empty(); }

  absl::Mutex mutex_;
  std::deque<Entry> items_ ABSL_GUARDED_BY(mutex_);
  Occupancy occupancy_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace dateline::queue

#endif  // DATELINE_CORE_QUEUE_BOUNDED_QUEUE_H_
