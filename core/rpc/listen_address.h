// SPDX-License-Identifier: GPL-3.0-or-later
// Addresses that a program may be told to listen on.
#ifndef DATELINE_CORE_RPC_LISTEN_ADDRESS_H_
#define DATELINE_CORE_RPC_LISTEN_ADDRESS_H_

#include <absl/status/statusor.h>

#include <boost/asio/ip/tcp.hpp>
#include <string>
#include <vector>

namespace dateline::rpc {

using Endpoints = std::vector<boost::asio::ip::tcp::endpoint>;

// What is wrong with `listen` as HOST:PORT (an IPv6 host in brackets, a port of 0 to 65535); "" if
// nothing is. gRPC itself would take port 99999 for 34463.
std::string ListenAddressProblem(const std::string& listen);

// All addresses that `listen` stands for, at least one. A name is asked of the system, which may
// take as long as its name servers do. UNAVAILABLE: it is not known. Thread-safe.
absl::StatusOr<Endpoints> ResolveListen(const std::string& listen);

// Whether only this host can connect to any of them: 127.0.0.0/8 and ::1.
bool AreLoopback(const Endpoints& endpoints);

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_LISTEN_ADDRESS_H_
