// SPDX-License-Identifier: GPL-3.0-or-later
// Facets beside filters and sorts, through the whole engine.
#include <google/protobuf/util/json_util.h>

#include <limits>

#include "core/errors/errors.h"
#include "core/limits.h"
#include "tests/unit/engine/engine_fixture.h"

namespace dateline::engine {
namespace {

constexpr std::int64_t kYear2024 = 1704067200;
constexpr std::int64_t kYear2025 = 1735689600;

class FacetsTest : public EngineTest {
 protected:
  v1::FacetResult Facet(const v1::SearchRequest& request) {
    const auto response = Search(request, {});
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->facets(0) : v1::FacetResult();
  }

  static v1::SearchRequest Within2024(const std::string& query) {
    v1::SearchRequest request = Request(query);
    v1::TimeRange& range = *request.mutable_filter()->mutable_publish_time();
    range.mutable_start_time()->set_seconds(kYear2024);
    range.mutable_end_time()->set_seconds(kYear2025);
    return request;
  }
};

TEST_F(FacetsTest, AHistogramIsConfinedToThePublishTimesOfTheFilter) {
  index_.Add({test_support::MakeArticle("old", "A", "x", "1815-06-18"),
              test_support::MakeArticle("a", "A", "x", "2024-02-01"),
              test_support::MakeArticle("b", "B", "x", "2024-02-03"),
              test_support::MakeArticle("new", "B", "x", "2025-01-01")});
  v1::SearchRequest request = Within2024("x");
  v1::DateHistogramFacet& histogram = *request.add_facets()->mutable_date_histogram();
  histogram.set_interval(v1::CALENDAR_INTERVAL_DAY);
  const v1::FacetResult days = Facet(request);
  ASSERT_EQ(days.buckets_size(), 3);
  EXPECT_EQ(days.buckets(0).key(), "2024-02-01T00:00:00+00:00");
  EXPECT_EQ(days.buckets(1).count(), 0U);
  histogram.clear_interval();
  EXPECT_EQ(Facet(request).interval(), v1::CALENDAR_INTERVAL_HOUR);
}

TEST_F(FacetsTest, DateRangesCountOutsideTheFilterToo) {
  index_.Add({test_support::MakeArticle("old", "A", "x", "1815-06-18"),
              test_support::MakeArticle("a", "A", "x", "2024-02-01")});
  v1::SearchRequest request = Within2024("x");
  auto& range = *request.add_facets()->mutable_date_ranges()->add_ranges();
  range.set_end("1900");
  EXPECT_EQ(Facet(request).buckets(0).count(), 1U);
}

TEST_F(FacetsTest, ARangeThatEndsBeforeItStartsIsRefused) {
  index_.Add({test_support::MakeArticle("a", "A", "x", "2024-02-01")});
  v1::SearchRequest request = Request("x");
  auto& range = *request.add_facets()->mutable_date_ranges()->add_ranges();
  range.set_start("2025");
  range.set_end("2024-06");
  const auto refused = Search(request, {}).status();
  EXPECT_EQ(errors::ReasonOf(refused), v1::ERROR_REASON_INVALID_FACET);
  EXPECT_NE(refused.message().find("'2025' is after its end '2024-06'"), absl::string_view::npos)
      << refused;
  range.set_start("now");
  range.set_end("now");
  EXPECT_EQ(Facet(request).buckets(0).count(), 0U);
}

// Every way to a moment outside the years that a Timestamp holds.
TEST_F(FacetsTest, MomentsOfAnswersCanBeWrittenAsJson) {
  index_.Add({test_support::MakeArticle("first", "A", "x", "0001-01-01"),
              test_support::MakeArticle("a", "A", "x", "2024-02-01"),
              test_support::MakeArticle("last", "B", "x", "9999-12-31")});
  const auto expect_json = [this](const v1::FacetRequest& facet) {
    v1::SearchRequest request = Request("x");
    *request.add_facets() = facet;
    const v1::FacetResult result = Facet(request);
    std::string json;
    EXPECT_TRUE(google::protobuf::util::MessageToJsonString(result, &json).ok())
        << facet.ShortDebugString();
    EXPECT_GT(result.buckets_size(), 0) << facet.ShortDebugString();
    return result;
  };
  for (const auto interval : {v1::CALENDAR_INTERVAL_YEAR, v1::CALENDAR_INTERVAL_DECADE}) {
    for (const char* zone : {"", "Asia/Tokyo", "America/Los_Angeles"}) {
      v1::FacetRequest facet;
      facet.mutable_date_histogram()->set_interval(interval);
      facet.mutable_date_histogram()->set_time_zone(zone);
      expect_json(facet);
    }
  }
  v1::FacetRequest ranges;
  for (const auto& [start, end] : std::vector<std::pair<std::string, std::string>>{
           {"now", "9999-12-31"}, {"0001", "now"}, {"", "9999"}, {"9999", ""}}) {
    auto& range = *ranges.mutable_date_ranges()->add_ranges();
    range.set_start(start);
    range.set_end(end);
  }
  const v1::FacetResult counted = expect_json(ranges);
  EXPECT_EQ(counted.buckets(1).count(), 2U);
  EXPECT_EQ(counted.buckets(3).count(), 1U);
  EXPECT_EQ(counted.buckets(1).start_time().seconds(), limits::kMinPublishSeconds);
}

TEST_F(FacetsTest, TimesThatNoTimestampHoldsAreRefused) {
  index_.Add({test_support::MakeArticle("a", "A", "x", "2024-02-01")});
  for (const auto& [seconds, nanos] : std::vector<std::pair<std::int64_t, std::int32_t>>{
           {0, -1},
           {0, 1'000'000'000},
           {limits::kMinPublishSeconds - 1, 0},
           {limits::kMaxPublishSeconds + 2, 0},
           {std::numeric_limits<std::int64_t>::max(), 0}}) {
    for (const bool filter : {true, false}) {
      v1::SearchRequest request = Request("x");
      v1::TimeRange& range =
          filter ? *request.mutable_filter()->mutable_publish_time()
                 : *request.add_facets()->mutable_date_histogram()->mutable_bounds();
      range.mutable_end_time()->set_seconds(seconds);
      range.mutable_end_time()->set_nanos(nanos);
      EXPECT_EQ(errors::ReasonOf(Search(request, {}).status()),
                filter ? v1::ERROR_REASON_INVALID_FILTER : v1::ERROR_REASON_INVALID_FACET)
          << seconds << " s " << nanos << " ns";
    }
  }
}

TEST_F(FacetsTest, SortingByRelevanceWithoutAWordToRankByIsNewestFirst) {
  index_.Add({test_support::MakeArticle("a", "A", "x", "2001-01-01", "Gazette"),
              test_support::MakeArticle("b", "B", "x", "2003-01-01", "Gazette"),
              test_support::MakeArticle("c", "C", "x", "2002-01-01", "Gazette")});
  for (const char* query : {"", "*", "source:gazette", "source:gazette date:2001..", "-nothing"}) {
    v1::SearchRequest request = Request(query);
    request.set_sort(v1::SORT_RELEVANCE);
    EXPECT_EQ(Ids(request), (Order{"b", "c", "a"})) << query;
  }
}

TEST_F(FacetsTest, SelectedValuesAreReturnedWhateverTheirRank) {
  index_.Add({test_support::MakeArticle("a", "A", "x", "", "Gazette"),
              test_support::MakeArticle("b", "B", "x", "", "Gazette"),
              test_support::MakeArticle("c", "C", "x y", "", "Herald"),
              test_support::MakeArticle("d", "D", "x", "", "Herald"),
              test_support::MakeArticle("e", "E", "x y", "", "Courier")});
  v1::SearchRequest request = Request("x");
  request.mutable_filter()->add_sources("COURIER");
  request.mutable_filter()->add_sources("Nobody's News");
  v1::TermsFacet& terms = *request.add_facets()->mutable_terms();
  terms.set_field("source");
  terms.set_max_buckets(1);
  const v1::FacetResult facet = Facet(request);
  ASSERT_EQ(facet.buckets_size(), 3);
  EXPECT_EQ(facet.buckets(0).key(), "Gazette");
  EXPECT_FALSE(facet.buckets(0).selected());
  EXPECT_EQ(facet.buckets(1).key(), "Courier");
  EXPECT_EQ(facet.buckets(1).count(), 1U);
  EXPECT_TRUE(facet.buckets(1).selected());
  EXPECT_EQ(facet.buckets(2).key(), "Nobody's News");
  EXPECT_EQ(facet.buckets(2).count(), 0U);
  EXPECT_TRUE(facet.buckets(2).selected());
  EXPECT_EQ(facet.other_count(), 2U);
  EXPECT_EQ(facet.distinct_count(), 3U);
}

TEST_F(FacetsTest, ASelectedEntityOfAnyTypeIsReturnedOnce) {
  article::Article paris = test_support::MakeArticle("place", "Trip", "x");
  paris.add_entities()->set_name("Paris");
  paris.mutable_entities(0)->set_type(v1::ENTITY_TYPE_PLACE);
  index_.Add({paris});
  v1::SearchRequest request = Request("x");
  request.mutable_filter()->add_entities()->set_name("Paris");
  request.mutable_filter()->add_entities()->set_name("Atlantis");
  request.add_facets()->mutable_terms()->set_field("entity");
  const v1::FacetResult facet = Facet(request);
  ASSERT_EQ(facet.buckets_size(), 2);
  EXPECT_EQ(facet.buckets(0).entity_type(), v1::ENTITY_TYPE_PLACE);
  EXPECT_EQ(facet.buckets(1).key(), "Atlantis");
  EXPECT_EQ(facet.buckets(1).entity_type(), v1::ENTITY_TYPE_UNSPECIFIED);
}

}  // namespace
}  // namespace dateline::engine
