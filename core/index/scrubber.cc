// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/scrubber.h"

#include <absl/time/clock.h>

#include <algorithm>
#include <utility>

#include "core/errors/errors.h"

namespace dateline::index {
namespace {

// A pass leaves a tenth of its period free, for what the index grows meanwhile.
constexpr double kSpread = 0.9;
constexpr std::uint64_t kLeastBytesPerSecond = 1U << 20U;  // a small index is not spread over a day
constexpr std::chrono::milliseconds kLookEvery{50};        // at the cancellation of a caller

}  // namespace

Scrubber::Scrubber(ScrubberOptions options)
    : options_(std::move(options)), thread_([this] { Loop(); }) {}

Scrubber::~Scrubber() { Stop(); }

void Scrubber::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopped_ = true;
    changed_.NotifyAll();
  }
  if (thread_.joinable()) thread_.join();
}

void Scrubber::Loop() {
  Clock::time_point next = options_.period.count() > 0 ? Clock::now() : Clock::time_point::max();
  for (;;) {
    bool asked = false;
    {
      absl::MutexLock lock(&mutex_);
      while (!stopped_ && !asked_ && Clock::now() < next) changed_.WaitUntil(mutex_, next);
      if (stopped_) return;
      asked = std::exchange(asked_, false);
      asked_runs_ = asked;
      runs_ = true;
      checked_bytes_ = 0;
    }
    if (options_.period.count() > 0) next = queue::SteadyCondition::After(options_.period);
    RunOne(asked);
  }
}

std::uint64_t Scrubber::RateFor(const Manifest& manifest) const {
  const double seconds = std::chrono::duration<double>(options_.period).count() * kSpread;
  const double spread = static_cast<double>(TotalBytes(manifest)) / std::max(seconds, 1e-3);
  const double most = static_cast<double>(options_.max_bytes_per_second);
  return static_cast<std::uint64_t>(
      std::min(most, std::max(spread, static_cast<double>(kLeastBytesPerSecond))));
}

void Scrubber::RunOne(bool asked) {
  const Manifest manifest = options_.manifest();
  ScrubOptions scrub;
  scrub.wait_until = [this](Clock::time_point until) { return Wait(until); };
  scrub.read = [this](std::uint64_t bytes) {
    absl::MutexLock lock(&mutex_);
    checked_bytes_ += bytes;
  };
  if (asked) {
    absl::MutexLock lock(&mutex_);
    scrub.max_bytes_per_second = asked_rate_;
  } else {
    scrub.max_bytes_per_second = RateFor(manifest);
  }
  const absl::StatusOr<ScrubResult> result = Scrub(options_.folder, manifest, scrub);
  if (!absl::IsCancelled(result.status())) options_.done(result);
  absl::MutexLock lock(&mutex_);
  runs_ = asked_runs_ = false;
  if (result.ok()) {
    last_pass_ = absl::Now();
    damage_ = result->damage;
  }
  if (asked) {
    ++asked_passes_;
    last_status_ = result.status();
  }
  changed_.NotifyAll();
}

bool Scrubber::Wait(Clock::time_point until) {
  absl::MutexLock lock(&mutex_);
  for (;;) {
    // A pass that was asked for reads all from the beginning: this one may be past the damage.
    if (stopped_ || (asked_ && !asked_runs_)) return false;
    if (Clock::now() >= until) return true;
    changed_.WaitUntil(mutex_, until);
  }
}

absl::Status Scrubber::RunPass(std::uint64_t max_bytes_per_second, absl::Time deadline,
                               const std::atomic<bool>* cancelled) {
  absl::MutexLock lock(&mutex_);
  if (!asked_runs_ && !asked_) {
    asked_ = true;
    asked_rate_ = max_bytes_per_second;
    changed_.NotifyAll();
  }
  const std::uint64_t before = asked_passes_;
  while (asked_passes_ == before) {
    if (stopped_) return absl::CancelledError("the program is stopping");
    if (cancelled != nullptr && cancelled->load()) {
      return absl::CancelledError("the caller does not wait for the scrub any longer; it goes on");
    }
    if (absl::Now() >= deadline) {
      return absl::DeadlineExceededError(
          "the scrub did not end before the deadline; it goes on: ask for the status later");
    }
    changed_.WaitUntil(mutex_, queue::SteadyCondition::After(kLookEvery));
  }
  return last_status_;
}

v1::ScrubStatus Scrubber::status() const {
  absl::MutexLock lock(&mutex_);
  v1::ScrubStatus status;
  if (last_pass_) {
    const std::int64_t nanos = absl::ToUnixNanos(*last_pass_);
    status.mutable_last_pass_time()->set_seconds(nanos / 1'000'000'000);
    status.mutable_last_pass_time()->set_nanos(static_cast<std::int32_t>(nanos % 1'000'000'000));
  }
  status.set_checked_bytes(checked_bytes_);
  status.set_running(runs_);
  for (const SegmentDamage& damage : damage_) *status.add_damage() = ToProto(damage);
  return status;
}

}  // namespace dateline::index
