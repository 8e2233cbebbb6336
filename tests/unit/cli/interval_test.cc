// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/interval.h"

#include <gtest/gtest.h>

namespace dateline::cli {
namespace {

TEST(IntervalTest, ANumberMayStandBeforeTheUnit) {
  const struct {
    const char* text;
    v1::CalendarInterval unit;
    int count;
  } cases[] = {{"auto", v1::CALENDAR_INTERVAL_UNSPECIFIED, 1},
               {"month", v1::CALENDAR_INTERVAL_MONTH, 1},
               {"century", v1::CALENDAR_INTERVAL_CENTURY, 1},
               {"15minutes", v1::CALENDAR_INTERVAL_MINUTE, 15},
               {"15 minute", v1::CALENDAR_INTERVAL_MINUTE, 15},
               {"2 weeks", v1::CALENDAR_INTERVAL_WEEK, 2},
               {"1day", v1::CALENDAR_INTERVAL_DAY, 1}};
  for (const auto& c : cases) {
    const auto interval = FindInterval(c.text);
    ASSERT_TRUE(interval) << c.text;
    EXPECT_EQ(interval->unit, c.unit) << c.text;
    EXPECT_EQ(interval->count, c.count) << c.text;
    EXPECT_EQ(IntervalProblem(c.text), "") << c.text;
  }
  v1::DateHistogramFacet facet;
  SetInterval("2 weeks", facet);
  EXPECT_EQ(facet.interval(), v1::CALENDAR_INTERVAL_WEEK);
  EXPECT_EQ(facet.interval_count(), 2);
}

TEST(IntervalTest, WhatIsNoIntervalNamesThoseThatAre) {
  for (const char* text :
       {"", "eon", "0days", "2auto", "weeks", "99999days", "2  weeks", "-1day"}) {
    EXPECT_FALSE(FindInterval(text)) << text;
    EXPECT_NE(IntervalProblem(text).find("give auto, minute, hour"), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace dateline::cli
