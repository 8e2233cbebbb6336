// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/errors/errors.h"

#include "core/details/status_details.h"
#include "core/text/utf8.h"

namespace dateline::errors {

absl::Status MakeError(absl::StatusCode code, v1::ErrorReason reason, std::string_view message,
                       const std::map<std::string, std::string>& metadata) {
  // Messages quote what people sent: protobuf refuses strings that are not UTF-8.
  absl::Status status(code, text::CleanUtf8(message));
  wire::ErrorInfo info;
  info.set_reason(ReasonName(reason));
  info.set_domain("dateline");
  for (const auto& [key, value] : metadata)
    (*info.mutable_metadata())[key] = text::CleanUtf8(value);
  details::Attach(info, status);
  return status;
}

absl::Status MakeFieldError(v1::ErrorReason reason, std::string_view field,
                            std::string_view message) {
  absl::Status status = MakeError(absl::StatusCode::kInvalidArgument, reason, message,
                                  {{"field", std::string(field)}});
  wire::BadRequest bad;
  auto* violation = bad.add_field_violations();
  violation->set_field(std::string(field));
  violation->set_description(text::CleanUtf8(message));
  details::Attach(bad, status);
  return status;
}

absl::Status WithRetry(absl::Status status, int delay_ms) {
  wire::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(delay_ms / 1000);
  retry.mutable_retry_delay()->set_nanos((delay_ms % 1000) * 1000000);
  details::Attach(retry, status);
  return status;
}

absl::Status OutOfMemory() {
  return MakeError(absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_OUT_OF_MEMORY,
                   "out of memory; ask for less at once, or try again later");
}

std::string MessageOf(const absl::Status& status) {
  return {status.message().data(), status.message().size()};
}

std::string ReasonName(v1::ErrorReason reason) { return details::NameOf(reason); }

v1::ErrorReason ReasonOf(const absl::Status& status) { return details::ReasonOf(status); }

std::string ErrorMetadata(const absl::Status& status, const std::string& key) {
  const auto info = details::Find<wire::ErrorInfo>(status);
  if (!info) return "";
  const auto found = info->metadata().find(key);
  return found == info->metadata().end() ? "" : found->second;
}

wire::Status ToRpcStatus(const absl::Status& status) {
  wire::Status wire;
  wire.set_code(static_cast<int>(status.code()));
  wire.set_message(text::CleanUtf8(MessageOf(status)));
  details::CopyDetails(status, wire);
  return wire;
}

}  // namespace dateline::errors
