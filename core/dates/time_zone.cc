// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dates/time_zone.h"

#include <fmt/format.h>

#include "core/dates/zone_names.h"

namespace dateline::dates {
namespace {

constexpr std::size_t kMaxNameBytes = 64;  // of a name that is repeated in a message

}  // namespace

absl::StatusOr<absl::TimeZone> FindZone(std::string_view name) {
  absl::TimeZone zone = absl::UTCTimeZone();
  if (name.empty()) return zone;
  // abseil keeps every name that it was asked for, for good, and makes zones of names such as
  // "Fixed/UTC+01:02:03".
  if (!IsZoneName(name) ||
      !absl::LoadTimeZone(absl::string_view(name.data(), name.size()), &zone)) {
    return absl::InvalidArgumentError(fmt::format(
        "'{}' is not a time zone; give an IANA name such as Europe/Berlin, or none for UTC",
        name.substr(0, kMaxNameBytes)));
  }
  return zone;
}

absl::Time DayStart(absl::CivilDay day, absl::TimeZone zone) {
  return absl::FromCivil(absl::CivilSecond(day), zone);
}

absl::Time HourStart(absl::Time time, absl::TimeZone zone) {
  const absl::Duration offset = absl::Seconds(zone.At(time).offset);
  return Floor(time + offset, absl::Hours(1)) - offset;
}

absl::Time Floor(absl::Time time, absl::Duration unit) {
  return absl::UnixEpoch() + absl::Floor(time - absl::UnixEpoch(), unit);
}

}  // namespace dateline::dates
