// SPDX-License-Identifier: GPL-3.0-or-later
// Graceful shutdown: waits for a signal, then ends the parts of a program in their order.
#ifndef DATELINE_CORE_RPC_SHUTDOWN_H_
#define DATELINE_CORE_RPC_SHUTDOWN_H_

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <chrono>
#include <functional>

namespace dateline::rpc {

class RpcServer;

// The steps after SIGINT or SIGTERM, in this order. Empty functions are left out.
struct ShutdownSteps {
  // Health says NOT_SERVING, clients are told to go elsewhere, and what they had sent before they
  // heard of it is answered.
  RpcServer* server = nullptr;
  std::function<void()> end_streams{};  // asks long streams to end, after clients have been told
  // Refuses with UNAVAILABLE what clients send that do not listen, and waits for running calls up
  // to `grace`. True: only calls that never end by themselves (watches of the health service) are
  // left, which are cancelled soon.
  std::function<bool(std::chrono::milliseconds grace)> drain{};
  std::chrono::milliseconds grace{5000};  // for calls that run; then they are cancelled
  std::function<void()> join_pools;       // no job runs after it
  std::function<void()> commit;           // the writer's last commit
};

// For its lifetime SIGINT and SIGTERM do not end the process; SIGPIPE is ignored. Used on one
// thread, that of WaitAndRun, which runs `io` until a signal comes.
class GracefulShutdown {
 public:
  explicit GracefulShutdown(boost::asio::io_context& io);

  // As if a signal had come. From any thread.
  void Begin();

  // Returns after the last step. A second signal during the steps ends the process at once with 1.
  void WaitAndRun(const ShutdownSteps& steps);

 private:
  boost::asio::io_context& io_;
  boost::asio::signal_set signals_;
};

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_SHUTDOWN_H_
