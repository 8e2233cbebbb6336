// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/snapshot.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/support/two_segments.h"

namespace dateline::index {
namespace {

constexpr int kFlipsPerFile = 60;

// Whatever stands in columns, rows and tombstones, reading ends with articles or with an error.
TEST(SnapshotTest, ReadingADamagedIndexNeverCrashesAndLeavesOtherSegmentsReadable) {
  const test_support::TwoSegments index;
  std::mt19937 random(2);
  for (const FileEntry& file : index.Files()) {
    if (file.name.ends_with(".glass")) continue;
    const std::string good = index.Read(file.name);
    for (int flip = 0; flip < kFlipsPerFile; ++flip) {
      std::string bad = good;
      for (int bytes = 0; bytes < 4; ++bytes)
        bad[random() % bad.size()] = static_cast<char>(random());
      index.Write(file.name, bad);
      const auto snapshot = OpenSnapshot(index.folder(), nullptr);
      ASSERT_TRUE(snapshot.ok()) << snapshot.status();
      EXPECT_GE((*snapshot)->segments.size(), 1U);
      EXPECT_LE((*snapshot)->damaged.size(), 1U);
      for (const SegmentView& view : (*snapshot)->segments) {
        for (DocId doc = 1; doc <= view.segment->columns().rows(); ++doc)
          (void)view.segment->ReadArticle(doc);
      }
    }
    index.Write(file.name, good);
  }
}

}  // namespace
}  // namespace dateline::index
