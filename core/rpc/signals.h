// SPDX-License-Identifier: GPL-3.0-or-later
// Signals that a service must survive.
#ifndef DATELINE_CORE_RPC_SIGNALS_H_
#define DATELINE_CORE_RPC_SIGNALS_H_

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace dateline::rpc {

// From its construction on SIGHUP asks for a reload, and the other signals that end a process by
// default and that people or terminals send (SIGUSR1, SIGUSR2, SIGQUIT, SIGALRM and the like) are
// ignored, for good. SIGINT and SIGTERM are those of GracefulShutdown. Construct it before any
// thread. Used on the thread that runs `io`.
class Signals {
 public:
  explicit Signals(boost::asio::io_context& io);

  // Runs `reload` at each SIGHUP from now on, on the thread that runs the io_context; `what` is
  // named in the log line of the reload. A reload that fails says so itself and keeps the old.
  void OnReload(std::string what, std::function<void()> reload);

 private:
  struct Reload {
    std::string what;
    std::function<void()> run;
  };

  void Wait();
  void RunReloads() const;

  boost::asio::signal_set hangup_;
  std::vector<Reload> reloads_;
};

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_SIGNALS_H_
