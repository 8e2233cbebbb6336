// SPDX-License-Identifier: Apache-2.0
// gRPC errors as absl::Status, with the server's details as payloads.
#ifndef DATELINE_CLIENT_INCLUDE_DATELINE_STATUS_H_
#define DATELINE_CLIENT_INCLUDE_DATELINE_STATUS_H_

#include <absl/status/status.h>
#include <absl/time/time.h>
#include <grpcpp/support/status.h>

#include <optional>
#include <string>

#include "dateline/v1/errors.pb.h"
#include "dateline/v1/ingest_service.pb.h"

namespace dateline::client {

// The same code and message; each google.rpc detail becomes a payload under its type URL.
absl::Status FromGrpcStatus(const grpc::Status& status);

// Why an article was rejected, with reason, metadata and delay as a refused call has them.
absl::Status FromIngestError(const v1::IngestError& error);

// Reason of the status' google.rpc.ErrorInfo, such as "QUERY_SYNTAX"; "" if it does not have one.
std::string Reason(const absl::Status& status);
// The same as a value of the enum; UNSPECIFIED if there is none, or one newer than this client.
v1::ErrorReason ReasonOf(const absl::Status& status);

// Wait of the status' google.rpc.RetryInfo; nullopt if it does not have one.
std::optional<absl::Duration> RetryDelay(const absl::Status& status);

}  // namespace dateline::client

#endif  // DATELINE_CLIENT_INCLUDE_DATELINE_STATUS_H_
