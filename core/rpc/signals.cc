// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/signals.h"

#include <csignal>

#include "core/rpc/log.h"

namespace dateline::rpc {

Signals::Signals(boost::asio::io_context& io) : hangup_(io, SIGHUP) {
  for (const int signal : {SIGUSR1, SIGUSR2, SIGQUIT, SIGALRM, SIGVTALRM, SIGPROF, SIGIO, SIGPWR,
                           SIGPIPE, SIGSTKFLT, SIGXCPU, SIGXFSZ}) {
    std::signal(signal, SIG_IGN);
  }
  for (int signal = SIGRTMIN; signal <= SIGRTMAX; ++signal) std::signal(signal, SIG_IGN);
  Wait();
}

void Signals::OnReload(std::string what, std::function<void()> reload) {
  reloads_.push_back({std::move(what), std::move(reload)});
}

void Signals::Wait() {
  hangup_.async_wait([this](const boost::system::error_code& error, int) {
    if (error) return;
    RunReloads();
    Wait();
  });
}

void Signals::RunReloads() const {
  std::string what;
  for (const Reload& reload : reloads_) what += (what.empty() ? "" : ", ") + reload.what;
  LogLine(LogLevel::kInfo, what.empty() ? "SIGHUP: there is nothing to read again"
                                        : "SIGHUP: reading again: " + what);
  for (const Reload& reload : reloads_) reload.run();
}

}  // namespace dateline::rpc
