// SPDX-License-Identifier: GPL-3.0-or-later
// The only place that turns an internal error into a gRPC error.
#ifndef DATELINE_CORE_RPC_STATUS_H_
#define DATELINE_CORE_RPC_STATUS_H_

#include <absl/status/status.h>
#include <grpcpp/support/status.h>

namespace grpc {
class ServerContextBase;
}  // namespace grpc

namespace dateline::rpc {

// The same code and message; a status with payloads also carries google.rpc.Status in its error
// details (grpc-status-details-bin). A code that gRPC does not know becomes UNKNOWN. Thread-safe.
grpc::Status ToGrpcStatus(const absl::Status& status);

// The same, for the answer to this call: a delay to retry (RetryInfo) also goes into the trailer
// grpc-retry-pushback-ms, which clients obey that retry by a service config. Not after Finish.
grpc::Status ToGrpcStatus(const absl::Status& status, grpc::ServerContextBase& context);

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_STATUS_H_
