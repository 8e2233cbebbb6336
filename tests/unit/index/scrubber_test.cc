// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/scrubber.h"

#include <absl/time/clock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <future>
#include <mutex>

#include "tests/support/two_segments.h"

namespace dateline::index {
namespace {

constexpr std::chrono::seconds kPatience{60};

// What a scrubber told of its passes.
class Passes {
 public:
  void Add(const absl::StatusOr<ScrubResult>& result) {
    const std::lock_guard lock(mutex_);
    results_.push_back(result);
    changed_.notify_all();
  }
  bool WaitFor(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, [&] { return results_.size() >= count; });
  }
  std::size_t size() {
    const std::lock_guard lock(mutex_);
    return results_.size();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<absl::StatusOr<ScrubResult>> results_;
};

class ScrubberTest : public testing::Test {
 protected:
  ScrubberOptions Options(std::chrono::milliseconds period) {
    return {.folder = index_.folder(),
            .period = period,
            .manifest = [this] { return *ReadCurrentManifest(index_.folder()); },
            .done = [this](const absl::StatusOr<ScrubResult>& result) { passes_.Add(result); }};
  }
  static absl::Status RunPass(Scrubber& scrubber, std::uint64_t rate = 0,
                              absl::Time deadline = absl::InfiniteFuture()) {
    return scrubber.RunPass(rate, deadline, nullptr);
  }
  static void WaitUntilRunning(const Scrubber& scrubber) {
    const absl::Time end = absl::Now() + absl::FromChrono(kPatience);
    while (!scrubber.status().running()) ASSERT_LT(absl::Now(), end);
  }

  test_support::TwoSegments index_;
  Passes passes_;
};

TEST_F(ScrubberTest, WithoutAPeriodNothingIsReadUntilItIsAskedFor) {
  Scrubber scrubber(Options(std::chrono::milliseconds(0)));
  EXPECT_FALSE(scrubber.status().has_last_pass_time());
  ASSERT_TRUE(RunPass(scrubber).ok());
  const v1::ScrubStatus status = scrubber.status();
  EXPECT_EQ(passes_.size(), 1U);
  EXPECT_TRUE(status.has_last_pass_time());
  EXPECT_FALSE(status.running());
  EXPECT_EQ(status.checked_bytes(), TotalBytes(*ReadCurrentManifest(index_.folder())));
  EXPECT_EQ(status.damage_size(), 0);
}

TEST_F(ScrubberTest, WithAPeriodPassesFollowEachOther) {
  Scrubber scrubber(Options(std::chrono::milliseconds(5)));
  EXPECT_TRUE(passes_.WaitFor(3));
}

TEST_F(ScrubberTest, DamageIsInTheStatusUntilAPassFindsNone) {
  Scrubber scrubber(Options(std::chrono::milliseconds(0)));
  const std::string good = index_.Read(index_.Files()[2].name);
  const std::string name = index_.DamageArticles();
  ASSERT_TRUE(RunPass(scrubber).ok());
  ASSERT_EQ(scrubber.status().damage_size(), 1);
  EXPECT_EQ(scrubber.status().damage(0).file(), name);
  index_.Write(name, good);
  ASSERT_TRUE(RunPass(scrubber).ok());
  EXPECT_EQ(scrubber.status().damage_size(), 0);
}

TEST_F(ScrubberTest, APassThatIsAskedForStartsAnewAndIsNotSlowedByTheOneUnderWay) {
  ScrubberOptions options = Options(std::chrono::hours(24));
  options.max_bytes_per_second = 1;  // would take hours
  Scrubber scrubber(options);
  WaitUntilRunning(scrubber);
  EXPECT_TRUE(RunPass(scrubber).ok());
  EXPECT_EQ(passes_.size(), 1U);
}

TEST_F(ScrubberTest, TwoWhoAskAtOnceWaitForOnePass) {
  Scrubber scrubber(Options(std::chrono::milliseconds(0)));
  // A second of reading, so that the second one comes in time.
  const std::uint64_t rate = TotalBytes(*ReadCurrentManifest(index_.folder()));
  auto first = std::async(std::launch::async, [&] { return RunPass(scrubber, rate); });
  WaitUntilRunning(scrubber);
  EXPECT_TRUE(RunPass(scrubber).ok());
  EXPECT_TRUE(first.get().ok());
  EXPECT_EQ(passes_.size(), 1U);
}

TEST_F(ScrubberTest, WhoDoesNotWaitAnyLongerLeavesThePassToGoOn) {
  Scrubber scrubber(Options(std::chrono::milliseconds(0)));
  const std::atomic<bool> cancelled{true};
  const absl::Status given_up = scrubber.RunPass(1, absl::InfiniteFuture(), &cancelled);
  EXPECT_TRUE(absl::IsCancelled(given_up)) << given_up;
  const absl::Status late = RunPass(scrubber, 1, absl::Now());
  EXPECT_TRUE(absl::IsDeadlineExceeded(late)) << late;
  WaitUntilRunning(scrubber);
  scrubber.Stop();
  EXPECT_TRUE(absl::IsCancelled(RunPass(scrubber)));
  EXPECT_EQ(passes_.size(), 0U);
}

}  // namespace
}  // namespace dateline::index
