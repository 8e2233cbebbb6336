// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/start_timeout.h"

#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string_view>

namespace dateline::rpc {
namespace {

constexpr std::string_view kTold =
    "the service did not start in time, for want of threads or memory or because the disk does "
    "not answer; raise the limits of the process (ulimit -a), or --start-timeout\n";

extern "C" void OnAlarm(int /*signal*/) {
  (void)!write(STDERR_FILENO, kTold.data(), kTold.size());
  _exit(EXIT_FAILURE);
}

}  // namespace

StartTimeout::StartTimeout(std::chrono::seconds limit) {
  struct sigaction action {};
  action.sa_handler = OnAlarm;
  sigemptyset(&action.sa_mask);
  sigaction(SIGALRM, &action, nullptr);
  alarm(static_cast<unsigned>(limit.count()));
}

void StartTimeout::Done() { alarm(0); }

}  // namespace dateline::rpc
