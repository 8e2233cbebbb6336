// SPDX-License-Identifier: GPL-3.0-or-later
// How far a load is, on stderr.
#ifndef DATELINE_CORE_INTAKE_PROGRESS_H_
#define DATELINE_CORE_INTAKE_PROGRESS_H_

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

#include "core/queue/steady_condition.h"

namespace dateline::intake {

struct LoadProgress {
  std::string_view phase;  // reading, committing, merging
  std::uint64_t stored = 0;
  std::uint64_t rejected = 0;
  std::uint64_t done_bytes = 0;
  std::uint64_t total_bytes = 0;  // 0: not known (stdin, pipes)
  double phase_seconds = 0;       // since the phase began
};

// "45 s", "3 min 20 s", "2 h 5 min"
std::string DurationText(double seconds);
// One line without its end; as a bar if `columns` (the terminal's) is not 0, and then no wider.
std::string ProgressLine(const LoadProgress& progress, double seconds, std::size_t columns);

// Draws by a timer of its own: a bar on a terminal, a line every few seconds otherwise.
class ProgressMeter {
 public:
  // `now` is called from the meter's thread and from Draw().
  explicit ProgressMeter(std::function<LoadProgress()> now);
  // Leaves the last state on a terminal.
  ~ProgressMeter();
  ProgressMeter(const ProgressMeter&) = delete;
  ProgressMeter& operator=(const ProgressMeter&) = delete;
  // At once, on a terminal: a phase has begun.
  void Draw();

 private:
  void Loop();

  const std::function<LoadProgress()> now_;
  const bool terminal_;
  const std::chrono::steady_clock::time_point start_;
  absl::Mutex mutex_;
  queue::SteadyCondition wake_;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  std::jthread thread_;
};

}  // namespace dateline::intake

#endif  // DATELINE_CORE_INTAKE_PROGRESS_H_
