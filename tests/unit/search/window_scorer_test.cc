// SPDX-License-Identifier: GPL-3.0-or-later
// Windowed scoring against adding up one document after the other.
#include "server/search/window_scorer.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace dateline::search {
namespace {

struct Case {
  const char* name;
  std::uint32_t rows;
  std::vector<double> shares;  // of the rows that each list holds
  double matches;              // share of the rows that match; 0: the union of the lists
  double filter;               // share of the rows that may be hits; 0: no filter
  std::size_t count;
};

std::vector<std::uint32_t> RandomIds(std::mt19937& random, std::uint32_t rows, double share) {
  std::bernoulli_distribution take(share);
  std::vector<std::uint32_t> ids;
  for (std::uint32_t id = 1; id <= rows; ++id) {
    if (take(random)) ids.push_back(id);
  }
  return ids;
}

std::vector<Candidate> Naive(const ScoringPlan& plan, std::uint32_t rows, std::size_t count) {
  std::map<index::DocId, float> scores;
  for (const ScoredList& list : plan.lists) {
    for (std::size_t i = 0; i < list.postings->size(); ++i) {
      scores[list.postings->docs[i]] += list.weight * static_cast<float>(list.postings->impacts[i]);
    }
  }
  std::vector<Candidate> hits;
  const SearchContext context;
  Ticker ticker(context);
  for (index::DocId doc = 1; doc <= rows; ++doc) {
    if (plan.matches != nullptr ? !plan.matches->contains(doc) : !scores.contains(doc)) continue;
    if (plan.filter != nullptr && !plan.filter->contains(doc)) continue;
    if (plan.accepts && !plan.accepts(doc, ticker)) continue;
    const auto score = scores.find(doc);
    hits.push_back({score == scores.end() ? 0.0F : score->second, plan.segment, doc});
  }
  std::sort(hits.begin(), hits.end(), RanksBefore);
  if (hits.size() > count) hits.resize(count);
  return hits;
}

class WindowScorerTest : public testing::TestWithParam<Case> {};

TEST_P(WindowScorerTest, FindsWhatAddingUpEveryDocumentFinds) {
  const Case& c = GetParam();
  std::mt19937 random(7);
  ScoringPlan plan;
  plan.segment = 3;
  for (const double share : c.shares) {
    auto postings = std::make_shared<Postings>();
    for (const std::uint32_t id : RandomIds(random, c.rows, share)) {
      postings->Add(id, static_cast<std::uint8_t>(1 + random() % 127));
    }
    plan.lists.push_back({postings, static_cast<float>(1 + random() % 5) / 127});
  }
  const auto matches = std::make_shared<const Bitmap>(RandomIds(random, c.rows, c.matches));
  const auto filter = std::make_shared<const Bitmap>(RandomIds(random, c.rows, c.filter));
  if (c.matches > 0) plan.matches = matches;
  if (c.filter > 0) plan.filter = filter;
  for (const bool test : {false, true}) {
    if (test) plan.accepts = [](index::DocId doc, Ticker&) { return doc % 3 != 0; };
    TopHits hits(c.count);
    ASSERT_EQ(ScoreSegment(plan, {}, hits), absl::OkStatus());
    const std::vector<Candidate> found = hits.TakeSorted();
    const std::vector<Candidate> expected = Naive(plan, c.rows, c.count);
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_EQ(found[i].doc, expected[i].doc) << i;
      EXPECT_FLOAT_EQ(static_cast<float>(found[i].score), static_cast<float>(expected[i].score));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, WindowScorerTest,
    testing::Values(Case{"NoLists", 100, {}, 0, 0, 10}, Case{"OneDocument", 1, {1.0}, 0, 0, 10},
                    Case{"DenseUnion", 100000, {0.5, 0.2, 0.9}, 0, 0, 10},
                    Case{"SparseUnion", 300000, {0.0001, 0.0003}, 0, 0, 10},
                    Case{"MixedUnionAllHits", 40000, {0.3, 0.001}, 0, 0, 100000},
                    Case{"FilteredUnion", 100000, {0.4, 0.01}, 0, 0.1, 50},
                    Case{"ManyMatches", 100000, {0.5, 0.1}, 0.6, 0, 200},
                    Case{"FewMatchesLongLists", 100000, {0.9, 0.7}, 0.0005, 0, 10},
                    Case{"MatchesWithoutLists", 70000, {}, 0.01, 0, 25},
                    Case{"WindowEdges", 65537, {1.0, 1.0}, 1.0, 0, 70000}),
    [](const auto& shape) { return shape.param.name; });

TEST(WindowScorerTest, EndsAtTheDeadlineAndWhenCancelled) {
  auto postings = std::make_shared<Postings>();
  postings->Add(1, 1);
  ScoringPlan plan;
  plan.lists.push_back({postings, 1});
  TopHits hits(10);
  EXPECT_TRUE(
      absl::IsDeadlineExceeded(ScoreSegment(plan, {.deadline = absl::InfinitePast()}, hits)));
  const std::atomic<bool> cancelled = true;
  EXPECT_TRUE(absl::IsCancelled(ScoreSegment(plan, {.cancelled = &cancelled}, hits)));
  EXPECT_TRUE(hits.TakeSorted().empty());
}

TEST(TickerTest, LooksNowAndThenAndSaysWhyTheSearchIsOver) {
  int looks = 0;
  const SearchContext context{.deadline = absl::UnixEpoch(), .now = [&looks] {
                                return ++looks < 3 ? absl::InfinitePast() : absl::UnixEpoch();
                              }};
  Ticker ticker(context);
  int ticks = 1;
  while (ticker.Tick()) ++ticks;
  EXPECT_EQ(looks, 3);
  EXPECT_GT(ticks, 100 * looks) << "a look at the clock costs more than a posting";
  EXPECT_TRUE(absl::IsDeadlineExceeded(ticker.status()));
}

TEST(TopHitsTest, KeepsTheBestAndBreaksTiesByTheNewer) {
  TopHits hits(3);
  for (index::DocId doc = 1; doc <= 1000; ++doc) {
    const Candidate candidate{doc <= 500 ? 2.0 : 1.0, 0, doc};
    if (hits.Wants(candidate)) hits.Offer(candidate);
  }
  const std::vector<Candidate> best = hits.TakeSorted();
  ASSERT_EQ(best.size(), 3U);
  EXPECT_EQ(best[0].doc, 500U);
  EXPECT_EQ(best[1].doc, 499U);
  EXPECT_EQ(best[2].doc, 498U);
}

}  // namespace
}  // namespace dateline::search
