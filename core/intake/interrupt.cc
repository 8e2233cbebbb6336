// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/intake/interrupt.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <string_view>

namespace dateline::intake {
namespace {

std::atomic<bool> came{false};
std::array<int, 2> ends{-1, -1};  // of a pipe that wakes whoever waits for input
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler sets it");

constexpr std::string_view kTold =
    "\ndateline-indexer: interrupted; what was read is being stored (interrupt again to end at "
    "once)\n";

extern "C" void OnSignal(int /*signal*/) {
  const int error = errno;
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  came = true;
  (void)!write(ends[1], "x", 1);
  (void)!write(STDERR_FILENO, kTold.data(), kTold.size());
  errno = error;
}

}  // namespace

Interrupt::Interrupt() {
  came = false;
  if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) ends = {-1, -1};
  struct sigaction action {};
  action.sa_handler = OnSignal;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

Interrupt::~Interrupt() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  for (int& end : ends) {
    if (end >= 0) close(end);
    end = -1;
  }
}

bool Interrupt::Came() { return came; }
int Interrupt::descriptor() { return ends[0]; }

}  // namespace dateline::intake
