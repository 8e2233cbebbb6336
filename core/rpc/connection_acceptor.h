// SPDX-License-Identifier: GPL-3.0-or-later
// Accepts connections in place of gRPC, which counts none, takes all, and after the first one for
// which there is no descriptor never accepts again (1.51).
#ifndef DATELINE_CORE_RPC_CONNECTION_ACCEPTOR_H_
#define DATELINE_CORE_RPC_CONNECTION_ACCEPTOR_H_

#include <absl/status/statusor.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace dateline::rpc {

struct AcceptorOptions {
  std::string listen;                // HOST:PORT; all addresses of HOST; port 0 takes a free one
  std::size_t descriptors = 0;       // limit of the process
  std::size_t most_connections = 0;  // what is over it, and over a peer's share, is closed at once
};

// Made, started and destroyed on one thread; Stop and open may be called from any.
class ConnectionAcceptor {
 public:
  // Takes a connected socket: non-blocking, closed on exec. Called on the acceptor's own thread.
  using HandOver = std::function<void(int descriptor)>;

  // Binds and listens; connections wait until Start. UNAVAILABLE: the address cannot be resolved
  // or bound (another program has the port).
  static absl::StatusOr<std::unique_ptr<ConnectionAcceptor>> Listen(const AcceptorOptions& options);
  ~ConnectionAcceptor();
  ConnectionAcceptor(const ConnectionAcceptor&) = delete;
  ConnectionAcceptor& operator=(const ConnectionAcceptor&) = delete;

  int port() const;
  // Starts the thread. Once.
  void Start(HandOver hand_over);
  // Closes the listening sockets. Nothing is handed over after it returns. Idempotent; not from
  // HandOver.
  void Stop();
  // Connections that were handed over and are still open.
  std::size_t open() const;

 private:
  class Impl;
  explicit ConnectionAcceptor(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_CONNECTION_ACCEPTOR_H_
