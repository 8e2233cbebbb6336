// SPDX-License-Identifier: GPL-3.0-or-later
// Points in time as they are typed and shown.
#ifndef DATELINE_CLIENT_CLI_WHEN_H_
#define DATELINE_CLIENT_CLI_WHEN_H_

#include <absl/status/status.h>
#include <absl/time/time.h>
#include <google/protobuf/timestamp.pb.h>

#include <string>
#include <string_view>

#include "dateline/v1/search_service.pb.h"

namespace dateline::cli {

// Sets the half-open span of `from` to `to` as publish time of `filter`. Each is empty, or a date
// as core/dates/parse_period.h reads it; the period of `to` is inside. INVALID_ARGUMENT: something
// else.
absl::Status SetTimes(std::string_view from, std::string_view to, absl::Time now,
                      absl::TimeZone zone, v1::Filter& filter);

google::protobuf::Timestamp ToTimestamp(absl::Time time);
// "2024-05-17 14:30" in `zone`. How exactly the time is known is not told: midnight UTC is taken
// for a date without a time, "2024-05-17", in every zone.
std::string ShowTime(const google::protobuf::Timestamp& time, absl::TimeZone zone);

// When the article was published, as exactly as it is known: "2024-05-17 14:30" in `zone`, or a day
// or something longer, which is the same in every zone, in EDTF: "2024-05-17", "1887-03", "1887~".
std::string ShowPublished(const v1::Article& article, absl::TimeZone zone);

}  // namespace dateline::cli

#endif  // DATELINE_CLIENT_CLI_WHEN_H_
