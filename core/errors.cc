// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/errors.h"

#include <absl/strings/cord.h>

#include "core/text/utf8.h"

namespace dateline::errors {
namespace {

constexpr std::string_view kReasonPrefix = "ERROR_REASON_";
constexpr char kTypePrefix[] = "type.googleapis.com/";

template <typename Message>
void AttachDetail(absl::Status& status, const Message& detail) {
  status.SetPayload(kTypePrefix + detail.GetDescriptor()->full_name(),
                    absl::Cord(detail.SerializeAsString()));
}

// Empty where the status has none.
google::rpc::ErrorInfo InfoOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  const auto payload = status.GetPayload(kTypePrefix + info.GetDescriptor()->full_name());
  if (!payload || !info.ParseFromString(std::string(*payload))) return {};
  return info;
}

}  // namespace

absl::Status MakeError(absl::StatusCode code, v1::ErrorReason reason, std::string_view message,
                       const std::map<std::string, std::string>& metadata) {
  // Messages quote what people sent: protobuf refuses strings that are no UTF-8.
  absl::Status status(code, text::CleanUtf8(message));
  google::rpc::ErrorInfo info;
  info.set_reason(ReasonName(reason));
  info.set_domain("dateline");
  for (const auto& [key, value] : metadata)
    (*info.mutable_metadata())[key] = text::CleanUtf8(value);
  AttachDetail(status, info);
  return status;
}

absl::Status MakeFieldError(v1::ErrorReason reason, std::string_view field,
                            std::string_view message) {
  absl::Status status = MakeError(absl::StatusCode::kInvalidArgument, reason, message,
                                  {{"field", std::string(field)}});
  google::rpc::BadRequest bad;
  auto* violation = bad.add_field_violations();
  violation->set_field(std::string(field));
  violation->set_description(text::CleanUtf8(message));
  AttachDetail(status, bad);
  return status;
}

absl::Status WithRetry(absl::Status status, int delay_ms) {
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(delay_ms / 1000);
  retry.mutable_retry_delay()->set_nanos((delay_ms % 1000) * 1000000);
  AttachDetail(status, retry);
  return status;
}

std::string MessageOf(const absl::Status& status) {
  return {status.message().data(), status.message().size()};
}

std::string ReasonName(v1::ErrorReason reason) {
  return v1::ErrorReason_Name(reason).substr(kReasonPrefix.size());
}

v1::ErrorReason ReasonOf(const absl::Status& status) {
  v1::ErrorReason reason = v1::ERROR_REASON_UNSPECIFIED;
  v1::ErrorReason_Parse(std::string(kReasonPrefix) + InfoOf(status).reason(), &reason);
  return reason;
}

std::string ErrorMetadata(const absl::Status& status, const std::string& key) {
  const google::rpc::ErrorInfo info = InfoOf(status);
  const auto found = info.metadata().find(key);
  return found == info.metadata().end() ? "" : found->second;
}

google::rpc::Status ToRpcStatus(const absl::Status& status) {
  google::rpc::Status wire;
  wire.set_code(static_cast<int>(status.code()));
  wire.set_message(text::CleanUtf8(MessageOf(status)));
  status.ForEachPayload([&wire](absl::string_view url, const absl::Cord& value) {
    auto* detail = wire.add_details();
    detail->set_type_url(std::string(url.data(), url.size()));
    detail->set_value(std::string(value));
  });
  return wire;
}

}  // namespace dateline::errors
