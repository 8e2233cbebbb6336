// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dates/zone_names.h"

#include <gtest/gtest.h>
#include <malloc.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "core/dates/time_zone.h"

namespace dateline::dates {
namespace {

TEST(ZoneNamesTest, TheListOfTheDatabaseHasZonesAndTheirOtherNames) {
  const ZoneNames listed = ReadZoneNames("/usr/share/zoneinfo");
  ASSERT_FALSE(listed.empty());
  for (const char* name :
       {"Europe/Berlin", "America/Argentina/Ushuaia", "UTC", "GB", "Etc/GMT+5"}) {
    EXPECT_TRUE(listed.contains(name)) << name;
    EXPECT_TRUE(IsZoneName(name)) << name;
    EXPECT_TRUE(FindZone(name).ok()) << name;
  }
}

TEST(ZoneNamesTest, WithoutAListTheFilesOfZonesAreTaken) {
  const std::string folder = testing::TempDir() + "zone_names." + std::to_string(::getpid());
  std::filesystem::create_directories(folder + "/Europe");
  std::filesystem::create_directories(folder + "/right/Europe");
  for (const char* name : {"/Europe/Berlin", "/right/Europe/Berlin", "/localtime", "/UTC"}) {
    std::ofstream(folder + name) << "TZif2";
  }
  std::ofstream(folder + "/zone.tab") << "DE\t+5230+01322\tEurope/Berlin\n";
  EXPECT_EQ(ReadZoneNames(folder), (ZoneNames{"Europe/Berlin", "UTC"}));
  std::filesystem::remove_all(folder);
  EXPECT_TRUE(ReadZoneNames(folder).empty());
}

TEST(ZoneNamesTest, UnknownNamesLeaveNothingInMemory) {
  EXPECT_FALSE(FindZone("Nowhere/Warm-up").ok());
  const auto in_use = [] { return ::mallinfo2().uordblks; };
  const auto before = in_use();
  for (int i = 0; i < 50'000; ++i) {
    ASSERT_FALSE(FindZone("Nowhere/" + std::to_string(i)).ok());
    ASSERT_FALSE(FindZone("Fixed/UTC+01:00:" + std::to_string(10 + i % 50)).ok());
  }
  EXPECT_LT(in_use(), before + 100'000);
}

}  // namespace
}  // namespace dateline::dates
