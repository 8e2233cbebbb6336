// SPDX-License-Identifier: GPL-3.0-or-later
// Details of an absl::Status: google.rpc messages as payloads, each under its type URL. Stands
// apart from the rest of core so that the client reads what the servers attach with the same code.
#ifndef DATELINE_CORE_DETAILS_STATUS_DETAILS_H_
#define DATELINE_CORE_DETAILS_STATUS_DETAILS_H_

#include <absl/status/status.h>
#include <absl/strings/cord.h>

#include <optional>
#include <string>

#include "dateline/v1/errors.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace dateline::details {

inline std::string TypeUrl(const std::string& message_name) {
  return "type.googleapis.com/" + message_name;
}

// Adds `detail` to `status`, in place of another of its type. OK keeps no details.
template <typename Detail>
void Attach(const Detail& detail, absl::Status& status) {
  status.SetPayload(TypeUrl(detail.GetDescriptor()->full_name()),
                    absl::Cord(detail.SerializeAsString()));
}

// The detail of this type; nullopt if `status` does not have one that can be read.
template <typename Detail>
std::optional<Detail> Find(const absl::Status& status) {
  Detail detail;
  const auto payload = status.GetPayload(TypeUrl(detail.GetDescriptor()->full_name()));
  if (!payload || !detail.ParseFromString(std::string(*payload))) return std::nullopt;
  return detail;
}

// Name of the reason in ErrorInfo, such as "QUEUE_FULL"; "" if `status` does not have one.
inline std::string ReasonName(const absl::Status& status) {
  const auto info = Find<google::rpc::ErrorInfo>(status);
  return info ? info->reason() : "";
}

inline constexpr char kReasonPrefix[] = "ERROR_REASON_";

// The same as a value of the enum; UNSPECIFIED if there is none, or an unknown one.
inline v1::ErrorReason ReasonOf(const absl::Status& status) {
  v1::ErrorReason reason = v1::ERROR_REASON_UNSPECIFIED;
  v1::ErrorReason_Parse(kReasonPrefix + ReasonName(status), &reason);
  return reason;
}

// All details to the wire form, and back.
inline void CopyDetails(const absl::Status& status, google::rpc::Status& wire) {
  status.ForEachPayload([&wire](absl::string_view url, const absl::Cord& value) {
    auto* detail = wire.add_details();
    detail->set_type_url(std::string(url.data(), url.size()));
    detail->set_value(std::string(value));
  });
}
inline void CopyDetails(const google::rpc::Status& wire, absl::Status& status) {
  for (const auto& detail : wire.details()) {
    status.SetPayload(detail.type_url(), absl::Cord(detail.value()));
  }
}

}  // namespace dateline::details

#endif  // DATELINE_CORE_DETAILS_STATUS_DETAILS_H_
