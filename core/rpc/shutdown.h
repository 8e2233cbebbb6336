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
  RpcServer* server = nullptr;  // health says NOT_SERVING first
  // Refuses new work with UNAVAILABLE, asks streams to end, waits for calls that run, up to
  // `grace`. The server still listens meanwhile: a refusal with a delay to retry is of more use to
  // a client than a connection that breaks. True where no call is left but such as never end by
  // themselves (watches of the health service): they are cut off soon.
  std::function<bool(std::chrono::milliseconds grace)> drain;
  std::chrono::milliseconds grace{5000};  // for calls that run; then they are cancelled
  std::function<void()> join_pools;       // no job runs after it
  std::function<void()> commit;           // the writer's last commit
};

// Blocks SIGINT and SIGTERM's default action for its lifetime; SIGPIPE is ignored.
// Home thread: the one that calls WaitAndRun, which runs `io` there until a signal comes.
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
