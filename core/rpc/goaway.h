// SPDX-License-Identifier: GPL-3.0-or-later
// Sends the clients of a server elsewhere while it goes on answering.
#ifndef DATELINE_CORE_RPC_GOAWAY_H_
#define DATELINE_CORE_RPC_GOAWAY_H_

namespace grpc {
class Server;
}  // namespace grpc

namespace dateline::rpc {

// A graceful GOAWAY (RFC 9113, 6.8) on every connection: its client opens no stream on it any more,
// streams that are open or under way are served, and gRPC closes the connection after the last one.
// grpc::Server::Shutdown sends the same, but cancels what is under way: a client whose call crosses
// the GOAWAY sees CANCELLED, which nobody tries again.
//
// gRPC 1.51 can do it and does not say so in a header: the function is looked up in the library.
// False: another version, or a library without it; nothing was sent. Thread-safe; may be repeated.
bool SendGoaways(grpc::Server& server);

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_GOAWAY_H_
