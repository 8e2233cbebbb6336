// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/article/publish_date.h"

#include <string_view>

#include "core/article/parse_date.h"
#include "core/limits.h"

namespace dateline::article {
namespace {

void ClearDate(v1::Article& article) {
  article.clear_publish_time();
  article.clear_publish_date();
  article.clear_publish_precision();
  article.clear_publish_end_time();
}

// The moment of publish_time, or its day if the article says so.
dates::Date DateOfTime(const v1::Article& article) {
  const std::int64_t seconds = article.publish_time().seconds();
  const bool midnight = seconds % dates::kDaySeconds == 0 && article.publish_time().nanos() == 0;
  if (midnight && article.publish_precision() == v1::DATE_PRECISION_DAY) {
    return {seconds, seconds + dates::kDaySeconds, dates::Precision::kDay, '\0', 0};
  }
  return {seconds, seconds + 1, dates::Precision::kSecond, '\0', article.publish_time().nanos()};
}

// The end as a message: the moment after year 9999 has none.
void SetEnd(std::int64_t end, v1::Article& article) {
  google::protobuf::Timestamp& time = *article.mutable_publish_end_time();
  time.set_seconds(end);
  if (end <= limits::kMaxPublishSeconds) return;
  time.set_seconds(limits::kMaxPublishSeconds);
  time.set_nanos(limits::kMaxNanos);
}

}  // namespace

void SetDate(const dates::Date& date, v1::Article& article) {
  ClearDate(article);
  if (date.start) {
    article.mutable_publish_time()->set_seconds(*date.start);
    article.mutable_publish_time()->set_nanos(date.nanos);
  }
  if (date.end && !dates::IsExact(date.precision)) SetEnd(*date.end, article);
  article.set_publish_precision(static_cast<v1::DatePrecision>(date.precision));
  article.set_publish_date(dates::FormatEdtf(date));
}

std::string NormalizeDate(v1::Article& article) {
  if (article.publish_date().empty()) {
    if (article.has_publish_time()) {
      SetDate(DateOfTime(article), article);
    } else {
      ClearDate(article);
    }
    return "";
  }
  const auto given = ReadDate(article.publish_date());
  if (!article.has_publish_time()) {
    if (given.ok()) {
      SetDate(*given, article);
      return "";
    }
    ClearDate(article);
    return std::string(given.status().message());
  }
  if (!given.ok() || given->start != article.publish_time().seconds()) {
    SetDate(DateOfTime(article), article);
    return "";
  }
  dates::Date date = *given;
  // publish_date has no parts of a second.
  if (date.precision == dates::Precision::kSecond) date.nanos = article.publish_time().nanos();
  SetDate(date, article);
  return "";
}

bool HasImpreciseDate(const v1::Article& article) {
  return article.publish_precision() >= v1::DATE_PRECISION_DAY;
}

std::optional<std::int64_t> SortSeconds(const v1::Article& article) {
  if (article.has_publish_time()) return article.publish_time().seconds();
  if (!article.has_publish_end_time()) return std::nullopt;
  const std::int64_t last = article.publish_end_time().seconds() - 1;
  return last - ((last % dates::kDaySeconds) + dates::kDaySeconds) % dates::kDaySeconds;
}

}  // namespace dateline::article
