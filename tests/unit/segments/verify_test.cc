// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "indexer/segments/maintenance.h"
#include "tests/support/index_contents.h"
#include "tests/support/two_segments.h"

namespace dateline::segments {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr int kFlipsPerFile = 60;

class VerifyTest : public testing::Test {
 protected:
  test_support::TwoSegments index_;
};

TEST_F(VerifyTest, AnUndamagedIndexHasNoProblems) {
  EXPECT_EQ(index_.Files().size(), 10U);  // four per segment, and tombstones of both
  const VerifyReport report = VerifyIndex(index_.folder());
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_EQ(report.files, 10U);
  EXPECT_EQ(test_support::ReadIndex(index_.folder()).articles.size(), 48U);
}

TEST_F(VerifyTest, VerifyNamesTheFileOfEveryFlippedByte) {
  std::mt19937 random(1);
  for (const index::FileEntry& file : index_.Files()) {
    const std::string good = index_.Read(file.name);
    for (int flip = 0; flip < kFlipsPerFile; ++flip) {
      std::string bad = good;
      char& byte = bad[flip == 0 ? 0 : flip == 1 ? bad.size() - 1 : random() % bad.size()];
      byte = static_cast<char>(byte ^ (1 << random() % 8));
      index_.Write(file.name, bad);
      EXPECT_THAT(VerifyIndex(index_.folder()).problems, Contains(HasSubstr(file.name)));
    }
    index_.Write(file.name, good);
  }
  EXPECT_THAT(VerifyIndex(index_.folder()).problems, IsEmpty());
}

TEST_F(VerifyTest, VerifyNamesFilesThatAreCutShortOrGone) {
  for (const index::FileEntry& file : index_.Files()) {
    const std::string good = index_.Read(file.name);
    for (const std::size_t bytes : {std::size_t{0}, good.size() / 2, good.size() - 1}) {
      index_.Write(file.name, good.substr(0, bytes));
      EXPECT_THAT(VerifyIndex(index_.folder()).problems, Contains(HasSubstr(file.name))) << bytes;
    }
    std::filesystem::remove(index_.folder() + "/" + file.name);
    EXPECT_THAT(VerifyIndex(index_.folder()).problems, Contains(HasSubstr(file.name)));
    index_.Write(file.name, good);
  }
}

}  // namespace
}  // namespace dateline::segments
