// SPDX-License-Identifier: GPL-3.0-or-later
// A deadline may pass at any moment of any stage. Looks at the clock are counted, not time.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "tests/unit/engine/engine_fixture.h"

namespace dateline::engine {
namespace {

constexpr int kArticles = 10'000;  // more than a block of facets::ForEachBlock
constexpr absl::Time kDeadline = absl::FromUnixSeconds(kNow);

// A word that no other number gives and that no stemmer changes.
std::string WordOf(int number) {
  std::string word = "zz";
  for (int i = 0; i < 4; ++i, number /= 10) word += "bcdfghjkmp"[number % 10];
  return word;
}

void AddPerson(const std::string& name, article::Article& article) {
  v1::Entity& entity = *article.add_entities();
  entity.set_name(name);
  entity.set_type(v1::ENTITY_TYPE_PERSON);
  entity.set_salience(1);
}

class LooksTest : public EngineTest {
 protected:
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

  // Of the first search of an engine: nothing is in a cache.
  int LooksOfTheFirst(const v1::SearchRequest& request) {
    engine_.reset();
    int looks = 0;
    const search::SearchContext context{.deadline = kDeadline, .now = [&] {
                                          ++looks;
                                          return kDeadline - absl::Seconds(1);
                                        }};
    EXPECT_TRUE(Search(request, context).ok());
    return looks;
  }
};

class DeadlineTest : public LooksTest {
 protected:
  DeadlineTest() {
    std::vector<article::Article> articles;
    for (int i = 0; i < kArticles; ++i) {
      articles.push_back(
          test_support::MakeArticle(fmt::format("a{}", i), fmt::format("Source {}", i % 50),
                                    fmt::format("harbour bridge {}", WordOf(i % 240)),
                                    fmt::format("2024-{:02}-{:02}", 1 + i % 12, 1 + i % 28)));
      articles.back().add_authors(fmt::format("Author {}", i));
      AddPerson(fmt::format("Person {}", i % 700), articles.back());
      AddPerson(fmt::format("{} Miller", WordOf(i % 700)), articles.back());
    }
    index_.Add(articles);
  }
};

// Few articles with very long bodies.
class LongBodyTest : public LooksTest {
 protected:
  LongBodyTest() {
    std::string body = "harbour bridge";
    while (body.size() < 200'000) body += " ab cd";
    std::vector<article::Article> articles;
    for (int i = 0; i < 20; ++i) {
      articles.push_back(test_support::MakeArticle(fmt::format("a{}", i), "Long", body));
    }
    index_.Add(articles);
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

TEST_F(DeadlineTest, AFacetWithManyValuesLooksAtItWhileItRanksThem) {
  v1::SearchRequest request = Request("harbour");
  request.set_page_size(1);
  request.add_facets()->mutable_terms()->set_field("source");
  const int few = LooksOf(request);
  request.mutable_facets(0)->mutable_terms()->set_field("author");
  EXPECT_GE(LooksOf(request), few + 8) << "10,000 of them";
  request.mutable_filter()->add_authors("author 77");
  const auto response = Search(request, {});
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_TRUE(std::any_of(
      response->facets(0).buckets().begin(), response->facets(0).buckets().end(),
      [](const auto& bucket) { return bucket.selected() && bucket.key() == "Author 77"; }));
}

TEST_F(DeadlineTest, AFilterByManyValuesLooksAtItHoweverShortTheirListsAre) {
  v1::SearchRequest request;
  request.set_page_size(1);
  const int without = LooksOf(request);
  v1::SearchRequest selected = request;
  v1::SearchRequest excluded = request;
  for (int i = 0; i < 1000; ++i) {
    selected.mutable_filter()->add_authors(fmt::format("author {}", i));
    excluded.mutable_filter()->mutable_exclude()->add_authors(fmt::format("author {}", i));
  }
  for (const v1::SearchRequest& filtered : {selected, excluded}) {
    const int warm = LooksOf(filtered);
    EXPECT_GE(warm, without + 20);
    EXPECT_GE(LooksOfTheFirst(filtered), warm + 20) << "lists that are read cost more";
  }
}

TEST_F(DeadlineTest, AFilterByASurnameLooksAtItWhileItIsSpeltOut) {
  v1::SearchRequest request;
  request.set_page_size(1);
  const int without = LooksOf(request);
  for (const bool about : {false, true}) {
    v1::SearchRequest filtered = request;
    v1::Entity& entity = about ? *filtered.mutable_filter()->add_about()
                               : *filtered.mutable_filter()->add_entities();
    entity.set_name("Miller");
    entity.set_type(v1::ENTITY_TYPE_PERSON);
    EXPECT_GE(LooksOf(filtered), without + 15) << "700 people have it";
  }
}

TEST_F(DeadlineTest, WildcardsThatOnlyFilterLookAtIt) {
  v1::SearchRequest request = Request("harbour");
  request.set_page_size(1);
  const int without = LooksOf(request);
  request.set_query("harbour NOT zz*");
  EXPECT_GE(LooksOf(request), without + 3) << "240 words";
}

TEST_F(LongBodyTest, PhrasesLookAtItByTheLengthOfWhatTheyRead) {
  v1::SearchRequest request = Request("harbour bridge");
  request.set_page_size(1);
  const int words = LooksOf(request);
  request.set_query("\"harbour bridge\"");
  EXPECT_GE(LooksOf(request), words + 4) << "a phrase that every hit must hold";
  request.set_query(R"("harbour bridge" OR "bridge harbour")");
  EXPECT_GE(LooksOfTheFirst(request), words + 4);
}

TEST_F(LongBodyTest, HighlightsLookAtItInsideAHit) {
  v1::SearchRequest request = Request("harbour ab cd ef OR gh OR ij OR kl OR mn OR op OR qr");
  request.set_page_size(3);
  const int without = LooksOf(request);
  request.mutable_snippets();
  EXPECT_GE(LooksOf(request), without + 2 * 4) << "each hit but the first";
}

TEST_F(LongBodyTest, ASearchThatFailsHasTheTimesOfItsStages) {
  v1::SearchRequest request = Request("\"harbour bridge\"");
  request.add_facets()->mutable_terms()->set_field("source");
  std::set<std::string> last;
  CountLooks(
      [&](const search::SearchContext& context) {
        std::vector<search::StageTime> stages;
        search::SearchContext watched = context;
        watched.stages = &stages;
        const absl::Status status = Search(request, watched).status();
        if (!stages.empty()) last.emplace(stages.back().stage);
        return status;
      },
      0);
  EXPECT_TRUE(last.contains("match"));
  EXPECT_TRUE(last.contains("facets"));
  EXPECT_TRUE(last.contains("fetch"));
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
