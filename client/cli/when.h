// SPDX-License-Identifier: GPL-3.0-or-later
// Points in time as they are typed and shown.
#ifndef DATELINE_CLIENT_CLI_WHEN_H_
#define DATELINE_CLIENT_CLI_WHEN_H_

#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <google/protobuf/timestamp.pb.h>

#include <string>

namespace dateline::cli {

struct Period {
  absl::Time start;  // inclusive
  absl::Time end;    // exclusive
};

// What "2024", "2024-05", "2024-05-17" (in `zone`) or an RFC 3339 time (one second) covers.
// INVALID_ARGUMENT: something else.
absl::StatusOr<Period> ParsePeriod(const std::string& text, absl::TimeZone zone);

// The zone with this IANA name; "" is UTC. INVALID_ARGUMENT: unknown.
absl::StatusOr<absl::TimeZone> FindZone(const std::string& name);

google::protobuf::Timestamp ToTimestamp(absl::Time time);
// "2024-05-17 14:30" in `zone`. Midnight UTC is how a date without a time is stored: it is shown as
// that date, "2024-05-17", in every zone.
std::string ShowTime(const google::protobuf::Timestamp& time, absl::TimeZone zone);

}  // namespace dateline::cli

#endif  // DATELINE_CLIENT_CLI_WHEN_H_
