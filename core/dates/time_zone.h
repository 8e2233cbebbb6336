// SPDX-License-Identifier: GPL-3.0-or-later
// Time zones by name, and how their days and hours start.
#ifndef DATELINE_CORE_DATES_TIME_ZONE_H_
#define DATELINE_CORE_DATES_TIME_ZONE_H_

#include <absl/status/statusor.h>
#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <string_view>

namespace dateline::dates {

// IANA zone by name; "" is UTC. INVALID_ARGUMENT for a name that the time zone database does not
// have, which leaves nothing in memory. Thread-safe.
absl::StatusOr<absl::TimeZone> FindZone(std::string_view name);

// First moment of `day` in `zone`: midnight, or the moment at which the clock skips it. Of a
// midnight that comes twice, the first. Thread-safe.
absl::Time DayStart(absl::CivilDay day, absl::TimeZone zone);

// Start of the hour of `zone` in which `time` lies. If the offset of the zone is not whole hours,
// its hours do not start at those of UTC. Thread-safe.
absl::Time HourStart(absl::Time time, absl::TimeZone zone);

// The last moment that is not after `time` and a whole number of `unit` from 1970. Thread-safe.
absl::Time Floor(absl::Time time, absl::Duration unit);

}  // namespace dateline::dates

#endif  // DATELINE_CORE_DATES_TIME_ZONE_H_
