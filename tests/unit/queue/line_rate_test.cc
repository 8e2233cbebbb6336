// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/queue/line_rate.h"

#include <gtest/gtest.h>

namespace dateline::queue {
namespace {

using std::chrono::milliseconds;

TEST(LineRateTest, CountsWhatItLeavesOutAndTellsItInTheNextSecond) {
  LineRate rate(3);
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(rate.Admit(start + milliseconds(i)), 0U);
  for (int i = 3; i < 10; ++i) EXPECT_EQ(rate.Admit(start + milliseconds(i)), std::nullopt);
  EXPECT_EQ(rate.Admit(start + milliseconds(999)), std::nullopt);
  EXPECT_EQ(rate.Admit(start + milliseconds(1000)), 8U);
  EXPECT_EQ(rate.Admit(start + milliseconds(1001)), 0U);
}

TEST(LineRateTest, ALineThatNeedsNoLeaveMayTellTheNumberToo) {
  LineRate rate(1);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(rate.Admit(start), 0U);
  EXPECT_EQ(rate.Admit(start), std::nullopt);
  EXPECT_EQ(rate.TakeRefused(), 1U);
  EXPECT_EQ(rate.Admit(start + milliseconds(1000)), 0U);
}

}  // namespace
}  // namespace dateline::queue
