// SPDX-License-Identifier: GPL-3.0-or-later
// Addresses that a program may be told to listen on.
#ifndef DATELINE_CORE_RPC_LISTEN_ADDRESS_H_
#define DATELINE_CORE_RPC_LISTEN_ADDRESS_H_

#include <arpa/inet.h>
#include <netinet/in.h>

#include <string>

namespace dateline::rpc {

// What is wrong with `listen` as HOST:PORT (an IPv6 host in brackets, a port of 0 to 65535); "" if
// nothing is. gRPC itself would take port 99999 for 34463.
inline std::string ListenAddressProblem(const std::string& listen) {
  const auto colon = listen.rfind(':');
  const std::string port = colon == std::string::npos ? "" : listen.substr(colon + 1);
  const std::string host = listen.substr(0, colon == std::string::npos ? 0 : colon);
  const bool bare_ipv6 = host.find(':') != std::string::npos && host.front() != '[';
  if (host.empty() || bare_ipv6 || port.empty() ||
      port.find_first_not_of("0123456789") != std::string::npos) {
    return "'" + listen + "' is not an address; give HOST:PORT, such as 127.0.0.1:7710";
  }
  if (port.size() > 5 || std::stoul(port) > 65535)
    return "'" + listen + "' has a port over 65535; give 0 (a free one) to 65535";
  return "";
}

// Whether only this host can connect to `listen`, which has no problem: 127.0.0.0/8, [::1],
// localhost, or a socket in the file system (unix:).
inline bool IsLoopback(const std::string& listen) {
  if (listen.starts_with("unix:")) return true;
  const std::string host = listen.substr(0, listen.rfind(':'));
  if (host == "localhost" || host == "[::1]") return true;
  in_addr address{};
  return inet_pton(AF_INET, host.c_str(), &address) == 1 && (ntohl(address.s_addr) >> 24U) == 127;
}

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_LISTEN_ADDRESS_H_
