// SPDX-License-Identifier: GPL-3.0-or-later
// When to try again what did not work: as soon as the files have changed, else less and less often.
#ifndef DATELINE_SERVER_ENGINE_RETRY_TIMER_H_
#define DATELINE_SERVER_ENGINE_RETRY_TIMER_H_

#include <algorithm>
#include <chrono>
#include <functional>
#include <utility>
#include <vector>

#include "core/index/file_stamp.h"

namespace dateline::engine {

// Not thread-safe.
class RetryTimer {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::seconds kFirstWait{1};
  static constexpr std::chrono::seconds kLongestWait{60};

  explicit RetryTimer(std::function<Clock::time_point()> now = Clock::now) : now_(std::move(now)) {}

  // `stamps` are of the files that a try depends on, as they are now.
  bool IsDue(const std::vector<index::FileStamp>& stamps) const {
    return stamps != stamps_ || now_() >= next_;
  }
  // A try with these files begins.
  void Begin(std::vector<index::FileStamp> stamps) {
    wait_ = stamps == stamps_ ? std::min(2 * wait_, kLongestWait) : kFirstWait;
    stamps_ = std::move(stamps);
    next_ = now_() + wait_;
  }

 private:
  std::function<Clock::time_point()> now_;
  std::vector<index::FileStamp> stamps_;
  std::chrono::seconds wait_ = kFirstWait;
  Clock::time_point next_{};
};

}  // namespace dateline::engine

#endif  // DATELINE_SERVER_ENGINE_RETRY_TIMER_H_
