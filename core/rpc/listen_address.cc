// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/listen_address.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>

namespace dateline::rpc {

using boost::asio::ip::tcp;

std::string ListenAddressProblem(const std::string& listen) {
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

absl::StatusOr<Endpoints> ResolveListen(const std::string& listen) {
  const auto colon = std::min(listen.rfind(':'), listen.size());
  std::string host = listen.substr(0, colon);
  const std::string port = colon < listen.size() ? listen.substr(colon + 1) : "";
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  boost::asio::io_context io;
  boost::system::error_code error;
  const auto found = tcp::resolver(io).resolve(
      host, port, tcp::resolver::passive | tcp::resolver::numeric_service, error);
  Endpoints endpoints;
  for (const auto& one : found) endpoints.push_back(one.endpoint());
  if (!error && !endpoints.empty()) return endpoints;
  return absl::UnavailableError(
      fmt::format("cannot listen on {}: the name is not known ({}); choose another with --listen",
                  listen, error.message()));
}

bool AreLoopback(const Endpoints& endpoints) {
  return std::all_of(endpoints.begin(), endpoints.end(), [](const tcp::endpoint& endpoint) {
    return endpoint.address().is_loopback();
  });
}

}  // namespace dateline::rpc
