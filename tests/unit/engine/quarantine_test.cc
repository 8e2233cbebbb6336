// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/engine/quarantine.h"

#include <gtest/gtest.h>

#include "server/engine/retry_timer.h"
#include "tests/support/two_segments.h"

namespace dateline::engine {
namespace {

class QuarantineTest : public testing::Test {
 protected:
  // A clock far past all changes of files, so that stamps alone decide.
  static constexpr std::int64_t kFarNanos = 4'000'000'000'000'000'000;

  index::Manifest Current() const { return *index::ReadCurrentManifest(index_.folder()); }
  void Hold(Quarantine& quarantine, const std::string& file) const {
    const index::Manifest manifest = Current();
    quarantine.Add(manifest.index_id, manifest.segments[0],
                   {.segment = manifest.segments[0].number, .file = file, .reason = "it is bad"});
  }

  test_support::TwoSegments index_;
};

TEST_F(QuarantineTest, ASegmentStaysUntilItsFilesHaveChangedAndAreWhole) {
  Quarantine quarantine(index_.folder(), [] { return kFarNanos; });
  const std::string good = index_.Read(Current().segments[0].articles.name);
  const std::string name = index_.DamageArticles();
  Hold(quarantine, name);
  ASSERT_EQ(quarantine.In(Current()).size(), 1U);
  EXPECT_EQ(quarantine.In(Current())[0].articles, 19U);
  EXPECT_FALSE(quarantine.Recheck());
  index_.Write(name, good + " ");
  EXPECT_FALSE(quarantine.Recheck());  // changed, and still wrong
  index_.Write(name, good);
  EXPECT_TRUE(quarantine.Recheck());
  EXPECT_TRUE(quarantine.In(Current()).empty());
}

TEST_F(QuarantineTest, AChangeRightAfterALookIsNotMissed) {
  std::int64_t now = index::StampOf(index_.folder() + "/CURRENT").changed_nanos;
  Quarantine quarantine(index_.folder(), [&now] { return now; });
  Hold(quarantine, Current().segments[0].articles.name);
  EXPECT_TRUE(quarantine.Recheck());  // nothing has changed, but it may have in the same tick
}

TEST_F(QuarantineTest, OnlySegmentsOfTheManifestAreKept) {
  Quarantine quarantine(index_.folder(), [] { return kFarNanos; });
  Hold(quarantine, Current().segments[0].articles.name);
  index::Manifest other = Current();
  other.index_id = std::string(32, 'f');
  EXPECT_TRUE(quarantine.In(other).empty());
  index::Manifest merged = Current();
  merged.segments.erase(merged.segments.begin());
  EXPECT_TRUE(quarantine.In(merged).empty());
  quarantine.Keep(Current());
  EXPECT_EQ(quarantine.In(Current()).size(), 1U);
  quarantine.Keep(merged);
  EXPECT_TRUE(quarantine.In(Current()).empty());
}

TEST_F(QuarantineTest, NewTombstonesEndTheDamageOfOldOnesOnly) {
  index::Manifest later = Current();
  later.segments[0].tombstones.name = "segments/later.dead";
  const struct {
    std::string file;
    std::size_t left;
  } cases[] = {{Current().segments[0].tombstones.name, 0}, {Current().segments[0].words.name, 1}};
  for (const auto& one : cases) {
    Quarantine quarantine(index_.folder(), [] { return kFarNanos; });
    Hold(quarantine, one.file);
    quarantine.Keep(later);
    EXPECT_EQ(quarantine.In(later).size(), one.left) << one.file;
  }
}

TEST(RetryTimerTest, WaitsLongerAndLongerUnlessTheFilesChange) {
  RetryTimer::Clock::time_point now{};
  RetryTimer timer([&now] { return now; });
  const std::vector<index::FileStamp> some{{.device = 1, .inode = 2, .bytes = 3}};
  const std::vector<index::FileStamp> others{{.device = 1, .inode = 2, .bytes = 4}};
  EXPECT_TRUE(timer.IsDue(some));
  for (const int wait : {1, 2, 4, 8, 16, 32, 60, 60}) {
    timer.Begin(some);
    now += std::chrono::seconds(wait) - std::chrono::nanoseconds(1);
    EXPECT_FALSE(timer.IsDue(some)) << wait;
    EXPECT_TRUE(timer.IsDue(others));
    now += std::chrono::nanoseconds(1);
    EXPECT_TRUE(timer.IsDue(some)) << wait;
  }
  timer.Begin(others);
  EXPECT_FALSE(timer.IsDue(others));
  now += std::chrono::seconds(1);
  EXPECT_TRUE(timer.IsDue(others));
}

}  // namespace
}  // namespace dateline::engine
