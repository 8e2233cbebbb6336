// SPDX-License-Identifier: Apache-2.0
#include "dateline/status.h"

#include "core/details/status_details.h"

namespace dateline::client {

absl::Status FromGrpcStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  absl::Status result(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  wire::Status wire;
  if (status.error_details().empty() || !wire.ParseFromString(status.error_details())) {
    return result;
  }
  details::CopyDetails(wire, result);
  return result;
}

absl::Status FromIngestError(const v1::IngestError& error) {
  absl::Status result(static_cast<absl::StatusCode>(error.code()), error.message());
  if (error.reason() != v1::ERROR_REASON_UNSPECIFIED) {
    wire::ErrorInfo info;
    info.set_reason(details::NameOf(error.reason()));
    info.set_domain("dateline");
    info.mutable_metadata()->insert(error.metadata().begin(), error.metadata().end());
    details::Attach(info, result);
  }
  if (error.has_retry_delay()) {
    wire::RetryInfo retry;
    *retry.mutable_retry_delay() = error.retry_delay();
    details::Attach(retry, result);
  }
  return result;
}

std::string Reason(const absl::Status& status) { return details::ReasonName(status); }

v1::ErrorReason ReasonOf(const absl::Status& status) { return details::ReasonOf(status); }

std::optional<absl::Duration> RetryDelay(const absl::Status& status) {
  const auto retry = details::Find<wire::RetryInfo>(status);
  if (!retry) return std::nullopt;
  return absl::Seconds(retry->retry_delay().seconds()) +
         absl::Nanoseconds(retry->retry_delay().nanos());
}

}  // namespace dateline::client
