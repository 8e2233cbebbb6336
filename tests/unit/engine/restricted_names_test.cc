// SPDX-License-Identifier: GPL-3.0-or-later
// So many names that those of a new generation join the groups of the one before
// (names::EntityIndexOptions): for a caller with a filter they are those of an index of its own.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/engine/served_folder.h"

namespace dateline::engine {
namespace {

constexpr int kArticles = 1000;       // half of them of each source
constexpr int kNamesPerArticle = 10;  // 5,000 names can be seen: more than small_keys

std::string Word(int number) {
  std::string word = "Q";
  for (int i = 0; i < 4; ++i, number /= 20) word += static_cast<char>('a' + number % 20);
  return word;
}

void AddPerson(article::Article& article, const std::string& name) {
  v1::Entity& entity = *article.add_entities();
  entity.set_name(name);
  entity.set_type(v1::ENTITY_TYPE_PERSON);
  entity.set_salience(1);
}

article::Article Story(const std::string& id, const std::string& source) {
  return test_support::MakeArticle(id, "Story", "About somebody.", "2024-03-01", source);
}

// Every second one of each source, each with names of its own.
std::vector<article::Article> Many() {
  std::vector<article::Article> articles;
  for (int i = 0; i < kArticles; ++i) {
    articles.push_back(Story("a" + std::to_string(i), i % 2 == 0 ? "Gazette" : "Herald"));
    for (int k = 0; k < kNamesPerArticle; ++k) {
      AddPerson(articles.back(), "Ada " + Word(i * kNamesPerArticle + k));
    }
  }
  return articles;
}

class RestrictedNamesTest : public ServedFolderTest {
 protected:
  RestrictedNamesTest() {
    auto scope = std::make_shared<search::CallerScope>();
    scope->filters.emplace_back().add_sources("Gazette");
    context_.scope = std::move(scope);
  }

  static std::string Show(const absl::StatusOr<v1::GetEntityResponse>& response) {
    if (!response.ok()) return response.status().ToString();
    std::string text = response->entity().ShortDebugString();
    for (const auto& spelling : response->spellings()) text += spelling.ShortDebugString();
    for (const auto& other : response->others()) text += other.ShortDebugString();
    return text + std::to_string(response->matching_count());
  }

  void ExpectSame(Engine& own, const std::string& name) {
    v1::GetEntityRequest request;
    request.set_name(name);
    EXPECT_EQ(Show(engine().GetEntity(request, context_)), Show(own.GetEntity(request, {})));
    v1::SuggestEntitiesRequest prefix;
    prefix.set_prefix(name);
    const auto suggested = engine().SuggestEntities(prefix, context_);
    const auto wanted = own.SuggestEntities(prefix, {});
    ASSERT_TRUE(suggested.ok() && wanted.ok());
    ASSERT_EQ(suggested->entities_size(), wanted->entities_size()) << name;
    for (int i = 0; i < wanted->entities_size(); ++i) {
      EXPECT_EQ(suggested->entities(i).ShortDebugString(), wanted->entities(i).ShortDebugString());
    }
  }

  search::SearchContext context_;
};

TEST_F(RestrictedNamesTest, NewNamesJoinThoseThatTheCallerSees) {
  // Deleted articles count until a merge: both are merged at the same time.
  writer::WriterOptions options;
  options.background_merge = false;
  test_support::TestIndex whole(options);
  test_support::TestIndex own(options);
  const auto add = [&](const std::vector<article::Article>& articles) {
    whole.Add(articles);
    std::vector<article::Article> seen = articles;
    std::erase_if(seen, [](const auto& article) { return article.source() != "Gazette"; });
    own.Add(seen);
  };
  add(Many());
  engine_ = *Engine::Open({.folder = whole.folder()});
  const auto alone = *Engine::Open({.folder = own.folder()});
  const auto compare = [&] {
    ASSERT_TRUE(engine().Refresh().ok());
    ASSERT_TRUE(alone->Refresh().ok());
    for (const std::string& name :
         {std::string("Tom Quill"), std::string("Quill"), std::string("T. Quill"),
          "Ada " + Word(20), "Ada " + Word(10), Word(45)}) {
      SCOPED_TRACE(name);
      ExpectSame(*alone, name);
    }
  };
  compare();
  std::vector<article::Article> more;
  for (int i = 0; i < 12; ++i) {
    more.push_back(Story("b" + std::to_string(i), i % 3 == 0 ? "Gazette" : "Herald"));
    AddPerson(more.back(), i % 2 == 0 ? "Tom Quill" : "TOM QUILL");
    AddPerson(more.back(), "Ada " + Word(i % 3 == 0 ? 20 : 10));
  }
  add(more);
  compare();
  const std::vector<std::string> gone{"b0", "b1", "a2"};
  whole.Delete(gone);
  own.Delete(gone);
  compare();
  ASSERT_TRUE(whole.writer().MergeAll().ok());
  ASSERT_TRUE(own.writer().MergeAll().ok());
  compare();
}

TEST_F(RestrictedNamesTest, OfAReplacedIndexNothingIsLeft) {
  std::vector<article::Article> quills;
  for (int i = 0; i < 4; ++i) {
    quills.push_back(Story("q" + std::to_string(i), "Gazette"));
    AddPerson(quills.back(), i % 2 == 0 ? "Tom Quill" : "Ida Quill");
  }
  Make({.batches = {Many(), quills}, .merged = true});
  // No segment has a number of the other index.
  Make(Aside("other"), {.batches = {Many()}});
  v1::SearchRequest request;
  request.set_query("Quill");
  ASSERT_EQ(engine().Search(request, context_)->entity_choices_size(), 1);
  const std::uint32_t number = Current().segments.front().number;
  Remove();
  Move(Aside("other"));
  ASSERT_NE(Current().segments.front().number, number);
  ASSERT_TRUE(Refresh());
  EXPECT_EQ(engine().Search(request, context_)->entity_choices_size(), 0);
}

}  // namespace
}  // namespace dateline::engine
