// SPDX-License-Identifier: GPL-3.0-or-later
// Which connections of a server are open, and of whom.
#ifndef DATELINE_CORE_RPC_OPEN_CONNECTIONS_H_
#define DATELINE_CORE_RPC_OPEN_CONNECTIONS_H_

#include <absl/container/flat_hash_map.h>
#include <sys/socket.h>
#include <sys/types.h>

#include <cstddef>
#include <string>

namespace dateline::rpc {

// Whose connection it is: the address without its port; of an IPv6 address its first 64 bits,
// because a host may have as many addresses of such a network as it likes.
std::string PeerOf(const sockaddr_storage& address);

// Descriptors that were given away and are closed by somebody else: gRPC does not tell when. What
// was counted is still open if the number still stands for the same socket. Not thread-safe.
class OpenConnections {
 public:
  explicit OpenConnections(std::size_t most) : most_(most) {}

  // Whether a connection more of this peer may stay. A peer may have three times as many as there
  // are free places: one that takes all it can gets three quarters, the next three quarters of the
  // rest, and so on.
  bool HasRoomFor(const std::string& peer) const;
  // Counts an open socket.
  void Add(int descriptor, const std::string& peer);
  // Forgets those that have been closed.
  void Sweep();
  std::size_t size() const { return open_.size(); }

 private:
  struct Connection {
    dev_t device;
    ino_t inode;
    std::string peer;
  };
  void Forget(const std::string& peer);

  const std::size_t most_;
  absl::flat_hash_map<int, Connection> open_;  // by descriptor
  absl::flat_hash_map<std::string, std::size_t> by_peer_;
};

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_OPEN_CONNECTIONS_H_
