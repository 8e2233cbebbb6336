// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

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

TEST(PagingTest, ATokenExpiresWithItsLease) {
  test_support::TestIndex index;
  index.Add(Numbered(0, 50));
  absl::Time now = absl::FromUnixSeconds(1'000'000'000);
  auto engine = Engine::Open({.folder = index.folder(), .now = [&now] { return now; }});
  v1::SearchRequest request;
  request.set_query("harbour");
  const auto response = (*engine)->Search(request, {});
  ASSERT_TRUE(response.ok());
  request.set_page_token(response->next_page_token());
  index.Add(Numbered(100, 110));
  ASSERT_TRUE(*(*engine)->Refresh());
  EXPECT_TRUE((*engine)->Search(request, {}).ok());
  now += absl::Hours(1);
  EXPECT_EQ(errors::ReasonOf((*engine)->Search(request, {}).status()),
            v1::ERROR_REASON_PAGE_TOKEN_EXPIRED);
}

}  // namespace
}  // namespace dateline::engine
