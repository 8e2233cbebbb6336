// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/when.h"

#include <absl/time/civil_time.h>
#include <fmt/format.h>

namespace dateline::cli {
namespace {

// True where `text` is `civil` written in full; sets `period` to what it covers.
template <typename Civil>
bool ParseCivil(const std::string& text, absl::TimeZone zone, Period& period) {
  Civil civil;
  if (!absl::ParseCivilTime(text, &civil)) return false;
  period = {absl::FromCivil(absl::CivilSecond(civil), zone),
            absl::FromCivil(absl::CivilSecond(civil + 1), zone)};
  return true;
}

}  // namespace

absl::StatusOr<Period> ParsePeriod(const std::string& text, absl::TimeZone zone) {
  Period period;
  if (ParseCivil<absl::CivilYear>(text, zone, period) ||
      ParseCivil<absl::CivilMonth>(text, zone, period) ||
      ParseCivil<absl::CivilDay>(text, zone, period)) {
    return period;
  }
  std::string error;
  if (absl::ParseTime(absl::RFC3339_full, text, &period.start, &error)) {
    period.end = period.start + absl::Seconds(1);
    return period;
  }
  return absl::InvalidArgumentError(fmt::format(
      "'{}' is not a date: write 2024, 2024-05, 2024-05-17 or 2024-05-17T14:30:00Z", text));
}

absl::StatusOr<absl::TimeZone> FindZone(const std::string& name) {
  absl::TimeZone zone = absl::UTCTimeZone();
  if (name.empty() || absl::LoadTimeZone(name, &zone)) return zone;
  return absl::InvalidArgumentError(
      fmt::format("'{}' is not a time zone: write an IANA name such as Europe/Berlin", name));
}

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  google::protobuf::Timestamp result;
  result.set_seconds(absl::ToUnixSeconds(time));
  return result;
}

std::string ShowTime(const google::protobuf::Timestamp& time, absl::TimeZone zone) {
  const bool day_alone = time.seconds() % 86400 == 0;
  if (day_alone) {
    return absl::FormatTime("%E4Y-%m-%d", absl::FromUnixSeconds(time.seconds()),
                            absl::UTCTimeZone());
  }
  return absl::FormatTime("%E4Y-%m-%d %H:%M", absl::FromUnixSeconds(time.seconds()), zone);
}

}  // namespace dateline::cli
