// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "server/engine/page_token.h"
#include "server/facets/bucket_grid.h"
#include "server/search/rerank.h"
#include "server/search/segment_cache.h"

namespace dateline::search {
namespace {

SharedBitmap Ids(std::vector<std::uint32_t> ids) { return std::make_shared<const Bitmap>(ids); }

TEST(BitmapCacheTest, ReturnsWhatWasInsertedForTheSameSegmentOnly) {
  BitmapCache cache(1 << 20);
  cache.Insert(1, "term", Ids({1, 2, 3}));
  ASSERT_NE(cache.Find(1, "term"), nullptr);
  EXPECT_EQ(cache.Find(1, "term")->size(), 3U);
  EXPECT_EQ(cache.Find(2, "term"), nullptr);
}

TEST(BitmapCacheTest, StaysWithinItsBytesAndForgetsTheLeastRecentlyUsed) {
  BitmapCache cache(64 << 10);
  for (std::uint32_t i = 0; i < 5000; ++i) cache.Insert(i, "t", Ids({i, i + 1}));
  EXPECT_LE(cache.bytes(), 64U << 10U);
  EXPECT_EQ(cache.Find(0, "t"), nullptr);
  EXPECT_NE(cache.Find(4999, "t"), nullptr);
}

TEST(BitmapCursorTest, FindsTheNextIdAsASearchInAListDoes) {
  std::mt19937 random(7);
  const auto below = [&random](std::uint32_t limit) {
    return std::uniform_int_distribution<std::uint32_t>(0, limit - 1)(random);
  };
  for (const std::uint32_t range : {30U, 5000U, 70'000U, 2'000'000U}) {
    for (const std::size_t count : {0U, 1U, 20U, 3000U, 40'000U}) {
      std::vector<std::uint32_t> ids;
      for (std::size_t i = 0; i < count; ++i) ids.push_back(below(range));
      std::sort(ids.begin(), ids.end());
      ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
      for (const bool compressed : {false, true}) {
        Bitmap bitmap(ids);
        if (compressed) bitmap.Compress();
        BitmapCursor cursor(bitmap);
        std::uint32_t from = 0;
        for (int i = 0; i < 500; ++i, from += below(range / 100 + 2)) {
          const auto next = std::lower_bound(ids.begin(), ids.end(), from);
          const auto found = cursor.Seek(from);
          ASSERT_EQ(found.has_value(), next != ids.end()) << from;
          if (found) {
            ASSERT_EQ(*found, *next) << from;
          }
        }
      }
    }
  }
}

TEST(PageTokenTest, ComesBackAsItWasEncoded) {
  const engine::PageToken token{42, 0xabcULL << 50U,      5, 0xfeedfacecafebeefULL, 1000, -5, 77,
                                88, 0xffffffffffffffffULL};
  EXPECT_EQ(engine::DecodePageToken(engine::EncodePageToken(token)), token);
}

TEST(PageTokenTest, EveryChangedCharacterIsNoticed) {
  const std::string text = engine::EncodePageToken({42, 9, 7, 10, 1});
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {  // the last one holds padding bits
    std::string damaged = text;
    damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(engine::DecodePageToken(damaged), std::nullopt) << i;
  }
  EXPECT_EQ(engine::DecodePageToken(""), std::nullopt);
  EXPECT_EQ(engine::DecodePageToken("not a token"), std::nullopt);
}

TEST(PageTokenTest, RequestHashLeavesOutPageSizeAndTokenButNothingElse) {
  v1::SearchRequest request;
  request.set_query("harbour");
  const std::uint64_t hash = engine::RequestHash(request, "");
  request.set_page_size(50);
  request.set_page_token("x");
  EXPECT_EQ(engine::RequestHash(request, ""), hash);
  request.set_query("harbor");
  EXPECT_NE(engine::RequestHash(request, ""), hash);
}

TEST(PageTokenTest, RequestHashDependsOnWhatATokenIsBoundTo) {
  v1::SearchRequest request;
  request.set_query("harbour");
  EXPECT_NE(engine::RequestHash(request, "a"), engine::RequestHash(request, "b"));
  EXPECT_NE(engine::RequestHash(request, "a"), engine::RequestHash(request, ""));
}

double SlowProximity(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
  double sum = 0;
  for (const std::uint32_t x : a) {
    std::uint32_t best = 1000000;
    for (const std::uint32_t y : b) best = std::min(best, x > y ? x - y : y - x);
    if (best >= 1 && best <= 5) sum += 1.0 / best;
  }
  return sum / (sum + 0.3);
}

TEST(PairProximityTest, EqualsTheSlowWayOnRandomPositions) {
  std::mt19937 random(1);
  for (int round = 0; round < 500; ++round) {
    std::vector<std::uint32_t> lists[2];
    for (auto& list : lists) {
      for (std::uint32_t p = 1; p < 60; ++p) {
        if (random() % 8 == 0) list.push_back(p);
      }
    }
    EXPECT_DOUBLE_EQ(PairProximity(lists[0], lists[1]), SlowProximity(lists[0], lists[1]));
  }
}

TEST(RecencyTest, HalvesItsShareAtTheHalfLife) {
  const Recency recency{0.2, absl::Hours(24 * 30)};
  const absl::Time now = absl::FromUnixSeconds(1'700'000'000);
  EXPECT_DOUBLE_EQ(RecencyFactor(recency, 1'700'000'000, now), 1.0);
  EXPECT_DOUBLE_EQ(RecencyFactor(recency, 1'700'000'000 - 30 * 86400, now), 0.9);
  EXPECT_DOUBLE_EQ(RecencyFactor(recency, 1'800'000'000, now), 1.0);
  EXPECT_NEAR(RecencyFactor(recency, index::kNoDate, now), 0.8, 1e-9);
}

TEST(BucketFinderTest, EqualsBinarySearchOnRandomBoundaries) {
  std::mt19937_64 random(2);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::int64_t> boundaries{-1'000'000'000};
    const std::uint64_t buckets = 1 + random() % 300;
    const std::int64_t most = round % 2 == 0 ? 5 : 40'000'000;
    for (std::uint64_t i = 0; i < buckets; ++i) {
      boundaries.push_back(boundaries.back() + 1 +
                           static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most)));
    }
    const facets::BucketFinder finder(boundaries);
    for (int i = 0; i < 200; ++i) {
      const auto length = static_cast<std::uint64_t>(boundaries.back() - boundaries.front());
      const std::int64_t time = boundaries.front() + static_cast<std::int64_t>(random() % length);
      const auto after = std::upper_bound(boundaries.begin(), boundaries.end(), time);
      EXPECT_EQ(finder.Find(time), after - boundaries.begin() - 1);
    }
  }
}

}  // namespace
}  // namespace dateline::search
