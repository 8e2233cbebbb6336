// SPDX-License-Identifier: GPL-3.0-or-later
// Who a call comes from.
#ifndef DATELINE_CORE_RPC_CALLER_H_
#define DATELINE_CORE_RPC_CALLER_H_

#include <absl/status/statusor.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/access/key.h"

namespace grpc {
class ServerContextBase;
}  // namespace grpc

namespace dateline::access {
class Admission;
}  // namespace dateline::access

namespace dateline::rpc {

// A peer: calls with the same name share one part of what the server can do.
struct Caller {
  std::string name;  // "key NAME" or "address 192.0.2.7"; safe to log
  // What its key allows; the call counts against the key's limits as long as this is held. Shared
  // by the parts of a call. null: the server does not ask for keys.
  std::shared_ptr<const access::Admission> admission{};
};

// The caller that `peer` names, a peer as gRPC writes it: "ipv4:192.0.2.7:4711" or
// "ipv6:%5B2001:db8::1%5D:4711". Ports do not count, and of an IPv6 address only the first 64 bits:
// one host may use all of the rest. What is neither is one caller.
Caller CallerByAddress(std::string_view peer);

// Tells who makes a call; an error refuses the call before it is looked at. Called on threads of
// gRPC, so it must be fast.
// `roles` are those of which the call needs one.
using Identify = std::function<absl::StatusOr<Caller>(const grpc::ServerContextBase& context,
                                                      access::Roles roles)>;

// By the address of the connection, whatever the roles; never an error.
absl::StatusOr<Caller> IdentifyByAddress(const grpc::ServerContextBase& context,
                                         access::Roles roles);

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_CALLER_H_
