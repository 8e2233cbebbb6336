// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dates/time_zone.h"

#include <fmt/format.h>

namespace dateline::dates {
namespace {

constexpr std::size_t kMaxNameBytes = 64;

// A path or an endless name must not reach the file system.
bool IsSafe(std::string_view name) {
  return name.size() <= kMaxNameBytes && name.find("..") == std::string_view::npos &&
         !name.starts_with('/') && !name.starts_with(':') && !name.starts_with("file:");
}

}  // namespace

absl::StatusOr<absl::TimeZone> FindZone(std::string_view name) {
  absl::TimeZone zone = absl::UTCTimeZone();
  if (name.empty()) return zone;
  if (!IsSafe(name) || !absl::LoadTimeZone(absl::string_view(name.data(), name.size()), &zone)) {
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
