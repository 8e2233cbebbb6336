// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/hits/answer_size.h"

#include <gtest/gtest.h>

namespace dateline::hits {
namespace {

article::Article LargeArticle() {
  article::Article article;
  article.set_id("a");
  article.set_headline("Headline");
  article.set_body(std::string(1'000'000, 'b'));
  for (int i = 0; i < 256; ++i) {
    v1::Entity& entity = *article.add_entities();
    entity.set_name(std::string(500, 'e'));
    for (int j = 0; j < 400; ++j) entity.add_mentions()->set_end(1'000'000);
  }
  return article;
}

TEST(FitArticleTest, LeavesOutNoMoreThanItMust) {
  const article::Article whole = LargeArticle();
  const std::size_t bytes = whole.ByteSizeLong();
  struct Case {
    std::size_t room;
    bool mentions, body, entities;
  };
  for (const Case& one : {Case{bytes, true, true, true}, Case{bytes - 1, false, true, true},
                          Case{1'140'000, false, true, true}, Case{999'999, false, false, true},
                          Case{140'000, false, false, true}, Case{100'000, false, false, false},
                          Case{0, false, false, false}}) {
    article::Article article = whole;
    const std::string_view missing = FitArticle(one.room, article);
    EXPECT_EQ(missing.empty(), one.mentions) << one.room;
    EXPECT_EQ(article.body().empty(), !one.body) << one.room;
    ASSERT_EQ(article.entities_size() > 0, one.entities) << one.room;
    if (one.entities) {
      EXPECT_EQ(article.entities(0).mentions_size() > 0, one.mentions) << one.room;
    }
    EXPECT_EQ(article.headline(), "Headline");
    if (one.room > 0) {
      EXPECT_LE(article.ByteSizeLong(), one.room);
    }
  }
}

}  // namespace
}  // namespace dateline::hits
