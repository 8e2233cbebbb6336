// SPDX-License-Identifier: GPL-3.0-or-later
// No answer is larger than clients take, and nothing is lost or repeated for that.
#include <fmt/format.h>

#include "core/errors/errors.h"
#include "core/limits.h"
#include "tests/unit/engine/engine_fixture.h"

namespace dateline::engine {
namespace {

class AnswerSizeTest : public EngineTest {
 protected:
  // Articles of which three or four fill an answer.
  void AddLargeArticles(int count) {
    std::vector<article::Article> articles;
    for (int i = 0; i < count; ++i) {
      std::string body = "harbour";
      for (int word = 0; body.size() < 900'000; ++word) body += fmt::format(" w{}x{}", i, word);
      articles.push_back(test_support::MakeArticle(fmt::format("a{}", i), "Large", body,
                                                   fmt::format("2024-01-{:02}", i + 1)));
    }
    index_.Add(articles);
  }

  // Ids of all pages, and the number of pages.
  Order Pages(v1::SearchRequest request, int* pages) {
    Order ids;
    for (*pages = 1;; ++*pages) {
      const auto response = Search(request, {});
      EXPECT_TRUE(response.ok()) << response.status();
      if (!response.ok()) return ids;
      EXPECT_LE(response->ByteSizeLong(), limits::kMaxAnswerBytes);
      EXPECT_GE(response->hits_size(), 1);
      for (const v1::Hit& hit : response->hits()) {
        ids.push_back(hit.article().id());
        EXPECT_EQ(hit.article().body().empty(), request.view() != v1::ARTICLE_VIEW_FULL);
      }
      if (response->next_page_token().empty()) return ids;
      request.set_page_token(response->next_page_token());
    }
  }
};

TEST_F(AnswerSizeTest, APageOfLargeArticlesEndsEarlyAndTheNextOneGoesOnThere) {
  AddLargeArticles(12);
  for (const v1::Sort sort : {v1::SORT_RELEVANCE, v1::SORT_NEWEST, v1::SORT_OLDEST}) {
    for (const int page_size : {2, 5, 100}) {
      v1::SearchRequest request = Request("harbour");
      request.set_sort(sort);
      request.set_page_size(100);
      request.set_view(v1::ARTICLE_VIEW_IDS);
      const Order expected = Ids(request);
      ASSERT_EQ(expected.size(), 12U);
      request.set_view(v1::ARTICLE_VIEW_FULL);
      request.set_page_size(page_size);
      int pages = 0;
      EXPECT_EQ(Pages(request, &pages), expected) << page_size;
      EXPECT_GE(pages, 4);
    }
  }
}

TEST_F(AnswerSizeTest, FacetsAndHitsFitTogether) {
  AddLargeArticles(6);
  v1::SearchRequest request = Request("harbour");
  request.set_view(v1::ARTICLE_VIEW_FULL);
  request.set_page_size(100);
  v1::DateHistogramFacet& histogram = *request.add_facets()->mutable_date_histogram();
  histogram.set_interval(v1::CALENDAR_INTERVAL_HOUR);
  histogram.mutable_bounds()->mutable_start_time()->set_seconds(1704067200 - 9'800 * 3600LL);
  int pages = 0;
  EXPECT_EQ(Pages(request, &pages).size(), 6U);
  EXPECT_GE(pages, 2);
}

TEST_F(AnswerSizeTest, HistogramsCountTogetherAgainstTheBucketsOfARequest) {
  index_.Add({test_support::MakeArticle("a", "A", "x", "2024-01-01"),
              test_support::MakeArticle("b", "B", "x", "2024-01-30")});
  v1::SearchRequest request = Request("x");
  for (int i = 0; i < 16; ++i) {
    request.add_facets()->mutable_date_histogram()->set_interval(v1::CALENDAR_INTERVAL_HOUR);
  }
  const absl::Status refused = Search(request, {}).status();  // 697 buckets each
  EXPECT_EQ(errors::ReasonOf(refused), v1::ERROR_REASON_INVALID_FACET) << refused;
  EXPECT_EQ(errors::ErrorMetadata(refused, "field"), "facets[14].date_histogram.interval");
  request.mutable_facets()->DeleteSubrange(14, 2);
  EXPECT_TRUE(Search(request, {}).ok());
}

TEST_F(AnswerSizeTest, TheOrderOfFacetsDoesNotDecideHowManyBucketsTheyMayGive) {
  std::vector<article::Article> articles;
  for (int i = 0; i < 20; ++i) {
    articles.push_back(test_support::MakeArticle(fmt::format("a{}", i), "A", "x", "2024-01-01",
                                                 fmt::format("Source {}", i)));
  }
  index_.Add(articles);
  const auto answer = [&](const std::string& order, int hours) {
    v1::SearchRequest request = Request("x");
    for (const char kind : order) {
      v1::FacetRequest& facet = *request.add_facets();
      if (kind == 't') {
        facet.mutable_terms()->set_field("source");
        facet.mutable_terms()->set_max_buckets(20);
        continue;
      }
      v1::DateHistogramFacet& histogram = *facet.mutable_date_histogram();
      if (kind == 'a') continue;  // an interval that gives up to 60
      histogram.set_interval(v1::CALENDAR_INTERVAL_HOUR);
      histogram.mutable_bounds()->mutable_start_time()->set_seconds(1704067200 -
                                                                    (hours - 1) * 3600LL);
    }
    return Search(request, {}).status();
  };
  for (const char* order : {"ht", "th", "aht", "hta", "tah"}) {
    EXPECT_TRUE(answer(order, 9'979).ok()) << order;
    const absl::Status refused = answer(order, 9'981);
    EXPECT_EQ(errors::ReasonOf(refused), v1::ERROR_REASON_INVALID_FACET) << order << refused;
  }
}

TEST_F(AnswerSizeTest, APartialAnswerIsNotLargerThanAWholeOneMayBe) {
  std::vector<article::Article> articles;
  for (int i = 0; i < 10; ++i) {
    articles.push_back(test_support::MakeArticle(fmt::format("a{}", i), "A", "x"));
    for (int k = 0; k < 100; ++k) {
      v1::Entity& entity = *articles.back().add_entities();
      entity.set_name(fmt::format("n{}x{} {}", i, k, std::string(470, 'y')));
      entity.set_type(v1::ENTITY_TYPE_OTHER);
      entity.set_salience(1);
    }
  }
  index_.Add(articles);
  v1::SearchRequest request = Request("x");
  request.set_allow_partial(true);
  for (int i = 0; i < 9; ++i) {  // eight are too much
    v1::TermsFacet& terms = *request.add_facets()->mutable_terms();
    terms.set_field("other");
    terms.set_max_buckets(1000);
  }
  const absl::Time deadline = absl::FromUnixSeconds(kNow);
  int looks = 1;
  for (int passes_at = 1; looks >= passes_at; ++passes_at) {
    looks = 0;
    const search::SearchContext context{.deadline = deadline, .now = [&] {
                                          return ++looks >= passes_at
                                                     ? deadline + absl::Milliseconds(1)
                                                     : deadline - absl::Seconds(1);
                                        }};
    const auto response = Search(request, context);
    if (response.ok()) {
      EXPECT_LE(response->ByteSizeLong(), limits::kMaxAnswerBytes);
    } else if (looks < passes_at) {
      EXPECT_EQ(errors::ReasonOf(response.status()), v1::ERROR_REASON_ANSWER_TOO_LARGE);
    }
  }
  EXPECT_GT(looks, 8);
}

TEST_F(AnswerSizeTest, MoreBucketsThanAnAnswerGivesAreRefusedBeforeTheSearch) {
  v1::SearchRequest request = Request("x");
  for (int i = 0; i < 10; ++i) {
    v1::TermsFacet& terms = *request.add_facets()->mutable_terms();
    terms.set_field("source");
    terms.set_max_buckets(1000);
  }
  EXPECT_TRUE(Validate(request).ok());
  request.add_facets()->mutable_date_histogram()->set_max_buckets(1);
  const absl::Status refused = Validate(request);
  EXPECT_EQ(errors::ReasonOf(refused), v1::ERROR_REASON_INVALID_FACET) << refused;
  EXPECT_EQ(errors::ErrorMetadata(refused, "field"), "facets");
}

TEST_F(AnswerSizeTest, AnErrorOfAFacetNamesTheFieldInIt) {
  struct Case {
    std::string field;
    v1::ErrorReason reason;
    std::function<void(v1::FacetRequest&)> break_it;
  };
  const std::vector<Case> cases{
      {"facets[1]", v1::ERROR_REASON_INVALID_FACET, [](auto&) {}},
      {"facets[1].name", v1::ERROR_REASON_INVALID_FACET,
       [](auto& facet) { facet.set_name(std::string(65, 'x')); }},
      {"facets[1].terms.field", v1::ERROR_REASON_UNKNOWN_FIELD,
       [](auto& facet) { facet.mutable_terms()->set_field("colour"); }},
      {"facets[1].terms.max_buckets", v1::ERROR_REASON_INVALID_FACET,
       [](auto& facet) {
         facet.mutable_terms()->set_field("source");
         facet.mutable_terms()->set_max_buckets(1001);
       }},
      {"facets[1].date_histogram.time_zone", v1::ERROR_REASON_UNKNOWN_TIME_ZONE,
       [](auto& facet) { facet.mutable_date_histogram()->set_time_zone("Mars/North"); }},
      {"facets[1].date_histogram.max_buckets", v1::ERROR_REASON_INVALID_FACET,
       [](auto& facet) { facet.mutable_date_histogram()->set_max_buckets(-1); }},
      {"facets[1].date_histogram.interval", v1::ERROR_REASON_INVALID_FACET,
       [](auto& facet) {
         facet.mutable_date_histogram()->set_interval(static_cast<v1::CalendarInterval>(77));
       }},
      {"facets[1].date_ranges.time_zone", v1::ERROR_REASON_UNKNOWN_TIME_ZONE,
       [](auto& facet) { facet.mutable_date_ranges()->set_time_zone("Fixed/UTC+01:02:03"); }},
      {"facets[1].date_ranges.ranges", v1::ERROR_REASON_INVALID_FACET,
       [](auto& facet) {
         for (int i = 0; i < 65; ++i) facet.mutable_date_ranges()->add_ranges();
       }},
      {"facets[1].date_ranges.ranges[1].start", v1::ERROR_REASON_INVALID_FACET,
       [](auto& facet) {
         facet.mutable_date_ranges()->add_ranges();
         facet.mutable_date_ranges()->add_ranges()->set_start("someday");
       }},
      {"facets[1].date_ranges.ranges[0].end", v1::ERROR_REASON_INVALID_FACET,
       [](auto& facet) { facet.mutable_date_ranges()->add_ranges()->set_end("2024-13"); }}};
  index_.Add({test_support::MakeArticle("a", "A", "x", "2024-01-01")});
  for (const Case& bad : cases) {
    v1::SearchRequest request = Request("x");
    request.add_facets()->mutable_terms()->set_field("source");
    bad.break_it(*request.add_facets());
    const absl::Status refused = Search(request, {}).status();
    EXPECT_TRUE(absl::IsInvalidArgument(refused)) << bad.field << refused;
    EXPECT_EQ(errors::ReasonOf(refused), bad.reason) << bad.field << refused;
    EXPECT_EQ(errors::ErrorMetadata(refused, "field"), bad.field) << refused;
  }
}

TEST_F(AnswerSizeTest, RangesOfDatesAnswerWithTimesThatCanBeWritten) {
  index_.Add({test_support::MakeArticle("a", "A", "x", "2024-01-01")});
  v1::SearchRequest request = Request("x");
  auto& range = *request.add_facets()->mutable_date_ranges()->add_ranges();
  range.set_start("now-1000000y");
  range.set_end("now+1000000y");
  const auto response = Search(request, {});
  if (!response.ok()) {
    EXPECT_EQ(errors::ReasonOf(response.status()), v1::ERROR_REASON_INVALID_FACET);
    return;
  }
  const v1::FacetBucket& bucket = response->facets(0).buckets(0);
  EXPECT_GE(bucket.start_time().seconds(), limits::kMinPublishSeconds);
  EXPECT_LE(bucket.end_time().seconds(), limits::kMaxPublishSeconds + 1);
  EXPECT_EQ(bucket.count(), 1U);
}

}  // namespace
}  // namespace dateline::engine
