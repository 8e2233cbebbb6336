// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/open_connections.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/stat.h>

#include <cstring>
#include <iterator>
#include <utility>

namespace dateline::rpc {
namespace {

constexpr std::size_t kShare = 3;         // of the free places
constexpr std::size_t kNetworkBytes = 8;  // of an IPv6 address
constexpr std::size_t kMappedBytes = 12;  // before an IPv4 address in an IPv6 one

std::string Ipv4(const void* bytes) {
  char text[INET_ADDRSTRLEN] = {};
  return inet_ntop(AF_INET, bytes, text, sizeof text) == nullptr ? "" : text;
}

}  // namespace

std::string PeerOf(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET) {
    sockaddr_in ipv4{};
    std::memcpy(&ipv4, &address, sizeof ipv4);
    return Ipv4(&ipv4.sin_addr);
  }
  if (address.ss_family != AF_INET6) return "other";
  sockaddr_in6 ipv6{};
  std::memcpy(&ipv6, &address, sizeof ipv6);
  if (IN6_IS_ADDR_V4MAPPED(&ipv6.sin6_addr)) return Ipv4(ipv6.sin6_addr.s6_addr + kMappedBytes);
  std::memset(ipv6.sin6_addr.s6_addr + kNetworkBytes, 0, sizeof(in6_addr) - kNetworkBytes);
  char text[INET6_ADDRSTRLEN] = {};
  return inet_ntop(AF_INET6, &ipv6.sin6_addr, text, sizeof text) == nullptr ? "" : text;
}

bool OpenConnections::HasRoomFor(const std::string& peer) const {
  if (open_.size() >= most_) return false;
  const auto known = by_peer_.find(peer);
  const std::size_t held = known == by_peer_.end() ? 0 : known->second;
  return held < kShare * (most_ - open_.size());
}

void OpenConnections::Add(int descriptor, const std::string& peer) {
  struct stat file {};
  if (fstat(descriptor, &file) != 0) return;
  const auto [place, added] = open_.try_emplace(descriptor);
  if (!added) Forget(place->second.peer);  // closed, and its number given out again
  place->second = {file.st_dev, file.st_ino, peer};
  ++by_peer_[peer];
}

void OpenConnections::Sweep() {
  for (auto one = open_.begin(); one != open_.end();) {
    struct stat file {};
    const bool same = fstat(one->first, &file) == 0 && file.st_dev == one->second.device &&
                      file.st_ino == one->second.inode;
    const auto next = std::next(one);
    if (!same) {
      Forget(one->second.peer);
      open_.erase(one);
    }
    one = next;
  }
}

void OpenConnections::Forget(const std::string& peer) {
  const auto known = by_peer_.find(peer);
  if (known != by_peer_.end() && --known->second == 0) by_peer_.erase(known);
}

}  // namespace dateline::rpc
