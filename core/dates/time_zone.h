// SPDX-License-Identifier: GPL-3.0-or-later
// Time zones by name.
#ifndef DATELINE_CORE_DATES_TIME_ZONE_H_
#define DATELINE_CORE_DATES_TIME_ZONE_H_

#include <absl/status/statusor.h>
#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <string_view>

namespace dateline::dates {

// IANA zone by name; "" is UTC. INVALID_ARGUMENT for an unknown one. Thread-safe.
absl::StatusOr<absl::TimeZone> FindZone(std::string_view name);

// First moment of `day` in `zone`: midnight, or the moment at which the clock skips it. Of a
// midnight that comes twice, the first. Thread-safe.
absl::Time DayStart(absl::CivilDay day, absl::TimeZone zone);

}  // namespace dateline::dates

#endif  // DATELINE_CORE_DATES_TIME_ZONE_H_
