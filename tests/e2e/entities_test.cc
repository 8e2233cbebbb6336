// SPDX-License-Identifier: GPL-3.0-or-later
// Entities through both programs: sent with articles, asked for by name.
#include <gtest/gtest.h>

#include "dateline/status.h"
#include "tests/e2e/service.h"

namespace dateline::e2e {
namespace {

v1::Article About(const std::string& id, const std::string& person, const std::string& published) {
  v1::Article article = test_support::MakeArticle(id, "headline", "words", published);
  v1::Entity& entity = *article.add_entities();
  entity.set_name(person);
  entity.set_type(v1::ENTITY_TYPE_PERSON);
  return article;
}

TEST(EntitiesE2eTest, APersonIsOneUnderAllSpellingsAndAcrossCommits) {
  Service service;
  std::vector<v1::Article> articles;
  for (int i = 0; i < 6; ++i) {
    articles.push_back(About("a" + std::to_string(i), "Volodymyr Zelensky", "2022-02-24"));
  }
  service.Publish(articles);
  service.Publish({About("b", "Volodymyr Zelenskyy", "2023-05-01")});
  v1::GetEntityRequest get;
  get.set_name("zelenskiy");
  get.mutable_histogram()->set_interval(v1::CALENDAR_INTERVAL_YEAR);
  v1::GetEntityResponse entity;
  auto context = NewContext();
  ASSERT_TRUE(service.search_stub().GetEntity(context.get(), get, &entity).ok());
  EXPECT_EQ(entity.entity().name(), "Volodymyr Zelensky");
  EXPECT_EQ(entity.matching_count(), 7U);
  ASSERT_EQ(entity.histogram().buckets_size(), 2);
  EXPECT_EQ(entity.histogram().buckets(1).count(), 1U);
  EXPECT_EQ(entity.spellings_size(), 2);

  v1::SuggestEntitiesRequest suggest;
  suggest.set_prefix("ZEL");
  v1::SuggestEntitiesResponse suggestions;
  context = NewContext();
  ASSERT_TRUE(service.search_stub().SuggestEntities(context.get(), suggest, &suggestions).ok());
  ASSERT_EQ(suggestions.entities_size(), 1);
  EXPECT_EQ(suggestions.entities(0).article_count(), 7U);

  const auto found = service.Search("person:\"Volodymyr Zelenskyy\"");
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->total().value(), 7U);

  get.set_name("Nobody Known");
  context = NewContext();
  const auto missing =
      client::FromGrpcStatus(service.search_stub().GetEntity(context.get(), get, &entity));
  EXPECT_EQ(missing.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(client::Reason(missing), "ENTITY_NOT_FOUND");
}

}  // namespace
}  // namespace dateline::e2e
