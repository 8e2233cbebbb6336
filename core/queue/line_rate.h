// SPDX-License-Identifier: GPL-3.0-or-later
// A bound on the lines that others can make a log write.
#ifndef DATELINE_CORE_QUEUE_LINE_RATE_H_
#define DATELINE_CORE_QUEUE_LINE_RATE_H_

#include <chrono>
#include <cstddef>
#include <optional>
#include <utility>

namespace dateline::queue {

// How many lines may be written per second. Not thread-safe.
class LineRate {
 public:
  explicit LineRate(std::size_t lines_per_second) : most_(lines_per_second) {}

  // Whether one more line may be written at `now`, which never goes back: the number of lines that
  // were refused since the last one that was not. nullopt: refused.
  std::optional<std::size_t> Admit(std::chrono::steady_clock::time_point now) {
    if (now >= second_ + std::chrono::seconds(1)) {
      second_ = now;
      written_ = 0;
    }
    if (written_ >= most_) {
      ++refused_;
      return std::nullopt;
    }
    ++written_;
    return TakeRefused();
  }
  // The number of lines that were refused, for a line that needs no leave. Counts from 0 again.
  std::size_t TakeRefused() { return std::exchange(refused_, 0); }

 private:
  const std::size_t most_;
  std::chrono::steady_clock::time_point second_{};  // when the current second began
  std::size_t written_ = 0;                         // in it
  std::size_t refused_ = 0;
};

}  // namespace dateline::queue

#endif  // DATELINE_CORE_QUEUE_LINE_RATE_H_
