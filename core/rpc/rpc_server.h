// SPDX-License-Identifier: GPL-3.0-or-later
// A gRPC server with Dateline's settings, health service and reflection.
#ifndef DATELINE_CORE_RPC_RPC_SERVER_H_
#define DATELINE_CORE_RPC_RPC_SERVER_H_

#include <absl/status/statusor.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace grpc {
class Server;
class ServerCredentials;
class Service;
}  // namespace grpc

namespace dateline::access {
class Gate;
}  // namespace dateline::access

namespace dateline::rpc {

class ConnectionAcceptor;

struct RpcServerOptions {
  std::string listen;                       // HOST:PORT; port 0 takes a free one
  int max_message_bytes = 0;                // larger requests are refused; limits.h has them
  std::vector<grpc::Service*> services{};   // not owned; must outlive the server
  std::vector<std::string> health_names{};  // names that health knows, besides ""
  bool serving = true;                      // what health says at first
  // Must outlive the server (gRPC wants it shared); null: plaintext.
  std::shared_ptr<grpc::ServerCredentials> credentials{};
  access::Gate* gate = nullptr;  // asks for the key of a call of reflection; null: nobody does
};

// One listening server. Made and destroyed on one thread; Shutdown may be called from any. Its
// connections are counted: descriptors.h says how many may be open, open_connections.h how they are
// shared; what is over it is closed at once.
class RpcServer {
 public:
  // Starts to listen. INVALID_ARGUMENT: `listen` is not HOST:PORT;
  // UNAVAILABLE: the address cannot be bound (another program has the port).
  static absl::StatusOr<std::unique_ptr<RpcServer>> Start(RpcServerOptions options);
  ~RpcServer();
  RpcServer(const RpcServer&) = delete;
  RpcServer& operator=(const RpcServer&) = delete;

  // The address that it listens on, with the port that was taken: "127.0.0.1:43107".
  const std::string& address() const { return address_; }
  // What the health service answers for every name.
  void SetServing(bool serving);
  // What it answers for one of the health names, or for the empty one.
  void SetServing(const std::string& name, bool serving);
  // Health says NOT_SERVING from now on; SetServing changes nothing after it.
  void EndServing();
  // Listens no more, and asks every client to go elsewhere (GOAWAY). Calls that run or that still
  // come are answered.
  void SendAway();
  // After SendAway: returns when no connection is left, or after `patience`.
  void WaitUntilGone(std::chrono::milliseconds patience);
  // Refuses new calls, gives running ones `grace`, then cancels them; returns when all have ended.
  void Shutdown(std::chrono::milliseconds grace);

 private:
  RpcServer(std::unique_ptr<grpc::Server> server, std::unique_ptr<ConnectionAcceptor> acceptor,
            std::string address, std::vector<std::string> health_names);

  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<ConnectionAcceptor> acceptor_;  // hands its connections to server_
  std::string address_;
  std::vector<std::string> health_names_;
};

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_RPC_SERVER_H_
