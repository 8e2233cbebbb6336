// SPDX-License-Identifier: GPL-3.0-or-later
// Dates come in by three doors: the query language, date facets and the command line. All of them
// take the same forms and mean the same by them.
#include <absl/time/time.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "client/cli/when.h"
#include "server/facets/calendar.h"
#include "server/query/date_value.h"

namespace dateline::dates {
namespace {

constexpr std::int64_t kNow = 1711898440;  // 2024-03-31T15:20:40Z

struct Form {
  const char* text;
  std::int64_t start;  // 0, 0: is refused
  std::int64_t end;
};

class DoorsTest : public testing::TestWithParam<Form> {
 protected:
  static bool IsRefused() { return GetParam().start == 0 && GetParam().end == 0; }
  static absl::Time Now() { return absl::FromUnixSeconds(kNow); }
};

TEST_P(DoorsTest, TheQueryLanguageReadsIt) {
  const std::string text = GetParam().text;
  const auto span = query::ParseDateValue(text, Now());
  const auto from = query::ParseDateValue(text + "..", Now());
  const auto to = query::ParseDateValue(".." + text, Now());
  const auto before = query::ParseDateValue("<" + text, Now());
  ASSERT_EQ(span.has_value(), !IsRefused());
  ASSERT_EQ(before.has_value(), !IsRefused());
  if (IsRefused()) return;
  EXPECT_EQ(*span->start, GetParam().start);
  EXPECT_EQ(*span->end, GetParam().end);
  EXPECT_EQ(*from->start, GetParam().start);
  EXPECT_EQ(from->end, std::nullopt);
  EXPECT_EQ(*to->end, GetParam().end);
  EXPECT_EQ(*before->end, GetParam().start);
  const auto again = query::ParseDateValue(query::FormatDateValue(*span), absl::UnixEpoch());
  ASSERT_TRUE(again.has_value()) << query::FormatDateValue(*span);
  EXPECT_EQ(again->start, span->start);
  EXPECT_EQ(again->end, span->end);
}

TEST_P(DoorsTest, ADateFacetReadsItsStart) {
  const auto moment = facets::ParseMoment(GetParam().text, Now(), absl::UTCTimeZone());
  ASSERT_EQ(moment.ok(), !IsRefused());
  if (IsRefused()) return;
  EXPECT_EQ(*moment, GetParam().start);
}

TEST_P(DoorsTest, TheCommandLineReadsIt) {
  const std::string text = GetParam().text;
  if (text.empty()) return;  // not given
  v1::Filter filter;
  const absl::Status status = cli::SetTimes(text, text, Now(), absl::UTCTimeZone(), filter);
  ASSERT_EQ(status.ok(), !IsRefused());
  if (IsRefused()) return;
  EXPECT_EQ(filter.publish_time().start_time().seconds(), GetParam().start);
  EXPECT_EQ(filter.publish_time().end_time().seconds(), GetParam().end);
}

INSTANTIATE_TEST_SUITE_P(
    Forms, DoorsTest,
    testing::Values(
        Form{"2024", 1704067200, 1735689600}, Form{"2024-05", 1714521600, 1717200000},
        Form{"2024-5", 1714521600, 1717200000}, Form{"2024-05-17", 1715904000, 1715990400},
        Form{"2024-05-17T14:30:00Z", 1715956200, 1715956201},
        Form{"2024-05-17T14:30:00+02:00", 1715949000, 1715949001},
        Form{"2024-05-17T14:30:00-05:00", 1715974200, 1715974201},
        Form{"2024-05-17t14:30:00z", 1715956200, 1715956201},
        Form{"2024-05-17T14:30:00.25Z", 1715956200, 1715956201},
        Form{"2024-05-17T14:30:00", 1715956200, 1715956201},
        Form{"2025-01-01T00:00:00+01:00", 1735686000, 1735686001}, Form{"now", kNow, kNow + 1},
        Form{"now-7d", 1711293640, 1711293641}, Form{"now-7d/d", 1711238400, 1711324800},
        Form{"now/M", 1709251200, 1711929600}, Form{"", 0, 0}, Form{"2024-13", 0, 0},
        Form{"2024-02-30", 0, 0}, Form{"10000", 0, 0}, Form{"0000", 0, 0},
        Form{"2024-05-17T14:30", 1715956200, 1715956260},
        Form{"2024-05-17 14:30", 1715956200, 1715956260},
        Form{"2024-05-17T14:30+0530", 1715936400, 1715936460},
        Form{"2024/05/17", 1715904000, 1715990400}, Form{"20240517", 1715904000, 1715990400},
        Form{"May 2024", 1714521600, 1717200000}, Form{"17 May 2024", 1715904000, 1715990400},
        Form{"2024-Q1", 1704067200, 1711929600}, Form{"Q1 2024", 1704067200, 1711929600},
        Form{"2024-21", 1709251200, 1717200000}, Form{"Spring 2024", 1709251200, 1717200000},
        Form{"today", 1711843200, 1711929600}, Form{"yesterday", 1711756800, 1711843200},
        Form{"soon", 0, 0}, Form{"2024-Q5", 0, 0}, Form{"Maybe 2024", 0, 0}, Form{"now-7q", 0, 0}));

}  // namespace
}  // namespace dateline::dates
