// SPDX-License-Identifier: GPL-3.0-or-later
// Answers that were sent and not taken yet: how long they may wait, and how many bytes they are.
#ifndef DATELINE_CORE_RPC_ANSWERS_IN_FLIGHT_H_
#define DATELINE_CORE_RPC_ANSWERS_IN_FLIGHT_H_

#include <absl/base/thread_annotations.h>
#include <absl/container/flat_hash_map.h>
#include <absl/synchronization/mutex.h>

#include <chrono>
#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <thread>

#include "core/queue/steady_condition.h"

namespace dateline::rpc {

struct AnswersInFlightOptions {
  std::chrono::milliseconds patience{30'000};  // an answer that waits longer is given up
  std::size_t max_bytes = 0;  // over it answers of whoever has most are given up; 0 = no bound
};

// A peer that does not read keeps its answer in memory for as long as its call lasts, so the call
// must end. Thread-safe.
class AnswersInFlight {
 public:
  // One answer. It has an owner of its own, who keeps it until Remove has returned.
  class Answer {
   public:
    virtual ~Answer() = default;
    // Ends the call of the answer. Called at most once, by any thread, and not after Remove has
    // returned; on that thread it must not call the object that it is in.
    virtual void GiveUp() = 0;

   private:
    friend class AnswersInFlight;
    std::size_t bytes_ = 0;
    std::string owner_;
    bool given_up_ = false;
    queue::SteadyCondition::Clock::time_point due_;
    std::list<Answer*>::iterator place_;
  };

  explicit AnswersInFlight(const AnswersInFlightOptions& options);
  // All answers must have been removed.
  ~AnswersInFlight();
  AnswersInFlight(const AnswersInFlight&) = delete;
  AnswersInFlight& operator=(const AnswersInFlight&) = delete;

  // Never gives up `answer` itself at once, however large it is. If there is no room, the oldest
  // answers of whichever `owner` has the most bytes are given up.
  void Add(Answer& answer, std::size_t bytes, std::string_view owner);
  void Remove(Answer& answer);

 private:
  using Clock = queue::SteadyCondition::Clock;
  void Watch();
  bool GiveUpDue() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void GiveUp(Answer& answer) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Answer* OldestOfTheLargest(const Answer& except) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Uncount(const Answer& answer) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const AnswersInFlightOptions options_;
  absl::Mutex mutex_;
  queue::SteadyCondition changed_;
  std::list<Answer*> waiting_ ABSL_GUARDED_BY(mutex_);   // oldest first
  std::list<Answer*> given_up_ ABSL_GUARDED_BY(mutex_);  // whose calls are ending
  std::size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;        // of waiting_
  absl::flat_hash_map<std::string, std::size_t> bytes_of_ ABSL_GUARDED_BY(mutex_);  // by owner
  Clock::time_point watch_until_ ABSL_GUARDED_BY(mutex_) = Clock::time_point::max();
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread watch_;
};

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_ANSWERS_IN_FLIGHT_H_
