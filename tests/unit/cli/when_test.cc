// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/when.h"

#include <gtest/gtest.h>

#include "core/dates/parse_period.h"
#include "core/dates/time_zone.h"

namespace dateline::cli {
namespace {

absl::TimeZone Berlin() { return dates::FindZone("Europe/Berlin").value(); }

std::string Utc(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%S", time, absl::UTCTimeZone());
}

TEST(WhenTest, APeriodCoversAllThatItsTextNames) {
  const struct {
    const char* text;
    absl::TimeZone zone;
    const char* start;
    const char* end;
  } cases[] = {
      {"2024", absl::UTCTimeZone(), "2024-01-01T00:00:00", "2025-01-01T00:00:00"},
      {"2024-12", absl::UTCTimeZone(), "2024-12-01T00:00:00", "2025-01-01T00:00:00"},
      {"2024-02-29", absl::UTCTimeZone(), "2024-02-29T00:00:00", "2024-03-01T00:00:00"},
      {"2024-05-17", Berlin(), "2024-05-16T22:00:00", "2024-05-17T22:00:00"},
      {"2024-03-31", Berlin(), "2024-03-30T23:00:00", "2024-03-31T22:00:00"},  // 23 hours
      {"2024-05-17T14:30:00Z", Berlin(), "2024-05-17T14:30:00", "2024-05-17T14:30:01"},
      {"2024-05-17T14:30:00+02:00", Berlin(), "2024-05-17T12:30:00", "2024-05-17T12:30:01"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.text);
    const auto period = dates::ParsePeriod(one.text, absl::UnixEpoch(), one.zone);
    ASSERT_TRUE(period.ok()) << period.status();
    EXPECT_EQ(Utc(period->start), one.start);
    EXPECT_EQ(Utc(period->end), one.end);
  }
}

TEST(WhenTest, WhatIsNotADateIsRefusedWithTheFormsThatAre) {
  for (const char* text :
       {"", "soon", "2025-13", "2025-02-30", "2024-05-17T14:61", "17.05.2024", "2024-05-17x"}) {
    SCOPED_TRACE(text);
    const auto period = dates::ParsePeriod(text, absl::UnixEpoch(), absl::UTCTimeZone());
    ASSERT_TRUE(absl::IsInvalidArgument(period.status()));
    EXPECT_NE(period.status().message().find("write 2024, 2024-05, 2024-05-17"),
              absl::string_view::npos);
  }
}

TEST(WhenTest, ASpanTakesWhatIsGivenAndLeavesTheOtherEndOpen) {
  const absl::Time now = absl::FromUnixSeconds(1711898440);  // 2024-03-31T15:20:40Z
  const struct {
    const char* from;
    const char* to;
    const char* start;
    const char* end;
  } cases[] = {
      {"", "", "", ""},
      {"2024-03", "", "2024-02-29T23:00:00", ""},
      {"", "2024", "", "2024-12-31T23:00:00"},
      {"now-1d/d", "now/d", "2024-03-29T23:00:00", "2024-03-31T22:00:00"},
  };
  for (const auto& one : cases) {
    v1::Filter filter;
    ASSERT_TRUE(SetTimes(one.from, one.to, now, Berlin(), filter).ok()) << one.from << one.to;
    const v1::TimeRange& span = filter.publish_time();
    const auto shown = [](const google::protobuf::Timestamp& time) {
      return Utc(absl::FromUnixSeconds(time.seconds()));
    };
    EXPECT_EQ(span.has_start_time() ? shown(span.start_time()) : "", one.start);
    EXPECT_EQ(span.has_end_time() ? shown(span.end_time()) : "", one.end);
  }
  v1::Filter filter;
  EXPECT_TRUE(absl::IsInvalidArgument(SetTimes("soon", "", now, Berlin(), filter)));
  EXPECT_TRUE(absl::IsInvalidArgument(SetTimes("", "soon", now, Berlin(), filter)));
}

TEST(WhenTest, AZoneIsFoundByItsNameAndNoneIsUtc) {
  EXPECT_EQ(dates::FindZone("").value(), absl::UTCTimeZone());
  EXPECT_EQ(dates::FindZone("Asia/Tokyo").value().name(), "Asia/Tokyo");
  const auto unknown = dates::FindZone("Nope");
  EXPECT_TRUE(absl::IsInvalidArgument(unknown.status()));
  EXPECT_NE(unknown.status().message().find("'Nope'"), absl::string_view::npos);
}

TEST(WhenTest, ATimeIsShownInTheZoneAndADateAloneAsItself) {
  const struct {
    std::int64_t seconds;
    absl::TimeZone zone;
    const char* shown;
  } cases[] = {
      {1715956200, absl::UTCTimeZone(), "2024-05-17 14:30"},
      {1715956200, Berlin(), "2024-05-17 16:30"},
      {1715904000, absl::UTCTimeZone(), "2024-05-17"},
      {1715904000, Berlin(), "2024-05-17"},
      {1715904000, dates::FindZone("America/New_York").value(), "2024-05-17"},
      {1715904001, Berlin(), "2024-05-17 02:00"},
      {-2406067200, Berlin(), "1893-10-03"},
      {-62135596800, Berlin(), "0001-01-01"},
  };
  for (const auto& one : cases) {
    google::protobuf::Timestamp time;
    time.set_seconds(one.seconds);
    EXPECT_EQ(ShowTime(time, one.zone), one.shown) << one.seconds;
  }
}

TEST(WhenTest, AnArticleShowsItsDateAsExactlyAsItIsKnown) {
  const absl::TimeZone new_york = dates::FindZone("America/New_York").value();
  const struct {
    std::int64_t seconds;
    v1::DatePrecision precision;
    const char* date;
    const char* shown;
  } cases[] = {
      {1715904000, v1::DATE_PRECISION_SECOND, "2024-05-17T00:00:00Z", "2024-05-16 20:00"},
      {1715904000, v1::DATE_PRECISION_MINUTE, "2024-05-17T00:00Z", "2024-05-16 20:00"},
      {1715904000, v1::DATE_PRECISION_DAY, "2024-05-17", "2024-05-17"},
      {1714521600, v1::DATE_PRECISION_MONTH, "2024-05~", "2024-05~"},
      {1715904000, v1::DATE_PRECISION_INTERVAL, "../1887", "../1887"},
      {1715904000, v1::DATE_PRECISION_UNSPECIFIED, "", "2024-05-17"},  // of an older server
  };
  for (const auto& c : cases) {
    v1::Article article;
    article.mutable_publish_time()->set_seconds(c.seconds);
    article.set_publish_precision(c.precision);
    article.set_publish_date(c.date);
    EXPECT_EQ(ShowPublished(article, new_york), c.shown) << c.date;
  }
  EXPECT_EQ(ShowPublished(v1::Article(), new_york), "undated");
}

}  // namespace
}  // namespace dateline::cli
