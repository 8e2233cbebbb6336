// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/rpc/index_follower.h"

#include <absl/time/clock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <optional>

#include "core/errors/errors.h"
#include "core/index/files.h"
#include "core/index/manifest.h"
#include "tests/support/test_index.h"

namespace dateline::service {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(60);

// What health was told last.
class Health {
 public:
  std::function<void(IndexHealth)> Watcher() {
    return [this](IndexHealth health) {
      const std::lock_guard lock(mutex_);
      last_ = health;
    };
  }
  bool Is(bool usable, bool whole) const {
    const std::lock_guard lock(mutex_);
    return last_ && last_->usable == usable && last_->whole == whole;
  }

 private:
  mutable std::mutex mutex_;
  std::optional<IndexHealth> last_;
};

class IndexFollowerTest : public testing::Test {
 protected:
  // Polls as the watcher does.
  void FollowUntil(IndexFollower& follower, bool usable, bool whole) {
    const absl::Time end = absl::Now() + kPatience;
    while (!health_.Is(usable, whole)) {
      follower.Request();
      ASSERT_LT(absl::Now(), end);
    }
  }

  test_support::TempFolder temp_;
  Health health_;
};

TEST_F(IndexFollowerTest, HealthFollowsTheIndexFromNoneToWholeToDamagedAndBack) {
  test_support::TestIndex index;
  index.Add({test_support::MakeArticle("a", "One story", "Body.")});
  const std::string folder = temp_.path() + "/link";
  IndexFollower follower({.folder = folder});
  EXPECT_TRUE(absl::IsNotFound(follower.Open()));
  follower.Watch(health_.Watcher());
  EXPECT_TRUE(health_.Is(false, false));
  EXPECT_EQ(errors::ReasonOf(follower.GetIndexInfo({}, {}).status()), v1::ERROR_REASON_STARTING);
  EXPECT_EQ(errors::ReasonOf(follower.ScrubIndex({}, {}).status()), v1::ERROR_REASON_STARTING);

  std::filesystem::copy(index.folder(), folder, std::filesystem::copy_options::recursive);
  FollowUntil(follower, true, true);
  EXPECT_EQ(follower.GetIndexInfo({}, {})->article_count(), 1U);

  const std::string path =
      folder + "/" + index::ReadCurrentManifest(folder)->segments[0].words.name;
  const std::string good = *index::ReadWholeFile(path);
  std::string bad = good;
  bad[bad.size() / 2] = static_cast<char>(bad[bad.size() / 2] ^ 1);
  std::ofstream(path, std::ios::binary) << bad;
  const auto scrubbed = follower.ScrubIndex({}, {});
  ASSERT_TRUE(scrubbed.ok()) << scrubbed.status();
  EXPECT_EQ(scrubbed->scrub().damage_size(), 1);
  EXPECT_TRUE(health_.Is(false, false));  // it was the only segment

  std::ofstream(path, std::ios::binary) << good;
  FollowUntil(follower, true, true);
  follower.Join();
}

}  // namespace
}  // namespace dateline::service
