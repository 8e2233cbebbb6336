// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/caller.h"

#include <absl/strings/str_replace.h>
#include <arpa/inet.h>
#include <grpcpp/server_context.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace dateline::rpc {
namespace {

constexpr std::string_view kIpv4 = "ipv4:";
constexpr std::string_view kIpv6 = "ipv6:";
constexpr std::size_t kNetworkBytes = 8;  // of an IPv6 address

// The network of an IPv6 address, or the IPv4 address that is mapped into it; "" if it is neither.
std::string Ipv6Name(std::string_view host) {
  const std::string text(host.substr(0, host.find('%')));  // without the zone
  in6_addr address{};
  if (inet_pton(AF_INET6, text.c_str(), &address) != 1) return "";
  std::array<char, INET6_ADDRSTRLEN> name{};
  if (IN6_IS_ADDR_V4MAPPED(&address)) {
    inet_ntop(AF_INET, &address.s6_addr[12], name.data(), name.size());
    return name.data();
  }
  if (IN6_IS_ADDR_LOOPBACK(&address)) return "::1";
  std::fill(std::begin(address.s6_addr) + kNetworkBytes, std::end(address.s6_addr),
            std::uint8_t{0});
  inet_ntop(AF_INET6, &address, name.data(), name.size());
  return std::string(name.data()) + "/64";
}

std::string AddressName(std::string_view peer) {
  if (peer.starts_with(kIpv4)) {
    const std::string_view host = peer.substr(kIpv4.size());
    const std::string text(host.substr(0, host.rfind(':')));
    in_addr address{};
    return inet_pton(AF_INET, text.c_str(), &address) == 1 ? text : "";
  }
  if (!peer.starts_with(kIpv6)) return "";
  const std::string plain =
      absl::StrReplaceAll(absl::string_view(peer.data() + kIpv6.size(), peer.size() - kIpv6.size()),
                          {{"%5B", "["}, {"%5D", "]"}, {"%25", "%"}});
  const auto end = plain.rfind("]:");
  if (!plain.starts_with('[') || end == std::string::npos) return "";
  return Ipv6Name(std::string_view(plain).substr(1, end - 1));
}

}  // namespace

Caller CallerByAddress(std::string_view peer) {
  const std::string name = AddressName(peer);
  return {name.empty() ? "local" : "address " + name};
}

absl::StatusOr<Caller> IdentifyByAddress(const grpc::ServerContextBase& context, access::Roles) {
  return CallerByAddress(context.peer());
}

}  // namespace dateline::rpc
