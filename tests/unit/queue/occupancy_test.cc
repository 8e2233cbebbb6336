// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/queue/occupancy.h"

#include <gtest/gtest.h>

namespace dateline::queue {
namespace {

TEST(OccupancyTest, HasRoomWhileBothItemsAndBytesAreBelowTheirBounds) {
  Occupancy occupancy({.items = 3, .bytes = 100});
  occupancy.Add(40);
  EXPECT_TRUE(occupancy.HasRoom());
  occupancy.Add(59);
  EXPECT_TRUE(occupancy.HasRoom());  // 99 bytes
  occupancy.Add(0);
  EXPECT_FALSE(occupancy.HasRoom());  // 3 items
  occupancy.Remove(0);
  occupancy.Add(1);
  occupancy.Remove(0, 1);
  EXPECT_FALSE(occupancy.HasRoom());  // 2 items of 100 bytes
}

TEST(OccupancyTest, WhatIsLargerThanTheBoundEntersAloneOnly) {
  Occupancy occupancy({.items = 10, .bytes = 100});
  EXPECT_TRUE(occupancy.HasRoom());
  occupancy.Add(1000);
  EXPECT_FALSE(occupancy.HasRoom());
  occupancy.Remove(1000);
  EXPECT_TRUE(occupancy.HasRoom());
}

TEST(OccupancyTest, OneItemFitsInBoundsOfZero) {
  Occupancy occupancy({.items = 0, .bytes = 0});
  EXPECT_TRUE(occupancy.HasRoom());
  occupancy.Add(0);
  EXPECT_FALSE(occupancy.HasRoom());
}

TEST(OccupancyTest, IsNotBoundedUnlessSaid) {
  Occupancy occupancy{Bounds()};
  occupancy.Add(std::size_t{1} << 40U, 1'000'000'000);
  EXPECT_TRUE(occupancy.HasRoom());
}

TEST(OccupancyTest, CountsWhatEntersAndLeavesInGroups) {
  Occupancy occupancy({.items = 4, .bytes = 1000});
  occupancy.Add(10, 3);
  occupancy.Add(20, 2);
  EXPECT_EQ(occupancy.items(), 5U);
  EXPECT_EQ(occupancy.bytes(), 30U);
  EXPECT_FALSE(occupancy.HasRoom());
  occupancy.Remove(10, 3);
  EXPECT_EQ(occupancy.items(), 2U);
  EXPECT_EQ(occupancy.bytes(), 20U);
  occupancy.Clear();
  EXPECT_EQ(occupancy.items(), 0U);
  EXPECT_EQ(occupancy.bytes(), 0U);
}

}  // namespace
}  // namespace dateline::queue
