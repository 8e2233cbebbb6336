// SPDX-License-Identifier: GPL-3.0-or-later
// What is kept for callers with a filter is bounded, and nobody waits past a deadline for it.
#include "server/engine/restricted_snapshots.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "core/limits.h"
#include "server/engine/engine.h"
#include "tests/support/test_index.h"

namespace dateline::engine {
namespace {

constexpr int kArticles = 600;

v1::Filter Source(const std::string& name) {
  v1::Filter filter;
  filter.add_sources(name);
  return filter;
}

std::shared_ptr<const search::CallerScope> ScopeOf(const v1::Filter& filter,
                                                   const std::string& key = "shop") {
  auto scope = std::make_shared<search::CallerScope>();
  scope->filters = {filter};
  scope->key = key;
  return scope;
}

search::SearchContext Within(const v1::Filter& filter, const std::string& key = "shop") {
  search::SearchContext context;
  context.scope = ScopeOf(filter, key);
  return context;
}

// The clock of one call, which tells how often it was looked at. The deadline passes at a look.
class Looks {
 public:
  explicit Looks(int passes_at) : passes_at_(passes_at) {}
  search::SearchContext Context(std::shared_ptr<const search::CallerScope> scope) {
    return {.deadline = absl::FromUnixSeconds(10),
            .now = [this] { return absl::FromUnixSeconds(++count_ >= passes_at_ ? 11 : 9); },
            .scope = std::move(scope)};
  }
  int count() const { return count_; }

 private:
  const int passes_at_;
  int count_ = 0;
};
constexpr int kNever = 1 << 30;

// Each article has a word of its own, one of two sources, and a section in one of two spellings.
class RestrictedSnapshotsTest : public testing::Test {
 protected:
  RestrictedSnapshotsTest() { Add(0); }

  void Add(int first) {
    std::vector<article::Article> articles;
    for (int i = first; i < first + kArticles; ++i) {
      articles.push_back(test_support::MakeArticle(fmt::format("a{}", i), "Harbour",
                                                   fmt::format("harbour zq{:05}", i), "2025-01-01",
                                                   i % 2 == 0 ? "Gazette" : "Herald"));
      articles.back().set_section(i % 3 == 0 ? "NEWS" : "News");
    }
    index_.Add(articles);
  }

  SharedSnapshot OpenWhole() {
    auto opened = index::OpenSnapshot(index_.folder(), {});
    EXPECT_TRUE(opened.ok()) << opened.status();
    return search::PrepareSnapshot(*opened, nullptr);
  }
  SharedSnapshot Get(const SharedSnapshot& whole, const search::SearchContext& context) {
    auto part = restricted_.Get(whole, context);
    EXPECT_TRUE(part.ok()) << part.status();
    return part.ok() ? *part : nullptr;
  }

  test_support::TestIndex index_;
  search::SearchCaches caches_{1 << 20};
  absl::Time now_ = absl::FromUnixSeconds(1'750'000'000);
  const std::function<absl::Time()> clock_ = [this] { return now_; };
  RestrictedSnapshots restricted_{caches_, clock_};
};

TEST_F(RestrictedSnapshotsTest, IsMadeOnceForAllWithTheSameFilters) {
  const SharedSnapshot whole = OpenWhole();
  const SharedSnapshot part = Get(whole, Within(Source("Gazette")));
  EXPECT_EQ(Get(whole, Within(Source("Gazette"), "another key")), part);
  EXPECT_NE(Get(whole, Within(Source("Herald"))), part);
  EXPECT_EQ(Get(whole, {}), whole);
}

TEST_F(RestrictedSnapshotsTest, FiltersThatSeeNothingTakeRoomToo) {
  const SharedSnapshot whole = OpenWhole();
  Get(whole, Within(Source("nobody")));
  const std::size_t one = restricted_.bytes();
  EXPECT_GE(one, 4U * whole->columns(0).terms(article::Field::kSource).size());
  Get(whole, Within(Source("nobody else")));
  EXPECT_GE(restricted_.bytes(), 2 * one);
}

TEST_F(RestrictedSnapshotsTest, TheLeastRecentlyUsedGoesIfThereAreMany) {
  const SharedSnapshot whole = OpenWhole();
  const SharedSnapshot used = Get(whole, Within(Source("Gazette")));
  std::weak_ptr<const search::SearchSnapshot> unused = Get(whole, Within(Source("Herald")));
  for (std::size_t i = 0; i < 2 * limits::kMaxRestrictedSnapshots; ++i) {
    Get(whole, Within(Source(fmt::format("source {}", i))));
    EXPECT_EQ(Get(whole, Within(Source("Gazette"))), used);
    EXPECT_LE(restricted_.size(), limits::kMaxRestrictedSnapshots);
  }
  EXPECT_TRUE(unused.expired());
}

TEST_F(RestrictedSnapshotsTest, ManyFiltersOfOneKeyDoNotDriveOutThoseOfOthers) {
  const SharedSnapshot whole = OpenWhole();
  const SharedSnapshot other = Get(whole, Within(Source("Gazette"), "other"));
  for (std::size_t i = 0; i < 3 * limits::kMaxRestrictedSnapshots; ++i) {
    Get(whole, Within(Source(fmt::format("source {}", i)), "attacker"));
  }
  EXPECT_EQ(restricted_.size(), limits::kMaxRestrictedSnapshots);
  EXPECT_EQ(Get(whole, Within(Source("Gazette"), "other")), other);
}

TEST_F(RestrictedSnapshotsTest, WhoeverMakesItEndsAtTheDeadlineAndTheNextGoesOn) {
  const SharedSnapshot whole = OpenWhole();
  int calls = 0;
  for (bool made = false; !made; ++calls) {
    ASSERT_LT(calls, 200);
    Looks looks(5);
    const auto part = restricted_.Get(whole, looks.Context(ScopeOf(Source("Gazette"))));
    made = part.ok();
    if (!made) {
      EXPECT_TRUE(absl::IsDeadlineExceeded(part.status())) << part.status();
      EXPECT_LE(looks.count(), 5);
    }
  }
  EXPECT_GE(calls, 5);
}

TEST_F(RestrictedSnapshotsTest, WhoeverWaitsForItWaitsUntilTheOwnDeadline) {
  const SharedSnapshot whole = OpenWhole();
  std::mutex mutex;
  std::condition_variable changed;
  bool making = false;
  bool go_on = false;
  int looks = 0;
  search::SearchContext slow = Within(Source("Gazette"));
  slow.now = [&] {
    std::unique_lock lock(mutex);
    if (++looks == 2) {  // the first one is before it begins
      making = true;
      changed.notify_all();
      changed.wait(lock, [&] { return go_on; });
    }
    return absl::Now();
  };
  std::thread maker([&] { EXPECT_TRUE(restricted_.Get(whole, slow).ok()); });
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return making; });
  }
  search::SearchContext context = Within(Source("Gazette"));
  context.deadline = absl::Now() + absl::Milliseconds(30);
  EXPECT_TRUE(absl::IsDeadlineExceeded(restricted_.Get(whole, context).status()));
  const std::atomic<bool> cancelled{true};
  search::SearchContext other = Within(Source("Gazette"));
  other.cancelled = &cancelled;
  EXPECT_TRUE(absl::IsCancelled(restricted_.Get(whole, other).status()));
  restricted_.Renew(whole);  // does not wait
  {
    const std::lock_guard lock(mutex);
    go_on = true;
    changed.notify_all();
  }
  EXPECT_TRUE(restricted_.Get(whole, Within(Source("Gazette"))).ok());
  maker.join();
}

TEST_F(RestrictedSnapshotsTest, WhatWasNotUsedForLongIsDroppedWithoutANewGeneration) {
  const SharedSnapshot whole = OpenWhole();
  std::weak_ptr<const search::SearchSnapshot> unused = Get(whole, Within(Source("Gazette")));
  now_ += absl::Minutes(6);
  restricted_.Renew(whole);
  EXPECT_FALSE(unused.expired());
  std::weak_ptr<const search::SearchSnapshot> used = Get(whole, Within(Source("Herald")));
  now_ += absl::Minutes(6);
  restricted_.Renew(whole);
  EXPECT_TRUE(unused.expired());
  EXPECT_FALSE(used.expired());
}

TEST_F(RestrictedSnapshotsTest, ANewGenerationIsMadeAheadAndTheOldOneClosed) {
  SharedSnapshot old = OpenWhole();
  std::weak_ptr<const search::SearchSnapshot> part = Get(old, Within(Source("Gazette")));
  Add(kArticles);
  ASSERT_TRUE(index_.writer().MergeAll().ok());
  const SharedSnapshot now = OpenWhole();
  std::weak_ptr<const index::Snapshot> files = old->snapshot;
  restricted_.Renew(now);
  EXPECT_FALSE(part.expired()) << "the old one is still leased";
  old.reset();
  restricted_.Renew(now);
  EXPECT_TRUE(part.expired());
  EXPECT_TRUE(files.expired());
  Looks looks(kNever);
  ASSERT_TRUE(restricted_.Get(now, looks.Context(ScopeOf(Source("Gazette")))).ok());
  EXPECT_EQ(looks.count(), 0) << "it was there";
}

TEST_F(RestrictedSnapshotsTest, DamageThatIsLeftOutDropsWhatHoldsItOpen) {
  SharedSnapshot old = OpenWhole();
  std::weak_ptr<const search::SearchSnapshot> part = Get(old, Within(Source("Gazette")));
  const SharedSnapshot now = search::PrepareSnapshot(
      index::WithoutSegments(
          *old->snapshot,
          std::vector<index::SegmentDamage>{{.segment = old->snapshot->segments[0].entry.number,
                                             .file = "file",
                                             .reason = "test"}}),
      old.get());
  old.reset();
  restricted_.Renew(now);
  EXPECT_TRUE(part.expired());
  EXPECT_TRUE(Get(now, Within(Source("Gazette")))->is_restricted()) << "also without segments";
}

// Wildcards walk over many terms and sample articles: they look at the deadline.
class WildcardDeadlineTest : public RestrictedSnapshotsTest {
 protected:
  WildcardDeadlineTest() : engine_(*Engine::Open({.folder = index_.folder()})) {}

  absl::Status Search(const std::string& query, const search::SearchContext& context) {
    v1::SearchRequest request;
    request.set_query(query);
    return engine_->Search(request, context).status();
  }
  // Looks of a search, each of which ends it if the deadline passes there.
  int LooksOf(const std::string& query, const std::shared_ptr<const search::CallerScope>& scope) {
    Looks whole(kNever);
    EXPECT_TRUE(Search(query, whole.Context(scope)).ok());
    Looks again(kNever);
    EXPECT_TRUE(Search(query, again.Context(scope)).ok());
    for (int passes_at = 1; passes_at <= again.count(); ++passes_at) {
      Looks looks(passes_at);
      const absl::Status status = Search(query, looks.Context(scope));
      EXPECT_TRUE(absl::IsDeadlineExceeded(status)) << status;
      EXPECT_EQ(looks.count(), passes_at) << "it went on";
    }
    return again.count();
  }

  std::unique_ptr<Engine> engine_;
};

TEST_F(WildcardDeadlineTest, TermsThatTheCallerCannotSeeAreWalkedOverInTime) {
  v1::Filter one = Source("Gazette");
  one.mutable_publish_time()->mutable_end_time()->set_seconds(0);
  auto article = test_support::MakeArticle("old", "Harbour", "harbour", "1960-01-01", "Gazette");
  index_.Add({article});
  ASSERT_TRUE(index_.writer().MergeAll().ok());
  ASSERT_TRUE(engine_->Refresh().ok());
  const auto scope = ScopeOf(one);
  EXPECT_GE(LooksOf("zq*", scope), LooksOf("zq", scope) + kArticles * 64 / 2048);
  // Who sees nothing has nothing to walk over.
  const auto nobody = ScopeOf(Source("nobody"));
  EXPECT_LE(LooksOf("zq*", nobody), LooksOf("zq", nobody) + 1);
}

TEST_F(WildcardDeadlineTest, ArticlesThatAreSampledAreCounted) {
  EXPECT_GE(LooksOf("harbourm*", nullptr), LooksOf("harbourm", nullptr) + 32);
}

TEST_F(WildcardDeadlineTest, CancellationEndsThem) {
  const std::atomic<bool> cancelled{true};
  search::SearchContext context;
  context.cancelled = &cancelled;
  EXPECT_TRUE(absl::IsCancelled(Search("harbourm*", context)));
}

}  // namespace
}  // namespace dateline::engine
