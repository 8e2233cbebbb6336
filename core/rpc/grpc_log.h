// SPDX-License-Identifier: GPL-3.0-or-later
// gRPC's own log as lines of ours. What a peer sent may be in it: headers, names of methods.
#ifndef DATELINE_CORE_RPC_GRPC_LOG_H_
#define DATELINE_CORE_RPC_GRPC_LOG_H_

namespace dateline::rpc {

// From now on gRPC writes through LogLine: errors only (or as GRPC_VERBOSITY says), cut to
// kMaxGrpcLogLineBytes, at most kMaxGrpcLogLines per second, with a count of those left out.
// Idempotent; thread-safe.
void RouteGrpcLog();

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_GRPC_LOG_H_
