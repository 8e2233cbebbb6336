// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/scrub.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "indexer/segments/commit_manifest.h"
#include "indexer/segments/index_files.h"
#include "tests/support/two_segments.h"

namespace dateline::index {
namespace {

using Clock = ScrubOptions::Clock;

// Waits by setting the clock forward.
struct FakeClock {
  Clock::time_point now{};
  int waits = 0;
  int stop_after = -1;

  ScrubOptions Options(std::uint64_t rate) {
    ScrubOptions options;
    options.max_bytes_per_second = rate;
    options.now = [this] { return now; };
    options.wait_until = [this](Clock::time_point until) {
      now = std::max(now, until);
      return ++waits != stop_after;
    };
    return options;
  }
};

class ScrubTest : public testing::Test {
 protected:
  Manifest Current() const { return *ReadCurrentManifest(index_.folder()); }
  absl::StatusOr<ScrubResult> Run(std::uint64_t rate = 0) {
    return Scrub(index_.folder(), Current(), clock_.Options(rate));
  }
  // The number of the segment that has the file.
  std::uint32_t SegmentOf(const std::string& name) const {
    for (const SegmentEntry& segment : Current().segments) {
      for (const FileEntry& file : FilesOf(segment)) {
        if (file.name == name) return segment.number;
      }
    }
    return 0;
  }

  test_support::TwoSegments index_;
  FakeClock clock_;
};

TEST_F(ScrubTest, AWholeIndexIsReadOnceAndHasNoDamage) {
  const auto result = Run();
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_TRUE(result->damage.empty());
  EXPECT_EQ(result->bytes, TotalBytes(Current()));
}

TEST_F(ScrubTest, AFlippedBitAnywhereInAnyFileIsFoundAndNamed) {
  std::mt19937 random(11);
  for (const FileEntry& file : index_.Files()) {
    const std::string good = index_.Read(file.name);
    for (int i = 0; i < 40; ++i) {
      const std::size_t at = i == 0 ? 0 : i == 1 ? good.size() - 1 : random() % good.size();
      std::string bad = good;
      bad[at] = static_cast<char>(static_cast<unsigned char>(bad[at]) ^ (1U << random() % 8));
      index_.Write(file.name, bad);
      const auto result = Run();
      ASSERT_TRUE(result.ok()) << result.status();
      ASSERT_EQ(result->damage.size(), 1U) << file.name << " at " << at;
      EXPECT_EQ(result->damage[0].file, file.name);
      EXPECT_EQ(result->damage[0].segment, SegmentOf(file.name));
      EXPECT_FALSE(result->damage[0].missing);
    }
    index_.Write(file.name, good);
  }
}

TEST_F(ScrubTest, AFileThatIsTooShortTooLongOrGoneIsNamed) {
  for (const FileEntry& file : index_.Files()) {
    const std::string good = index_.Read(file.name);
    for (const std::string& bad : {good.substr(0, good.size() - 1), good + "x"}) {
      index_.Write(file.name, bad);
      const auto result = Run();
      ASSERT_EQ(result->damage.size(), 1U) << file.name;
      EXPECT_EQ(result->damage[0].file, file.name);
    }
    std::filesystem::remove(index_.folder() + "/" + file.name);
    const auto result = Run();
    ASSERT_EQ(result->damage.size(), 1U) << file.name;
    EXPECT_TRUE(result->damage[0].missing);
    index_.Write(file.name, good);
  }
}

TEST_F(ScrubTest, ItReadsNoFasterThanItMayAndEndsOnTime) {
  const std::uint64_t bytes = TotalBytes(Current());
  for (const std::uint64_t rate : {bytes / 10, bytes, 10 * bytes}) {
    clock_ = {};
    const auto result = Run(rate);
    ASSERT_TRUE(result.ok());
    const double seconds = std::chrono::duration<double>(result->elapsed).count();
    EXPECT_NEAR(seconds, static_cast<double>(bytes) / static_cast<double>(rate), 1e-3);
    EXPECT_GE(clock_.waits, static_cast<int>(index_.Files().size()));
  }
}

TEST_F(ScrubTest, ItEndsAsSoonAsItIsTold) {
  clock_.stop_after = 2;
  EXPECT_TRUE(absl::IsCancelled(Run().status()));
  EXPECT_EQ(clock_.waits, 2);
}

TEST_F(ScrubTest, WhatANewerGenerationHasDroppedIsNotDamage) {
  const Manifest before = Current();
  Manifest after = before;
  ++after.generation;
  after.segments.pop_back();
  ASSERT_TRUE(segments::CommitManifest(segments::IndexFiles(index_.folder()), after, false).ok());
  for (const FileEntry& file : FilesOf(before.segments.back())) {
    std::filesystem::remove(index_.folder() + "/" + file.name);
  }
  const auto result = Scrub(index_.folder(), before, clock_.Options(0));
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_TRUE(result->damage.empty());
}

TEST_F(ScrubTest, WhatCannotBeOpenedIsAFailureAndNotDamage) {
  const std::string path = index_.folder() + "/" + index_.Files()[0].name;
  std::filesystem::rename(path, path + ".real");
  std::filesystem::create_symlink(path + ".real", path);
  const auto result = Run();
  ASSERT_FALSE(result.ok());
  EXPECT_FALSE(absl::IsDataLoss(result.status())) << result.status();
}

}  // namespace
}  // namespace dateline::index
