// SPDX-License-Identifier: GPL-3.0-or-later
// A deadline may pass at any moment of any stage. Looks at the clock are counted, not time.
#include <fmt/format.h>

#include <functional>

#include "tests/unit/engine/engine_fixture.h"

namespace dateline::engine {
namespace {

constexpr int kArticles = 10'000;  // more than a block of facets::ForEachBlock
constexpr absl::Time kDeadline = absl::FromUnixSeconds(kNow);

class DeadlineTest : public EngineTest {
 protected:
  DeadlineTest() {
    std::vector<article::Article> articles;
    for (int i = 0; i < kArticles; ++i) {
      articles.push_back(test_support::MakeArticle(
          fmt::format("a{}", i), fmt::format("Source {}", i % 50), "harbour bridge",
          fmt::format("2024-{:02}-{:02}", 1 + i % 12, 1 + i % 28)));
      v1::Entity& entity = *articles.back().add_entities();
      entity.set_name(fmt::format("Person {}", i % 700));
      entity.set_type(v1::ENTITY_TYPE_PERSON);
      entity.set_salience(1);
    }
    index_.Add(articles);
  }

  // Runs `call` with the deadline passing at the first look, the second, and so on, until it is not
  // reached any more. After the deadline at most `more` looks may follow. Returns the looks of a
  // whole call.
  using Call = std::function<absl::Status(const search::SearchContext&)>;
  static int CountLooks(const Call& call, int more) {
    for (int passes_at = 1;; ++passes_at) {
      int looks = 0;
      const search::SearchContext context{.deadline = kDeadline, .now = [&] {
                                            return ++looks >= passes_at
                                                       ? kDeadline + absl::Milliseconds(1)
                                                       : kDeadline - absl::Seconds(1);
                                          }};
      const absl::Status status = call(context);
      if (looks < passes_at) {
        EXPECT_TRUE(status.ok()) << status;
        return looks;
      }
      EXPECT_LE(looks, passes_at + more) << "it went on";
      if (more == 0) {
        EXPECT_TRUE(absl::IsDeadlineExceeded(status)) << status;
      }
    }
  }

  int LooksOf(const v1::SearchRequest& request) {
    EXPECT_TRUE(Search(request, {}).ok());  // the caches are warm, as they are in service
    return CountLooks([&](const auto& context) { return Search(request, context).status(); }, 0);
  }
};

TEST_F(DeadlineTest, EachKindOfFacetLooksAtItInEveryBlock) {
  v1::SearchRequest plain = Request("harbour");
  plain.set_page_size(1);
  const int without = LooksOf(plain);
  const std::vector<std::pair<const char*, std::function<void(v1::FacetRequest&)>>> kinds{
      {"terms", [](auto& facet) { facet.mutable_terms()->set_field("source"); }},
      {"entities", [](auto& facet) { facet.mutable_terms()->set_field("person"); }},
      {"histogram",
       [](auto& facet) {
         facet.mutable_date_histogram()->set_interval(v1::CALENDAR_INTERVAL_DAY);
       }},
      {"share", [](auto& facet) { facet.mutable_date_histogram()->set_with_share(true); }},
      {"ranges",
       [](auto& facet) { facet.mutable_date_ranges()->add_ranges()->set_start("2024"); }}};
  for (const auto& [name, make] : kinds) {
    v1::SearchRequest request = plain;
    make(*request.add_facets());
    const int one = LooksOf(request);
    EXPECT_GE(one, without + 2) << name;
    for (int i = 0; i < 3; ++i) make(*request.add_facets());
    EXPECT_GE(LooksOf(request), without + 4 * 2) << name;
  }
}

TEST_F(DeadlineTest, PhrasesThatAreAlternativesLookAtItInEachOfTheirWords) {
  v1::SearchRequest request = Request(R"("harbour bridge" OR "bridge harbour")");
  request.set_page_size(1);
  request.mutable_ranking()->set_first_phase_only(true);
  EXPECT_GE(LooksOf(request), 2 * 4) << "both words of the phrase that matches, 10,000 postings";
}

TEST_F(DeadlineTest, HitsByDateAndTheFetchLookAtIt) {
  v1::SearchRequest request;
  request.set_sort(v1::SORT_NEWEST);
  request.set_page_size(1);
  const int one = LooksOf(request);
  EXPECT_GE(one, 2);
  request.set_page_size(20);
  request.mutable_snippets();
  EXPECT_GE(LooksOf(request), one + 19) << "before each hit but the first";
}

TEST_F(DeadlineTest, WhatIsKnownOfAnEntityLooksAtIt) {
  v1::GetEntityRequest request;
  request.set_name("Person 7");
  ASSERT_TRUE(GetEntity(request, {}).ok());
  const int looks =
      CountLooks([&](const auto& context) { return GetEntity(request, context).status(); }, 0);
  EXPECT_GE(looks, 4 * 2) << "each type of entity, over all articles";
}

TEST_F(DeadlineTest, APartialAnswerHasWhatWasReadyAndSaysSo) {
  v1::SearchRequest request = Request("harbour");
  request.set_allow_partial(true);
  request.set_page_size(5);
  for (const char* field : {"source", "person"}) {
    request.add_facets()->mutable_terms()->set_field(field);
  }
  const auto whole = Search(request, {});
  ASSERT_TRUE(whole.ok());
  EXPECT_FALSE(whole->partial());
  bool some_facets = false;
  CountLooks(
      [&](const auto& context) {
        const auto response = Search(request, context);
        if (!response.ok()) return response.status();
        if (!response->partial()) return absl::OkStatus();
        EXPECT_TRUE(response->next_page_token().empty());
        EXPECT_LE(response->facets_size(), 2);
        some_facets = some_facets || response->facets_size() == 1;
        for (int i = 0; i < response->facets_size(); ++i) {
          EXPECT_EQ(response->facets(i).SerializeAsString(), whole->facets(i).SerializeAsString());
        }
        if (response->facets_size() > 0) {
          EXPECT_GE(response->hits_size(), 1);
        }
        return absl::OkStatus();
      },
      10);
  EXPECT_TRUE(some_facets) << "the second facet was interrupted, the first one was kept";
}

}  // namespace
}  // namespace dateline::engine
