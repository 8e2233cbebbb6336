// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/status.h"

#include <google/protobuf/util/time_util.h>
#include <grpcpp/server_context.h>

#include <string>

#include "core/details/status_details.h"
#include "core/errors/errors.h"

namespace dateline::rpc {
namespace {

// The codes of abseil were taken from gRPC, but only these are promised to be equal.
grpc::StatusCode ToGrpcCode(absl::StatusCode code) {
  const int number = static_cast<int>(code);
  const bool known = number >= static_cast<int>(grpc::StatusCode::OK) &&
                     number <= static_cast<int>(grpc::StatusCode::UNAUTHENTICATED);
  return known ? static_cast<grpc::StatusCode>(number) : grpc::StatusCode::UNKNOWN;
}

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const wire::Status wire = errors::ToRpcStatus(status);
  std::string details;
  if (wire.details_size() > 0) details = wire.SerializeAsString();
  return {ToGrpcCode(status.code()), wire.message(), details};
}

grpc::Status ToGrpcStatus(const absl::Status& status, grpc::ServerContextBase& context) {
  if (const auto retry = details::Find<wire::RetryInfo>(status)) {
    const auto ms = google::protobuf::util::TimeUtil::DurationToMilliseconds(retry->retry_delay());
    context.AddTrailingMetadata("grpc-retry-pushback-ms", std::to_string(ms));
  }
  return ToGrpcStatus(status);
}

}  // namespace dateline::rpc
