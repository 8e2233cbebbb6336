// SPDX-License-Identifier: Apache-2.0
// Details of an absl::Status: messages that are google.rpc's on the wire, as payloads, each under
// the type URL that google.rpc has for it. Stands apart from the rest of core so that the client
// reads what the servers attach with the same code.
#ifndef DATELINE_CORE_DETAILS_STATUS_DETAILS_H_
#define DATELINE_CORE_DETAILS_STATUS_DETAILS_H_

#include <absl/status/status.h>
#include <absl/strings/cord.h>

#include <map>
#include <optional>
#include <string>

#include "core/details/wire.pb.h"
#include "dateline/v1/errors.pb.h"

namespace dateline::details {

// The type URL of a detail. By hand: the messages bear names of our own.
template <typename Detail>
inline constexpr const char* kTypeUrl = nullptr;
template <>
inline constexpr const char* kTypeUrl<wire::ErrorInfo> = "type.googleapis.com/google.rpc.ErrorInfo";
template <>
inline constexpr const char* kTypeUrl<wire::RetryInfo> = "type.googleapis.com/google.rpc.RetryInfo";
template <>
inline constexpr const char* kTypeUrl<wire::BadRequest> =
    "type.googleapis.com/google.rpc.BadRequest";

// Adds `detail` to `status`, in place of another of its type. OK keeps no details.
template <typename Detail>
void Attach(const Detail& detail, absl::Status& status) {
  static_assert(kTypeUrl<Detail> != nullptr, "a detail has a type URL");
  status.SetPayload(kTypeUrl<Detail>, absl::Cord(detail.SerializeAsString()));
}

// The detail of this type; nullopt if `status` does not have one that can be read.
template <typename Detail>
std::optional<Detail> Find(const absl::Status& status) {
  Detail detail;
  static_assert(kTypeUrl<Detail> != nullptr, "a detail has a type URL");
  const auto payload = status.GetPayload(kTypeUrl<Detail>);
  if (!payload || !detail.ParseFromString(std::string(*payload))) return std::nullopt;
  return detail;
}

// Name of the reason in ErrorInfo, such as "QUEUE_FULL"; "" if `status` does not have one.
inline std::string ReasonName(const absl::Status& status) {
  const auto info = Find<wire::ErrorInfo>(status);
  return info ? info->reason() : "";
}

inline constexpr char kReasonPrefix[] = "ERROR_REASON_";

// The name of `reason` on the wire, without its prefix: "QUEUE_FULL". Of a value that this program
// does not know: its number.
inline std::string NameOf(v1::ErrorReason reason) {
  const std::string& name = v1::ErrorReason_Name(reason);
  return name.empty() ? std::to_string(static_cast<int>(reason))
                      : name.substr(sizeof(kReasonPrefix) - 1);
}

// The same as a value of the enum; UNSPECIFIED if there is none, or an unknown one.
inline v1::ErrorReason ReasonOf(const absl::Status& status) {
  v1::ErrorReason reason = v1::ERROR_REASON_UNSPECIFIED;
  v1::ErrorReason_Parse(kReasonPrefix + ReasonName(status), &reason);
  return reason;
}

// All details to the wire form, ordered by their types, and back.
inline void CopyDetails(const absl::Status& status, wire::Status& wire) {
  std::map<std::string, std::string> details;  // abseil gives them in a random order
  status.ForEachPayload([&details](absl::string_view url, const absl::Cord& value) {
    details.emplace(std::string(url.data(), url.size()), std::string(value));
  });
  for (const auto& [url, value] : details) {
    auto* detail = wire.add_details();
    detail->set_type_url(url);
    detail->set_value(value);
  }
}
inline void CopyDetails(const wire::Status& wire, absl::Status& status) {
  for (const auto& detail : wire.details()) {
    status.SetPayload(detail.type_url(), absl::Cord(detail.value()));
  }
}

}  // namespace dateline::details

#endif  // DATELINE_CORE_DETAILS_STATUS_DETAILS_H_
