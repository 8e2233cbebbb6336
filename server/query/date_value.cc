// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/query/date_value.h"

namespace dateline::query {

std::optional<DateSpan> ParseDateValue(std::string_view text, absl::Time now, absl::TimeZone zone) {
  const auto span = dates::ParseTimeSpan(text, now, zone);
  return span.ok() ? std::optional(*span) : std::nullopt;
}

std::string WhyNotADate(std::string_view text, absl::Time now, absl::TimeZone zone) {
  const absl::Status status = dates::ParseTimeSpan(text, now, zone).status();
  return std::string(status.message());
}

std::string FormatDateValue(const DateSpan& span) { return dates::FormatTimeSpan(span); }

}  // namespace dateline::query
