// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/status.h"

#include <string>

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
  const google::rpc::Status wire = errors::ToRpcStatus(status);
  std::string details;
  if (wire.details_size() > 0) details = wire.SerializeAsString();
  return {ToGrpcCode(status.code()), wire.message(), details};
}

}  // namespace dateline::rpc
