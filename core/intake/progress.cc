// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/intake/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace dateline::intake {
namespace {

constexpr std::size_t kBarCells = 24;
constexpr double kEarliestShare = 0.005;  // before, a time left would be a guess

std::size_t TerminalColumns() {
  struct winsize size {};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

}  // namespace

std::string DurationText(double seconds) {
  const auto whole = static_cast<std::uint64_t>(std::max(0.0, seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole / 60 % 60);
}

std::string ProgressLine(const LoadProgress& progress, double seconds, std::size_t columns) {
  const double share = progress.total_bytes == 0 ? -1
                                                 : static_cast<double>(progress.done_bytes) /
                                                       static_cast<double>(progress.total_bytes);
  const bool known = share >= 0 && share <= 1;
  std::string line(progress.phase);
  if (progress.phase != "reading") {
    // Nothing of the input is left: its share and its rate would stand still and fall.
    line += fmt::format(" for {}, {} stored, {:.0f} MB, {} rejected",
                        DurationText(progress.phase_seconds), progress.stored,
                        static_cast<double>(progress.done_bytes) / 1e6, progress.rejected);
    if (columns > 0 && line.size() >= columns) line.resize(columns - 1);
    return line;
  }
  if (columns > 0 && known) {
    const auto full = static_cast<std::size_t>(share * kBarCells);
    line += " [" + std::string(full, '#') + std::string(kBarCells - full, '.') + "]";
  }
  if (known) line += fmt::format(" {:.0f} %,", 100 * share);
  line += fmt::format(" {} stored, {:.0f} MB, {:.0f} articles/s", progress.stored,
                      static_cast<double>(progress.done_bytes) / 1e6,
                      static_cast<double>(progress.stored) / std::max(seconds, 1e-3));
  if (known && share >= kEarliestShare)
    line += fmt::format(", {} left", DurationText(seconds * (1 - share) / share));
  line += fmt::format(", {} rejected", progress.rejected);
  if (columns > 0 && line.size() >= columns) line.resize(columns - 1);  // a full line would scroll
  return line;
}

ProgressMeter::ProgressMeter(std::function<LoadProgress()> now)
    : now_(std::move(now)),
      terminal_(isatty(STDERR_FILENO) != 0),
      start_(std::chrono::steady_clock::now()),
      thread_([this] { Loop(); }) {}

ProgressMeter::~ProgressMeter() {
  {
    absl::MutexLock lock(&mutex_);
    ended_ = true;
    wake_.NotifyAll();
  }
  thread_.join();
  Draw();
  if (terminal_) fmt::print(stderr, "\n");
}

void ProgressMeter::Draw() {
  if (!terminal_) return;
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start_;
  fmt::print(stderr, "\r{}\x1b[K", ProgressLine(now_(), passed.count(), TerminalColumns()));
  std::fflush(stderr);
}

void ProgressMeter::Loop() {
  const std::chrono::milliseconds interval(terminal_ ? 200 : 5000);
  for (;;) {
    {
      const absl::MutexLock lock(&mutex_);
      const auto next = queue::SteadyCondition::After(interval);
      while (!ended_ && wake_.WaitUntil(mutex_, next)) {
      }
      if (ended_) return;
    }
    Draw();
    if (terminal_) continue;
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start_;
    fmt::print(stderr, "{}\n", ProgressLine(now_(), passed.count(), 0));
  }
}

}  // namespace dateline::intake
