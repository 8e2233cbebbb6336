// SPDX-License-Identifier: GPL-3.0-or-later
// Dates of every precision, through the whole engine: filters, the query, histograms, ranges.
#include <google/protobuf/util/json_util.h>

#include <random>

#include "core/article/parse_date.h"
#include "core/article/publish_date.h"
#include "core/dates/time_span.h"
#include "core/dates/time_zone.h"
#include "core/errors/errors.h"
#include "tests/unit/engine/engine_fixture.h"

namespace dateline::engine {
namespace {

constexpr std::int64_t kDay = 86400;

article::Article Dated(const std::string& id, const std::string& published) {
  article::Article article = test_support::MakeArticle(id, "A", "x");
  article::SetDate(article::ReadDate(published).value(), article);
  return article;
}

absl::CivilDay CivilDay(std::int64_t midnight) {
  return absl::CivilDay(1970, 1, 1) + midnight / kDay;
}

class DatesTest : public EngineTest {
 protected:
  // Articles with these dates, which are their ids too.
  void AddDated(const std::vector<std::string>& dates) {
    std::vector<article::Article> articles;
    for (const std::string& date : dates) articles.push_back(Dated(date, date));
    index_.Add(articles);
  }

  // The ids of all hits, in the order of letters.
  Order Found(v1::SearchRequest request) {
    request.set_page_size(100);
    request.set_sort(v1::SORT_OLDEST);
    Order ids = Ids(request);
    std::sort(ids.begin(), ids.end());
    return ids;
  }

  v1::FacetResult Histogram(v1::CalendarInterval interval, const std::string& zone, int count = 0) {
    v1::SearchRequest request = Request("x");
    v1::DateHistogramFacet& facet = *request.add_facets()->mutable_date_histogram();
    facet.set_interval(interval);
    facet.set_interval_count(count);
    facet.set_time_zone(zone);
    const auto response = Search(request, {});
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->facets(0) : v1::FacetResult();
  }
};

TEST_F(DatesTest, ADayIsTheDayOfItsNameInEveryZone) {
  AddDated({"2024-03-04", "2024-03-05", "2024-03-05T00:00:00Z", "2024-03-06"});
  for (const char* zone : {"", "America/New_York", "Asia/Tokyo", "Pacific/Kiritimati"}) {
    const bool west = std::string(zone) == "America/New_York";
    const Order expected = west ? Order{"2024-03-05"} : Order{"2024-03-05", "2024-03-05T00:00:00Z"};
    v1::SearchRequest query = Request("date:2024-03-05");
    query.set_time_zone(zone);
    EXPECT_EQ(Found(query), expected) << zone;
    v1::SearchRequest text = Request("x");
    text.set_time_zone(zone);
    text.mutable_filter()->set_date("5 March 2024");
    EXPECT_EQ(Found(text), expected) << zone;
    v1::SearchRequest typed = Request("x");
    typed.set_time_zone(zone);
    const absl::TimeZone loaded = dates::FindZone(zone).value();
    const auto midnight = [&loaded](int day) {
      return absl::ToUnixSeconds(dates::DayStart(absl::CivilDay(2024, 3, day), loaded));
    };
    v1::TimeRange& range = *typed.mutable_filter()->mutable_publish_time();
    range.mutable_start_time()->set_seconds(midnight(5));
    range.mutable_end_time()->set_seconds(midnight(6));
    EXPECT_EQ(Found(typed), expected) << zone;

    const v1::FacetResult days = Histogram(v1::CALENDAR_INTERVAL_DAY, zone);
    ASSERT_EQ(days.buckets_size(), 3) << zone;
    EXPECT_EQ(days.buckets(0).key().substr(0, 10), "2024-03-04");
    EXPECT_EQ(days.buckets(0).count(), west ? 2U : 1U) << zone;
    EXPECT_EQ(days.buckets(1).count(), west ? 1U : 2U) << zone;
    EXPECT_EQ(days.buckets(2).count(), 1U) << zone;
    EXPECT_EQ(days.imprecise_count(), 0U);

    v1::SearchRequest ranges = Request("x");
    v1::DateRangesFacet& facet = *ranges.add_facets()->mutable_date_ranges();
    facet.set_time_zone(zone);
    facet.add_ranges()->set_start("2024-03-05");
    facet.mutable_ranges(0)->set_end("2024-03-06");
    const auto counted = Search(ranges, {});
    ASSERT_TRUE(counted.ok());
    EXPECT_EQ(counted->facets(0).buckets(0).count(), expected.size()) << zone;
  }
}

TEST_F(DatesTest, AnImpreciseDateOverlapsARangeOrLiesInIt) {
  AddDated({"188X", "1887", "1887-03", "1887-03-15", "1887-21", "1887~", "../1887", "1887/..",
            "1887-02/1887-03", "1888"});
  const auto find = [this](const std::string& date, v1::DateMatch match) {
    v1::SearchRequest request = Request("x");
    request.mutable_filter()->set_date(date);
    request.mutable_filter()->set_date_match(match);
    Order ids = Found(request);
    // The query takes the same, and so does date_match.
    v1::SearchRequest query = Request("date:\"" + date + "\"");
    query.mutable_filter()->set_date_match(match);
    EXPECT_EQ(Found(query), ids) << date;
    return ids;
  };
  EXPECT_EQ(find("1887-03-15", v1::DATE_MATCH_UNSPECIFIED),
            (Order{"../1887", "1887", "1887-02/1887-03", "1887-03", "1887-03-15", "1887-21",
                   "1887/..", "1887~", "188X"}));
  EXPECT_EQ(find("1887-03-15", v1::DATE_MATCH_CERTAIN), Order{"1887-03-15"});
  EXPECT_EQ(find("1887-03", v1::DATE_MATCH_CERTAIN), (Order{"1887-03", "1887-03-15"}));
  EXPECT_EQ(find("1887", v1::DATE_MATCH_CERTAIN),
            (Order{"1887", "1887-02/1887-03", "1887-03", "1887-03-15", "1887-21", "1887~"}));
  EXPECT_EQ(
      find("..1887", v1::DATE_MATCH_CERTAIN),
      (Order{"../1887", "1887", "1887-02/1887-03", "1887-03", "1887-03-15", "1887-21", "1887~"}));
  EXPECT_EQ(find("1887..", v1::DATE_MATCH_CERTAIN),
            (Order{"1887", "1887-02/1887-03", "1887-03", "1887-03-15", "1887-21", "1887/..",
                   "1887~", "1888"}));
  EXPECT_EQ(find("1889", v1::DATE_MATCH_OVERLAPS), (Order{"1887/..", "188X"}));
  EXPECT_EQ(find("1887-03-15T10:00", v1::DATE_MATCH_CERTAIN), Order{});
}

TEST_F(DatesTest, TheQueryTakesAllFormsWithoutQuotes) {
  AddDated({"2024-05-17", "1887-04-05"});
  for (const char* form :
       {"2024", "2024-05", "2024/05/17", "20240517", "2024-Q2", "2024-21", "202X", "2024~",
        "2024-05-17T14:30+02:00", "2024..", "..2024", "2024-Q2..2024-Q3", "2024-05/2024-06",
        ">=2024-05-17", "<=now-7d/d", "now-13M..today", "May-2024", "17-May-2024"}) {
    v1::SearchRequest request = Request(std::string("date:") + form);
    const Order ids = Found(request);
    EXPECT_TRUE(std::count(ids.begin(), ids.end(), "2024-05-17") == 1) << form;
  }
  EXPECT_EQ(Found(Request("date:188X")), Order{"1887-04-05"});
  EXPECT_EQ(Found(Request("date:\"Spring 1887\"")), Order{"1887-04-05"});
  EXPECT_EQ(Found(Request("date:../1887")), Order{"1887-04-05"});
}

TEST_F(DatesTest, AHistogramCountsWhatFitsNoBucketApart) {
  AddDated({"188X", "1887", "1887-03", "1887-03-15", "1887-21", "../1887", "1887-03-15T10:00:00Z"});
  const auto check = [this](v1::CalendarInterval interval, std::uint32_t counted,
                            std::uint32_t imprecise) {
    const v1::FacetResult result = Histogram(interval, "America/New_York");
    std::uint32_t sum = 0;
    for (const auto& bucket : result.buckets()) sum += bucket.count();
    EXPECT_EQ(sum, counted) << interval;
    EXPECT_EQ(result.imprecise_count(), imprecise) << interval;
  };
  check(v1::CALENDAR_INTERVAL_HOUR, 1, 6);
  check(v1::CALENDAR_INTERVAL_DAY, 2, 5);
  check(v1::CALENDAR_INTERVAL_MONTH, 3, 4);
  check(v1::CALENDAR_INTERVAL_QUARTER, 3, 4);  // a season is not a quarter
  check(v1::CALENDAR_INTERVAL_YEAR, 5, 2);
  check(v1::CALENDAR_INTERVAL_DECADE, 6, 1);
}

// An interval in which most dates lie is chosen, not the shortest one.
TEST_F(DatesTest, TheIntervalThatIsChosenHoldsMostDates) {
  AddDated({"2024-03-05", "2024-03-06", "2024-03-07T10:00:00Z"});
  EXPECT_EQ(Histogram(v1::CALENDAR_INTERVAL_UNSPECIFIED, "").interval(), v1::CALENDAR_INTERVAL_DAY);
}

TEST_F(DatesTest, OneBadDateDoesNoHarm) {
  std::vector<article::Article> articles;
  for (int i = 1; i <= 20; ++i) {
    articles.push_back(Dated("a" + std::to_string(i), "2024-03-" + std::to_string(10 + i)));
    v1::Entity* entity = articles.back().add_entities();
    entity->set_name("Angela Merkel");
    entity->set_type(v1::ENTITY_TYPE_PERSON);
  }
  article::Article bad = articles.back();
  bad.set_id("bad");
  article::SetDate(article::ReadDate("0001-01-01").value(), bad);
  articles.push_back(bad);
  index_.Add(articles);
  const v1::FacetResult result = Histogram(v1::CALENDAR_INTERVAL_UNSPECIFIED, "America/New_York");
  EXPECT_EQ(result.interval(), v1::CALENDAR_INTERVAL_CENTURY);
  EXPECT_EQ(result.interval_count(), 1);
  EXPECT_EQ(result.outside_count(), 0U);
  EXPECT_EQ(result.buckets(0).key(), "0001-01-01T00:00:00+00:00");
  std::string json;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(result, &json).ok());

  v1::GetEntityRequest entity;
  entity.set_name("Angela Merkel");
  const auto response = GetEntity(entity, {});
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->histogram().interval(), v1::CALENDAR_INTERVAL_CENTURY);
  entity.set_time_zone("Nowhere/Land");
  EXPECT_EQ(errors::ReasonOf(GetEntity(entity, {}).status()), v1::ERROR_REASON_UNKNOWN_TIME_ZONE);
}

TEST_F(DatesTest, BeyondAThousandDatesAFewFarOffAreLeftOut) {
  std::vector<article::Article> articles;
  for (int i = 0; i < 2000; ++i) {
    articles.push_back(Dated("a" + std::to_string(i), i % 2 == 0 ? "2024-03-05" : "2024-03-09"));
  }
  articles.push_back(Dated("unix", "1970-01-01T00:00:00Z"));
  articles.push_back(Dated("net", "0001-01-01T00:00:00Z"));
  index_.Add(articles);
  const v1::FacetResult result = Histogram(v1::CALENDAR_INTERVAL_UNSPECIFIED, "");
  EXPECT_EQ(result.interval(), v1::CALENDAR_INTERVAL_DAY);
  EXPECT_EQ(result.outside_count(), 2U);
  ASSERT_EQ(result.buckets_size(), 5);
  EXPECT_EQ(result.buckets(0).count(), 1000U);
  EXPECT_EQ(result.buckets(4).count(), 1000U);
  // With an interval that is asked for, nothing is left out.
  EXPECT_EQ(Histogram(v1::CALENDAR_INTERVAL_YEAR, "").outside_count(), 0U);
  // Three of 2,003 are more than one in a thousand: one of them stays.
  index_.Add({Dated("more", "0001-01-01T00:00:00Z")});
  engine_.reset();
  const v1::FacetResult years = Histogram(v1::CALENDAR_INTERVAL_UNSPECIFIED, "");
  EXPECT_EQ(years.interval(), v1::CALENDAR_INTERVAL_YEAR);
  EXPECT_EQ(years.outside_count(), 2U);
  EXPECT_EQ(years.buckets(0).key(), "1970-01-01T00:00:00+00:00");
}

TEST_F(DatesTest, SeveralIntervalsMakeABucket) {
  AddDated({"2024-03-05T10:01:00Z", "2024-03-05T10:14:00Z", "2024-03-05T10:16:00Z",
            "2024-03-05T11:00:00Z"});
  const v1::FacetResult result = Histogram(v1::CALENDAR_INTERVAL_MINUTE, "", 15);
  ASSERT_EQ(result.buckets_size(), 5);
  EXPECT_EQ(result.interval_count(), 15);
  EXPECT_EQ(result.buckets(0).count(), 2U);
  EXPECT_EQ(result.buckets(1).key(), "2024-03-05T10:15:00+00:00");
  for (const auto& [interval, count] :
       std::vector<std::pair<v1::CalendarInterval, int>>{{v1::CALENDAR_INTERVAL_DAY, -1},
                                                         {v1::CALENDAR_INTERVAL_DAY, 1001},
                                                         {v1::CALENDAR_INTERVAL_UNSPECIFIED, 2},
                                                         {v1::CALENDAR_INTERVAL_HOUR, 25}}) {
    v1::SearchRequest request = Request("x");
    v1::DateHistogramFacet& facet = *request.add_facets()->mutable_date_histogram();
    facet.set_interval(interval);
    facet.set_interval_count(count);
    const absl::Status refused = Search(request, {}).status();
    EXPECT_EQ(errors::ReasonOf(refused), v1::ERROR_REASON_INVALID_FACET) << refused;
  }
}

TEST_F(DatesTest, WhatIsNotADateOrZoneIsRefusedByItsField) {
  AddDated({"2024-03-05"});
  v1::SearchRequest request = Request("x");
  request.mutable_filter()->set_date("soon");
  const absl::Status bad = Search(request, {}).status();
  EXPECT_EQ(errors::ReasonOf(bad), v1::ERROR_REASON_INVALID_FILTER) << bad;
  EXPECT_NE(std::string(bad.message()).find("expected a year"), std::string::npos) << bad;
  request.clear_filter();
  request.set_time_zone("Nowhere/Land");
  EXPECT_EQ(errors::ReasonOf(Search(request, {}).status()), v1::ERROR_REASON_UNKNOWN_TIME_ZONE);
  request.clear_time_zone();
  request.mutable_filter()->mutable_exclude()->set_date("2024");
  EXPECT_EQ(errors::ReasonOf(Search(request, {}).status()), v1::ERROR_REASON_INVALID_FILTER);
}

TEST_F(DatesTest, TheDateOfAnAnswerIsAsExactAsWhatWasGiven) {
  AddDated({"1887-03", "../1887", "2024-03-05T10:30:00Z"});
  v1::SearchRequest request = Request("x");
  request.set_sort(v1::SORT_NEWEST);
  const auto response = Search(request, {});
  ASSERT_TRUE(response.ok());
  ASSERT_EQ(response->hits_size(), 3);
  // By its last day, a date with an open start comes after the months of that year.
  EXPECT_EQ(response->hits(1).article().publish_date(), "../1887");
  EXPECT_FALSE(response->hits(1).article().has_publish_time());
  EXPECT_EQ(response->hits(2).article().publish_precision(), v1::DATE_PRECISION_MONTH);
  EXPECT_TRUE(response->hits(2).article().has_publish_end_time());
}

// Random dates of every precision, in several segments, some deleted.
class RandomDatesTest : public DatesTest {
 protected:
  std::string AnyDate(bool near) {
    const auto any = [this](int first, int last) {
      return first + static_cast<int>(random_() % static_cast<std::uint64_t>(last - first + 1));
    };
    const int year = near ? any(2020, 2023) : any(1, 9998);
    const absl::CivilDay day = absl::CivilDay(year, 1, 1) + any(0, 364);
    dates::Date date = dates::DaysDate(day, day + 1, dates::Precision::kDay);
    switch (any(0, 9)) {
      case 0:
        date = dates::YearDate(year);
        break;
      case 1:
      case 2:
        date = dates::MonthDate(year, any(1, 12));
        break;
      case 3:
        date = dates::SeasonDate(year, any(21, 24));
        break;
      case 4:
        date.precision = dates::Precision::kInterval;
        date.end = *date.start + kDay * any(1, 400);
        if (any(0, 3) == 0) date.end.reset();
        break;
      case 5:
        date = {std::nullopt, date.end, dates::Precision::kInterval};
        break;
      case 6:
      case 7:
        date = {*date.start + any(0, 86399), std::nullopt, dates::Precision::kSecond};
        date.end = *date.start + 1;
        break;
      default:
        break;
    }
    return dates::FormatEdtf(date);
  }

  std::string AnyDay(bool near) {
    const std::string text = AnyDate(near);
    const auto date = article::ReadDate(text).value();
    const std::int64_t seconds = date.start.value_or(0);
    const std::int64_t midnight = seconds - ((seconds % kDay) + kDay) % kDay;
    return dates::FormatEdtf({midnight, midnight + kDay, dates::Precision::kDay});
  }

  // The last of four segments has days only.
  void Fill(bool near) {
    int number = 0;
    for (int segment = 0; segment < 4; ++segment) {
      std::vector<article::Article> articles;
      for (int i = 0; i < 100; ++i) {
        const std::string date = segment == 3 ? AnyDay(near) : AnyDate(near);
        articles.push_back(Dated(std::to_string(number), date));
        if (number % 7 != 3) dates_.push_back(article::ReadDate(date).value());
        ++number;
      }
      index_.Add(articles);
    }
    std::vector<std::string> dead;
    for (int i = 3; i < number; i += 7) dead.push_back(std::to_string(i));
    index_.Delete(dead);
  }

  std::mt19937_64 random_{17};
  std::vector<dates::Date> dates_;  // of the living articles
};

// The slow twin puts each date into the bucket whose calendar days, or whose seconds, hold it.
TEST_F(RandomDatesTest, AHistogramCountsWhatAScanOfItsBucketsCounts) {
  Fill(true);
  for (const char* name :
       {"", "America/New_York", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Kiritimati"}) {
    const absl::TimeZone zone = dates::FindZone(name).value();
    for (const auto& [interval, count] :
         std::vector<std::pair<v1::CalendarInterval, int>>{{v1::CALENDAR_INTERVAL_DAY, 1},
                                                           {v1::CALENDAR_INTERVAL_DAY, 10},
                                                           {v1::CALENDAR_INTERVAL_WEEK, 1},
                                                           {v1::CALENDAR_INTERVAL_WEEK, 2},
                                                           {v1::CALENDAR_INTERVAL_MONTH, 1},
                                                           {v1::CALENDAR_INTERVAL_QUARTER, 1},
                                                           {v1::CALENDAR_INTERVAL_YEAR, 1},
                                                           {v1::CALENDAR_INTERVAL_CENTURY, 1}}) {
      v1::SearchRequest request = Request("x");
      v1::DateHistogramFacet& facet = *request.add_facets()->mutable_date_histogram();
      facet.set_interval(interval);
      facet.set_interval_count(count);
      facet.set_time_zone(name);
      facet.set_with_share(true);
      const auto response = Search(request, {});
      ASSERT_TRUE(response.ok()) << response.status();
      const v1::FacetResult& result = response->facets(0);
      std::uint32_t counted = 0;
      for (const v1::FacetBucket& bucket : result.buckets()) {
        const std::int64_t start = bucket.start_time().seconds();
        const std::int64_t end = bucket.end_time().seconds();
        const absl::CivilDay first = absl::ToCivilDay(absl::FromUnixSeconds(start), zone);
        const absl::CivilDay last = absl::ToCivilDay(absl::FromUnixSeconds(end), zone);
        std::uint32_t expected = 0;
        for (const dates::Date& date : dates_) {
          if (dates::IsExact(date.precision)) {
            expected += *date.start >= start && *date.start < end;
          } else if (date.start && date.end) {
            expected += CivilDay(*date.start) >= first && CivilDay(*date.end) <= last;
          }
        }
        ASSERT_EQ(bucket.count(), expected) << bucket.key() << " " << interval << " " << count;
        ASSERT_EQ(bucket.all_count(), expected) << bucket.key() << " " << interval << " " << count;
        counted += expected;
      }
      ASSERT_EQ(counted + result.imprecise_count(), dates_.size()) << interval << " " << count;
    }
  }
}

// The slow twin compares calendar days one by one.
TEST_F(RandomDatesTest, AFilterTakesWhatAScanTakes) {
  Fill(true);
  for (const char* name : {"", "America/New_York", "Asia/Kathmandu"}) {
    const absl::TimeZone zone = dates::FindZone(name).value();
    for (int i = 0; i < 200; ++i) {
      const std::string a = AnyDate(true);
      const std::string text = random_() % 3 == 0 ? a + ".." : a;
      const auto span = dates::ParseTimeSpan(text, absl::UnixEpoch(), zone);
      if (!span.ok()) continue;  // an interval with two dots more
      for (const auto match : {v1::DATE_MATCH_OVERLAPS, v1::DATE_MATCH_CERTAIN}) {
        const bool certain = match == v1::DATE_MATCH_CERTAIN;
        std::uint32_t expected = 0;
        for (const dates::Date& date : dates_) {
          std::optional<absl::Time> start;
          std::optional<absl::Time> end;
          const auto edge = [&](std::int64_t seconds) {
            return dates::IsExact(date.precision) ? absl::FromUnixSeconds(seconds)
                                                  : dates::DayStart(CivilDay(seconds), zone);
          };
          if (date.start) start = edge(*date.start);
          if (date.end) end = edge(*date.end);
          const auto before = [](const std::optional<absl::Time>& x, std::optional<std::int64_t> y,
                                 bool open) {
            return x && y ? *x <= absl::FromUnixSeconds(*y) : open;
          };
          const auto after = [](const std::optional<absl::Time>& x, std::optional<std::int64_t> y,
                                bool open) {
            return x && y ? *x >= absl::FromUnixSeconds(*y) : open;
          };
          const bool inside = (!span->start || after(start, span->start, false)) &&
                              (!span->end || before(end, span->end, false));
          const bool apart = (span->start && before(end, span->start, false)) ||
                             (span->end && after(start, span->end, false));
          expected += certain ? inside : !apart;
        }
        v1::SearchRequest request = Request("x");
        request.set_time_zone(name);
        request.mutable_filter()->set_date(text);
        request.mutable_filter()->set_date_match(match);
        const auto response = Search(request, {});
        ASSERT_TRUE(response.ok()) << response.status();
        ASSERT_EQ(response->total().value(), expected) << text << " " << name << " " << certain;
      }
    }
  }
}

TEST_F(RandomDatesTest, AnAutomaticHistogramAnswersEverySetOfDates) {
  Fill(false);
  for (const char* zone : {"", "America/New_York", "Asia/Tokyo"}) {
    for (const int most : {0, 1, 2, 7, 60, 500}) {
      v1::SearchRequest request = Request("x");
      v1::DateHistogramFacet& facet = *request.add_facets()->mutable_date_histogram();
      facet.set_time_zone(zone);
      facet.set_max_buckets(most);
      const auto response = Search(request, {});
      ASSERT_TRUE(response.ok()) << response.status();
      const v1::FacetResult& result = response->facets(0);
      EXPECT_LE(result.buckets_size(), most == 0 ? 60 : most);
      EXPECT_GT(result.buckets_size(), 0);
      std::string json;
      EXPECT_TRUE(google::protobuf::util::MessageToJsonString(result, &json).ok());
    }
  }
}

}  // namespace
}  // namespace dateline::engine
