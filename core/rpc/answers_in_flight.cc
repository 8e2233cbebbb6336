// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/answers_in_flight.h"

#include <algorithm>

namespace dateline::rpc {

AnswersInFlight::AnswersInFlight(const AnswersInFlightOptions& options)
    : options_(options), watch_([this] { Watch(); }) {}

AnswersInFlight::~AnswersInFlight() {
  {
    const absl::MutexLock lock(&mutex_);
    ended_ = true;
  }
  changed_.NotifyAll();
  watch_.join();
}

void AnswersInFlight::Add(Answer& answer, std::size_t bytes, std::string_view owner) {
  const absl::MutexLock lock(&mutex_);
  answer.bytes_ = bytes;
  answer.owner_ = owner;
  answer.given_up_ = false;
  answer.due_ = queue::SteadyCondition::After(options_.patience);
  answer.place_ = waiting_.insert(waiting_.end(), &answer);
  bytes_ += bytes;
  bytes_of_[answer.owner_] += bytes;
  while (options_.max_bytes != 0 && bytes_ > options_.max_bytes) {
    Answer* const oldest = OldestOfTheLargest(answer);
    if (oldest == nullptr) break;
    GiveUp(*oldest);
  }
  if (answer.due_ < watch_until_) {
    watch_until_ = answer.due_;
    changed_.NotifyAll();
  }
}

void AnswersInFlight::Remove(Answer& answer) {
  const absl::MutexLock lock(&mutex_);
  (answer.given_up_ ? given_up_ : waiting_).erase(answer.place_);
  if (!answer.given_up_) Uncount(answer);
}

void AnswersInFlight::Uncount(const Answer& answer) {
  bytes_ -= answer.bytes_;
  const auto of_owner = bytes_of_.find(answer.owner_);
  of_owner->second -= answer.bytes_;
  if (of_owner->second == 0) bytes_of_.erase(of_owner);
}

// One pass over what waits: only if there is no room, and then it makes some.
AnswersInFlight::Answer* AnswersInFlight::OldestOfTheLargest(const Answer& except) {
  Answer* found = nullptr;
  std::size_t most = 0;
  for (Answer* const answer : waiting_) {
    if (answer == &except) continue;
    const std::size_t bytes = bytes_of_[answer->owner_];
    if (found != nullptr && bytes <= most) continue;
    found = answer;
    most = bytes;
  }
  return found;
}

// With the lock held, so that the answer's owner does not leave meanwhile.
void AnswersInFlight::GiveUp(Answer& answer) {
  given_up_.splice(given_up_.end(), waiting_, answer.place_);
  answer.given_up_ = true;
  Uncount(answer);
  answer.GiveUp();
}

bool AnswersInFlight::GiveUpDue() {
  if (waiting_.empty() || waiting_.front()->due_ > Clock::now()) return false;
  GiveUp(*waiting_.front());
  return true;
}

// Lets go of the lock after each: ending a call takes a while, and others want to add theirs.
void AnswersInFlight::Watch() {
  for (;;) {
    const absl::MutexLock lock(&mutex_);
    if (ended_) return;
    if (GiveUpDue()) continue;
    watch_until_ = waiting_.empty() ? Clock::time_point::max() : waiting_.front()->due_;
    changed_.WaitUntil(mutex_, watch_until_);
  }
}

}  // namespace dateline::rpc
