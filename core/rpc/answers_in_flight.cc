// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/answers_in_flight.h"

namespace dateline::rpc {

AnswersInFlight::~AnswersInFlight() {
  std::thread watch;
  {
    const absl::MutexLock lock(&mutex_);
    ended_ = true;
    watch.swap(watch_);
  }
  changed_.NotifyAll();
  if (watch.joinable()) watch.join();
}

void AnswersInFlight::Add(Answer& answer, std::size_t bytes) {
  const absl::MutexLock lock(&mutex_);
  answer.bytes_ = bytes;
  answer.given_up_ = false;
  answer.due_ = queue::SteadyCondition::After(options_.patience);
  answer.place_ = waiting_.insert(waiting_.end(), &answer);
  bytes_ += bytes;
  while (options_.max_bytes != 0 && bytes_ > options_.max_bytes && waiting_.front() != &answer) {
    GiveUpFirst();
  }
  if (!watch_.joinable()) watch_ = std::thread([this] { Watch(); });
  if (answer.due_ < watch_until_) {
    watch_until_ = answer.due_;
    changed_.NotifyAll();
  }
}

void AnswersInFlight::Remove(Answer& answer) {
  const absl::MutexLock lock(&mutex_);
  (answer.given_up_ ? given_up_ : waiting_).erase(answer.place_);
  if (!answer.given_up_) bytes_ -= answer.bytes_;
}

// With the lock held, so that the answer's owner does not leave meanwhile.
void AnswersInFlight::GiveUpFirst() {
  Answer& oldest = *waiting_.front();
  given_up_.splice(given_up_.end(), waiting_, waiting_.begin());
  oldest.given_up_ = true;
  bytes_ -= oldest.bytes_;
  oldest.GiveUp();
}

void AnswersInFlight::Watch() {
  const absl::MutexLock lock(&mutex_);
  while (!ended_) {
    const auto due = waiting_.empty() ? Clock::time_point::max() : waiting_.front()->due_;
    if (due <= Clock::now()) {
      GiveUpFirst();
    } else {
      watch_until_ = due;
      changed_.WaitUntil(mutex_, due);
    }
  }
}

}  // namespace dateline::rpc
