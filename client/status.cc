// SPDX-License-Identifier: GPL-3.0-or-later
#include "dateline/status.h"

#include "core/details/status_details.h"

namespace dateline::client {

absl::Status FromGrpcStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  absl::Status result(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  google::rpc::Status wire;
  if (status.error_details().empty() || !wire.ParseFromString(status.error_details())) {
    return result;
  }
  details::CopyDetails(wire, result);
  return result;
}

std::string Reason(const absl::Status& status) { return details::ReasonName(status); }

v1::ErrorReason ReasonOf(const absl::Status& status) { return details::ReasonOf(status); }

std::optional<absl::Duration> RetryDelay(const absl::Status& status) {
  const auto retry = details::Find<google::rpc::RetryInfo>(status);
  if (!retry) return std::nullopt;
  return absl::Seconds(retry->retry_delay().seconds()) +
         absl::Nanoseconds(retry->retry_delay().nanos());
}

}  // namespace dateline::client
