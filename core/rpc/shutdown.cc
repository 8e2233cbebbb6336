// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/shutdown.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <thread>

#include "core/rpc/log.h"
#include "core/rpc/rpc_server.h"

namespace dateline::rpc {
namespace {

// For answers that are still being written after the last call has ended.
constexpr std::chrono::milliseconds kLastWrites{1000};

// A client that is told to go elsewhere has heard of it, and what it had sent before has come.
constexpr std::chrono::milliseconds kUntilClientsHaveGone{1000};

std::chrono::milliseconds Until(std::chrono::steady_clock::time_point deadline) {
  return std::max(std::chrono::milliseconds(0),
                  std::chrono::duration_cast<std::chrono::milliseconds>(
                      deadline - std::chrono::steady_clock::now()));
}

}  // namespace

GracefulShutdown::GracefulShutdown(boost::asio::io_context& io)
    : io_(io), signals_(io, SIGINT, SIGTERM) {
  std::signal(SIGPIPE, SIG_IGN);
  signals_.async_wait([this](const boost::system::error_code& error, int) {
    if (!error) io_.stop();
  });
}

void GracefulShutdown::Begin() { io_.stop(); }

void GracefulShutdown::WaitAndRun(const ShutdownSteps& steps) {
  io_.run();
  LogLine(LogLevel::kInfo, "shutting down");
  signals_.async_wait([](const boost::system::error_code& error, int) {
    if (!error) std::_Exit(EXIT_FAILURE);
  });
  io_.restart();
  std::thread second_signal([this] { io_.run(); });
  const auto deadline = std::chrono::steady_clock::now() + steps.grace;
  if (steps.server != nullptr) {
    steps.server->EndServing();
    steps.server->SendAway();
  }
  if (steps.end_streams) steps.end_streams();
  if (steps.server != nullptr) {
    steps.server->WaitUntilGone(std::min(Until(deadline), kUntilClientsHaveGone));
  }
  const bool drained = steps.drain && steps.drain(Until(deadline));
  if (steps.server != nullptr) {
    const auto left = Until(deadline);
    steps.server->Shutdown(drained ? std::min(left, kLastWrites) : left);
  }
  if (steps.join_pools) steps.join_pools();
  if (steps.commit) steps.commit();
  io_.stop();
  second_signal.join();
  LogLine(LogLevel::kInfo, "stopped");
}

}  // namespace dateline::rpc
