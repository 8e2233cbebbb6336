// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/when.h"

#include "client/cli/terminal_text.h"
#include "core/dates/parse_period.h"

namespace dateline::cli {

absl::Status SetTimes(std::string_view from, std::string_view to, absl::Time now,
                      absl::TimeZone zone, v1::Filter& filter) {
  if (!from.empty()) {
    const auto period = dates::ParsePeriod(from, now, zone);
    if (!period.ok()) return period.status();
    *filter.mutable_publish_time()->mutable_start_time() = ToTimestamp(period->start);
  }
  if (!to.empty()) {
    const auto period = dates::ParsePeriod(to, now, zone);
    if (!period.ok()) return period.status();
    *filter.mutable_publish_time()->mutable_end_time() = ToTimestamp(period->end);
  }
  return absl::OkStatus();
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

std::string ShowPublished(const v1::Article& article, absl::TimeZone zone) {
  switch (article.publish_precision()) {
    case v1::DATE_PRECISION_UNSPECIFIED:  // of a server that does not tell
      return article.has_publish_time() ? ShowTime(article.publish_time(), zone) : "undated";
    case v1::DATE_PRECISION_SECOND:
    case v1::DATE_PRECISION_MINUTE:
      return absl::FormatTime("%E4Y-%m-%d %H:%M",
                              absl::FromUnixSeconds(article.publish_time().seconds()), zone);
    default:
      return SafeText(article.publish_date());
  }
}

}  // namespace dateline::cli
