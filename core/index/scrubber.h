// SPDX-License-Identifier: GPL-3.0-or-later
// Scrubs an index from time to time, and when it is asked to.
#ifndef DATELINE_CORE_INDEX_SCRUBBER_H_
#define DATELINE_CORE_INDEX_SCRUBBER_H_

#include <absl/base/thread_annotations.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/index/scrub.h"
#include "core/limits.h"
#include "core/queue/steady_condition.h"
#include "dateline/v1/admin_service.pb.h"

namespace dateline::index {

struct ScrubberOptions {
  std::string folder;
  // From the start of a pass to the start of the next one, over which its reading is spread. 0: a
  // pass runs only if it is asked for.
  std::chrono::milliseconds period{0};
  std::uint64_t max_bytes_per_second = limits::kScrubBytesPerSecond;  // of passes by themselves
  // What the next pass is to read. Called on the scrubber's thread.
  std::function<Manifest()> manifest;
  // The end of a pass, before those who wait for it are told; not called for one that is ended
  // early. Called on the scrubber's thread.
  std::function<void(const absl::StatusOr<ScrubResult>&)> done;
};

// One pass at a time, on a thread of its own. Thread-safe.
class Scrubber {
 public:
  explicit Scrubber(ScrubberOptions options);
  // Ends the pass under way; nobody may wait for it any more.
  ~Scrubber();
  Scrubber(const Scrubber&) = delete;
  Scrubber& operator=(const Scrubber&) = delete;

  // Waits for a whole pass that begins now, at most `max_bytes_per_second` (0 = no limit); if one
  // that was asked for is under way, for the end of that one. A pass that the scrubber began by
  // itself starts again. DEADLINE_EXCEEDED, CANCELLED: the pass goes on. Other errors: of the pass.
  absl::Status RunPass(std::uint64_t max_bytes_per_second, absl::Time deadline,
                       const std::atomic<bool>* cancelled);
  // Times and bytes, and the damage that the last pass found.
  v1::ScrubStatus status() const;
  // Ends the pass under way and begins no other; who waits gets CANCELLED. Idempotent.
  void Stop();

 private:
  using Clock = queue::SteadyCondition::Clock;
  void Loop();
  bool Wait(Clock::time_point until);  // false: the pass is to end
  void RunOne(bool asked);
  std::uint64_t RateFor(const Manifest& manifest) const;

  const ScrubberOptions options_;
  mutable absl::Mutex mutex_;
  queue::SteadyCondition changed_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  bool asked_ ABSL_GUARDED_BY(mutex_) = false;       // a pass is to begin
  bool asked_runs_ ABSL_GUARDED_BY(mutex_) = false;  // one that was asked for is under way
  bool runs_ ABSL_GUARDED_BY(mutex_) = false;
  std::uint64_t asked_rate_ ABSL_GUARDED_BY(mutex_) = 0;
  std::uint64_t asked_passes_ ABSL_GUARDED_BY(mutex_) = 0;  // that have ended
  absl::Status last_status_ ABSL_GUARDED_BY(mutex_);        // of the last one of them
  std::uint64_t checked_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  std::optional<absl::Time> last_pass_ ABSL_GUARDED_BY(mutex_);
  std::vector<SegmentDamage> damage_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace dateline::index

#endif  // DATELINE_CORE_INDEX_SCRUBBER_H_
