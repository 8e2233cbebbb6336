// SPDX-License-Identifier: Apache-2.0
// Timed waits on an absl::Mutex that a step of the wall clock neither shortens nor lengthens.
#ifndef DATELINE_CORE_QUEUE_STEADY_CONDITION_H_
#define DATELINE_CORE_QUEUE_STEADY_CONDITION_H_

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include <chrono>
#include <condition_variable>

namespace dateline::queue {

// absl's own timed waits sleep until a time of the wall clock, at least in the releases that we
// build with; its untimed waits (Mutex::Await) are sound. Whoever makes the awaited condition true
// notifies. Thread-safe.
class SteadyCondition {
 public:
  using Clock = std::chrono::steady_clock;

  // The time `wait` from now; one that is too far away for the clock is its last.
  static Clock::time_point After(Clock::duration wait) {
    const auto now = Clock::now();
    return wait < Clock::time_point::max() - now ? now + wait : Clock::time_point::max();
  }

  // Releases `mutex` while it waits for a notification, at most until `deadline`
  // (Clock::time_point::max() = no limit). May return early: call it in a loop that looks at the
  // condition. False: the deadline has passed.
  bool WaitUntil(absl::Mutex& mutex, Clock::time_point deadline)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    Lockable lockable{mutex};
    if (deadline == Clock::time_point::max()) {
      condition_.wait(lockable);
      return true;
    }
    return condition_.wait_until(lockable, deadline) == std::cv_status::no_timeout;
  }

  void NotifyOne() { condition_.notify_one(); }
  void NotifyAll() { condition_.notify_all(); }

 private:
  // absl::Mutex under the names that the standard library calls.
  struct Lockable {
    absl::Mutex& mutex;
    void lock() ABSL_NO_THREAD_SAFETY_ANALYSIS { mutex.Lock(); }
    void unlock() ABSL_NO_THREAD_SAFETY_ANALYSIS { mutex.Unlock(); }
  };

  std::condition_variable_any condition_;
};

}  // namespace dateline::queue

#endif  // DATELINE_CORE_QUEUE_STEADY_CONDITION_H_
