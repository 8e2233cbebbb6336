// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "core/errors/errors.h"
#include "core/limits.h"
#include "server/engine/engine.h"
#include "tests/support/test_index.h"

namespace dateline::engine {
namespace {

std::vector<article::Article> Numbered(int first, int last) {
  std::vector<article::Article> articles;
  for (int i = first; i < last; ++i) {
    articles.push_back(test_support::MakeArticle(
        "n" + std::to_string(i), "Harbour news " + std::to_string(i), "The harbour and its bridge.",
        "2001-01-0" + std::to_string(1 + i % 9)));
  }
  return articles;
}

TEST(PagingTest, PagesShowOneGenerationWhileTheIndexChanges) {
  for (const v1::Sort sort : {v1::SORT_RELEVANCE, v1::SORT_NEWEST}) {
    test_support::TestIndex index;
    index.Add(Numbered(0, 500));
    auto engine = Engine::Open({.folder = index.folder()});
    ASSERT_TRUE(engine.ok());
    v1::SearchRequest request;
    request.set_query("harbour bridge");
    request.set_sort(sort);
    request.set_page_size(37);
    std::multiset<std::string> seen;
    int page = 0;
    do {
      const auto response = (*engine)->Search(request, {});
      ASSERT_TRUE(response.ok()) << response.status();
      EXPECT_EQ(response->total().value(), 500U);
      for (const auto& hit : response->hits()) seen.insert(hit.article().id());
      request.set_page_token(response->next_page_token());
      index.Add(Numbered(600 + page * 10, 610 + page * 10));
      index.Delete({"n" + std::to_string(page * 3)});
      ASSERT_TRUE((*engine)->Refresh().ok());
      ++page;
    } while (!request.page_token().empty());
    EXPECT_EQ(seen.size(), 500U);
    EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 500U);
  }
}

TEST(PagingTest, PagesByRelevanceEndAtTheLastHitThatIsReachableAndSaySo) {
  test_support::TestIndex index;
  index.Add(Numbered(0, limits::kMaxPageWindow + 50));
  auto engine = Engine::Open({.folder = index.folder()});
  ASSERT_TRUE(engine.ok());
  v1::SearchRequest request;
  request.set_query("harbour");
  request.set_view(v1::ARTICLE_VIEW_IDS);
  request.set_page_size(99);  // the last page ends inside one
  std::set<std::string> seen;
  for (;;) {
    const auto response = (*engine)->Search(request, {});
    ASSERT_TRUE(response.ok()) << response.status();
    for (const auto& hit : response->hits()) seen.insert(hit.article().id());
    request.set_page_token(response->next_page_token());
    if (!request.page_token().empty()) continue;
    ASSERT_EQ(response->diagnostics().warnings_size(), 1);
    EXPECT_TRUE(response->diagnostics().warnings(0).starts_with("only the first 10000 hits"));
    break;
  }
  EXPECT_EQ(seen.size(), limits::kMaxPageWindow);
}

TEST(PagingTest, ATokenOfAnotherRequestIsRefused) {
  test_support::TestIndex index;
  index.Add(Numbered(0, 50));
  auto engine = Engine::Open({.folder = index.folder()});
  v1::SearchRequest request;
  request.set_query("harbour");
  const auto response = (*engine)->Search(request, {});
  ASSERT_TRUE(response.ok());
  request.set_query("bridge");
  request.set_page_token(response->next_page_token());
  EXPECT_EQ(errors::ReasonOf((*engine)->Search(request, {}).status()),
            v1::ERROR_REASON_PAGE_TOKEN_MISMATCH);
}

TEST(PagingTest, ATokenIsNotBoundToWhatDoesNotDecideTheHits) {
  test_support::TestIndex index;
  index.Add(Numbered(0, 50));
  auto engine = Engine::Open({.folder = index.folder()});
  v1::SearchRequest request;
  request.set_query("harbour");
  request.add_facets()->mutable_terms()->set_field("source");
  request.mutable_snippets()->set_count(2);
  const auto first = (*engine)->Search(request, {});
  ASSERT_TRUE(first.ok());
  request.set_page_token(first->next_page_token());
  request.clear_facets();
  request.clear_snippets();
  request.set_count_mode(v1::COUNT_MODE_NONE);
  request.set_view(v1::ARTICLE_VIEW_IDS);
  request.set_sort(v1::SORT_RELEVANCE);  // as if it was not said
  request.set_page_size(7);
  const auto second = (*engine)->Search(request, {});
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->hits_size(), 7);
  const std::vector<std::function<void(v1::SearchRequest&)>> changes = {
      [](v1::SearchRequest& r) { r.mutable_filter()->add_sources("x"); },
      [](v1::SearchRequest& r) { r.set_sort(v1::SORT_OLDEST); },
      [](v1::SearchRequest& r) { r.mutable_ranking()->set_mode(v1::RANKING_MODE_FRESH); },
      [](v1::SearchRequest& r) { r.set_match(v1::MATCH_MODE_ANY); },
      [](v1::SearchRequest& r) { r.set_language("de"); },
      [](v1::SearchRequest& r) { r.set_time_zone("Europe/Oslo"); }};
  for (const auto& change : changes) {
    v1::SearchRequest other = request;
    change(other);
    EXPECT_EQ(errors::ReasonOf((*engine)->Search(other, {}).status()),
              v1::ERROR_REASON_PAGE_TOKEN_MISMATCH)
        << other.ShortDebugString();
  }
}

TEST(PagingTest, AnOffsetIsThePlaceOfAPage) {
  for (const v1::Sort sort : {v1::SORT_RELEVANCE, v1::SORT_NEWEST}) {
    test_support::TestIndex index;
    index.Add(Numbered(0, 50));
    auto engine = Engine::Open({.folder = index.folder()});
    v1::SearchRequest request;
    request.set_query("harbour");
    request.set_sort(sort);
    request.set_page_size(50);
    const auto all = (*engine)->Search(request, {});
    ASSERT_EQ(all->hits_size(), 50);
    request.set_page_size(7);
    request.set_offset(21);
    const auto page = (*engine)->Search(request, {});
    ASSERT_EQ(page->hits_size(), 7);
    for (int i = 0; i < 7; ++i) {
      EXPECT_EQ(page->hits(i).article().id(), all->hits(21 + i).article().id());
    }
    request.set_offset(0);
    request.set_page_token(page->next_page_token());
    EXPECT_EQ((*engine)->Search(request, {})->hits(0).article().id(), all->hits(28).article().id());
    request.clear_page_token();
    request.set_offset(60);
    const auto after = (*engine)->Search(request, {});
    ASSERT_TRUE(after.ok());
    EXPECT_EQ(after->hits_size(), 0);
    EXPECT_EQ(after->total().value(), 50U);
    EXPECT_TRUE(after->next_page_token().empty());
  }
}

// Articles of one date, half of them copies: nothing but their own order tells them apart.
std::vector<article::Article> Alike(int first, int last) {
  std::vector<article::Article> articles;
  for (int i = first; i < last; ++i) {
    articles.push_back(test_support::MakeArticle("e" + std::to_string(i), "Harbour news",
                                                 "The bridge, copy " + std::to_string(i / 2), ""));
  }
  return articles;
}

// Reads all pages of `request`, while each page finds the generation of the page before gone, and
// the articles moved to other rows. Returns the ids of those that stay all the time.
std::multiset<std::string> WalkThroughGenerations(v1::SearchRequest request) {
  test_support::TestIndex index;
  index.Add(Alike(0, 60));
  absl::Time now = absl::FromUnixSeconds(1'000'000'000);
  auto engine = Engine::Open({.folder = index.folder(), .now = [&now] { return now; }});
  std::multiset<std::string> seen;
  for (int page = 0;; ++page) {
    const auto response = (*engine)->Search(request, {});
    EXPECT_TRUE(response.ok()) << response.status();
    if (!response.ok()) return seen;
    EXPECT_EQ(response->generation_changed(), page > 0);
    for (const auto& hit : response->hits()) {
      if (hit.article().id()[0] == 'e') seen.insert(hit.article().id());
    }
    if (response->next_page_token().empty()) return seen;
    request.set_page_token(response->next_page_token());
    index.Add(Numbered(page * 10, page * 10 + 10));
    index.Delete({"n" + std::to_string(page * 10)});
    EXPECT_TRUE(*(*engine)->Refresh());
    now += absl::Hours(1);
    EXPECT_TRUE((*engine)->Refresh().ok());
  }
}

TEST(PagingTest, ByDateNothingComesTwiceOrIsLostAcrossGenerations) {
  for (const v1::Sort sort : {v1::SORT_NEWEST, v1::SORT_OLDEST}) {
    v1::SearchRequest request;
    request.set_query("bridge");
    request.set_sort(sort);
    request.set_page_size(7);
    const std::multiset<std::string> seen = WalkThroughGenerations(request);
    EXPECT_EQ(seen.size(), 60U);
    EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 60U);
  }
}

TEST(PagingTest, ByRelevanceAPageGoesOnAfterTheLastHitWhereverItRanksNow) {
  v1::SearchRequest request;
  request.set_query("copy");
  request.set_page_size(7);
  const std::multiset<std::string> seen = WalkThroughGenerations(request);
  EXPECT_EQ(seen.size(), 60U);
  EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 60U);
}

TEST(PagingTest, APageGoesOnAlthoughTheLastHitIsGone) {
  for (const v1::Sort sort : {v1::SORT_RELEVANCE, v1::SORT_NEWEST}) {
    test_support::TestIndex index;
    index.Add(Alike(0, 40));
    v1::SearchRequest request;
    request.set_query("copy");
    request.set_sort(sort);
    request.set_page_size(40);
    std::vector<std::string> all;
    {
      auto engine = Engine::Open({.folder = index.folder()});
      const auto response = (*engine)->Search(request, {});
      for (const auto& hit : response->hits()) all.push_back(hit.article().id());
      request.set_page_size(10);
      request.set_page_token((*engine)->Search(request, {})->next_page_token());
    }
    index.Delete({all[9]});
    auto engine = Engine::Open({.folder = index.folder()});  // as after a restart
    const auto response = (*engine)->Search(request, {});
    ASSERT_TRUE(response.ok()) << response.status();
    EXPECT_TRUE(response->generation_changed());
    ASSERT_EQ(response->hits_size(), 10);
    EXPECT_EQ(response->hits(0).article().id(), all[10]) << v1::Sort_Name(sort);
  }
}

TEST(PagingTest, ATokenGoesOnInAnotherProcessOfTheSameGeneration) {
  test_support::TestIndex index;
  index.Add(Numbered(0, 50));
  v1::SearchRequest request;
  request.set_query("harbour");
  request.set_page_token(
      (*Engine::Open({.folder = index.folder()}))->Search(request, {})->next_page_token());
  const auto page = (*Engine::Open({.folder = index.folder()}))->Search(request, {});
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_FALSE(page->generation_changed());
  EXPECT_EQ(page->hits_size(), 10);
}

TEST(PagingTest, TheAnswerSaysHowItIsSorted) {
  test_support::TestIndex index;
  index.Add(Numbered(0, 5));
  auto engine = Engine::Open({.folder = index.folder()});
  const auto sort_of = [&](const std::string& query, v1::Sort sort) {
    v1::SearchRequest request;
    request.set_query(query);
    request.set_sort(sort);
    return (*engine)->Search(request, {})->sort_used();
  };
  EXPECT_EQ(sort_of("harbour", v1::SORT_UNSPECIFIED), v1::SORT_RELEVANCE);
  EXPECT_EQ(sort_of("harbour", v1::SORT_OLDEST), v1::SORT_OLDEST);
  EXPECT_EQ(sort_of("", v1::SORT_RELEVANCE), v1::SORT_NEWEST);
  EXPECT_EQ(sort_of("lang:en", v1::SORT_UNSPECIFIED), v1::SORT_NEWEST);
}

}  // namespace
}  // namespace dateline::engine
