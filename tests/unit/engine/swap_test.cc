// SPDX-License-Identifier: GPL-3.0-or-later
// The folder is replaced by another index under a running engine.
#include <gtest/gtest.h>

#include "core/errors/errors.h"
#include "tests/unit/engine/served_folder.h"

namespace dateline::engine {
namespace {

const std::vector<std::string> kQueries{"",
                                        "apple",
                                        "banana",
                                        "cherry",
                                        "\"about apple\"",
                                        "\"all about banana\"",
                                        "story -apple",
                                        "about OR cherry"};

class SwapTest : public ServedFolderTest {
 protected:
  // Asks everything, so that caches hold something of the index.
  void Warm() {
    for (const std::string& query : kQueries) (void)Search(query);
  }
};

TEST_F(SwapTest, AnotherIndexOfTheSameGenerationIsServedFromThenOn) {
  Make({.batches = {About("apple", "a", 5)}});
  Make(Aside("other"), {.batches = {About("banana", "b", 5)}});
  Warm();
  const std::uint64_t generation = engine().snapshot()->generation;
  Remove();
  Move(Aside("other"));
  ASSERT_EQ(Current().generation, generation);
  EXPECT_TRUE(Refresh());
  EXPECT_EQ(Total("apple"), 0U);
  EXPECT_EQ(Total("banana"), 5U);
  ExpectAsFresh(kQueries);
  EXPECT_EQ(told_.Count("another index", Severity::kWarning), 1);
  EXPECT_FALSE(Refresh());
  EXPECT_EQ(told_.Count("another index", Severity::kWarning), 1);
}

TEST_F(SwapTest, TombstonesOfTheNewIndexHideNothingOfTheOldOne) {
  Make({.batches = {About("apple", "a", 5)}});
  Make(Aside("other"), {.batches = {About("banana", "b", 5)}, .deleted = {"b-4"}});
  Warm();
  Remove();
  Move(Aside("other"));
  EXPECT_TRUE(Refresh());
  EXPECT_EQ(Total("apple"), 0U);
  EXPECT_EQ(Total("banana"), 4U);
}

// Postings in the cache name rows that the new segment of the same number does not have.
TEST_F(SwapTest, CachedPostingsOfALargeSegmentAreNotReadFromASmallOneOfTheSameNumber) {
  Make({.batches = {About("apple", "a", 3000)}});
  Make(Aside("middle"),
       {.batches = {About("cherry", "c", 2), About("cherry", "d", 2)}, .merged = true});
  Make(Aside("small"), {.batches = {About("banana", "b", 3)}});
  Warm();
  for (const char* next : {"middle", "small"}) {
    Remove();
    Move(Aside(next));
    EXPECT_TRUE(Refresh());
    ExpectAsFresh(kQueries);
  }
  EXPECT_EQ(Total("apple"), 0U);
  EXPECT_EQ(Total("banana"), 3U);
}

TEST_F(SwapTest, IndexesMayBeSwappedBackAndForthInEveryOrder) {
  const std::vector<std::string> names{"one", "two", "three"};
  Make(Aside("one"), {.batches = {About("apple", "a", 40)}, .deleted = {"a-7"}});
  Make(Aside("two"), {.batches = {About("banana", "b", 9), About("apple", "c", 3)}});
  Make(Aside("three"), {.batches = {About("cherry", "a", 20), About("banana", "d", 20)},
                        .deleted = {"a-1", "d-2"},
                        .merged = true});
  Copy(Aside("one"), folder());
  Warm();
  for (int round = 0; round < 2; ++round) {
    for (const std::string& first : names) {
      for (const std::string& second : names) {
        for (const std::string& next : {first, second}) {
          Remove();
          Copy(Aside(next), folder());
          (void)engine().Refresh();
          ExpectAsFresh(kQueries);
        }
      }
    }
  }
}

TEST_F(SwapTest, AnEarlierStateOfTheSameIndexMayBeRestored) {
  Make({.batches = {About("apple", "a", 10)}});
  Copy(folder(), Aside("backup"));
  Extend(folder(), About("banana", "b", 10));
  Warm();
  Remove();
  Copy(Aside("backup"), folder());
  EXPECT_TRUE(Refresh());
  ExpectAsFresh(kQueries);
  // A writer goes on from there and makes a generation of the same number as the one before.
  Extend(folder(), About("cherry", "c", 4));
  EXPECT_TRUE(Refresh());
  EXPECT_EQ(Total("banana"), 0U);
  EXPECT_EQ(Total("cherry"), 4U);
  ExpectAsFresh(kQueries);
  EXPECT_EQ(told_.Count("another index"), 0);
}

TEST_F(SwapTest, PageTokensOfTheReplacedIndexExpire) {
  Make({.batches = {About("apple", "a", 30)}});
  Make(Aside("other"), {.batches = {About("apple", "b", 30)}});
  v1::SearchRequest request;
  request.set_query("apple");
  request.set_page_size(10);
  const auto page = engine().Search(request, {});
  ASSERT_TRUE(page.ok());
  request.set_page_token(page->next_page_token());
  EXPECT_TRUE(engine().Search(request, {}).ok());
  Remove();
  Move(Aside("other"));
  EXPECT_TRUE(Refresh());
  EXPECT_EQ(errors::ReasonOf(engine().Search(request, {}).status()),
            v1::ERROR_REASON_PAGE_TOKEN_EXPIRED);
}

TEST_F(SwapTest, NamesOfTheReplacedIndexAreNotKnownAnyMore) {
  const auto named = [](const std::string& name, int count) {
    std::vector<article::Article> articles = About("people", name, count);
    for (article::Article& article : articles) {
      v1::Entity* entity = article.add_entities();
      entity->set_name(name);
      entity->set_type(v1::ENTITY_TYPE_PERSON);
    }
    return articles;
  };
  Make({.batches = {named("Anna Apple", 6)}});
  Make(Aside("other"), {.batches = {named("Berta Banana", 3)}});
  v1::GetEntityRequest request;
  request.set_name("Anna Apple");
  EXPECT_TRUE(engine().GetEntity(request, {}).ok());
  Remove();
  Move(Aside("other"));
  EXPECT_TRUE(Refresh());
  EXPECT_EQ(errors::ReasonOf(engine().GetEntity(request, {}).status()),
            v1::ERROR_REASON_ENTITY_NOT_FOUND);
  request.set_name("Berta Banana");
  EXPECT_TRUE(engine().GetEntity(request, {}).ok());
}

TEST_F(SwapTest, WithoutAFolderTheLastGenerationIsServedOnAndTheLogSaysSoOnce) {
  Make({.batches = {About("apple", "a", 5)}});
  EXPECT_EQ(Total("apple"), 5U);
  Remove();
  for (int poll = 0; poll < 5; ++poll) EXPECT_TRUE(absl::IsNotFound(engine().Refresh().status()));
  EXPECT_EQ(told_.Count("is answered from", Severity::kError), 1);
  EXPECT_EQ(Total("apple"), 5U);
  Make({.batches = {About("banana", "b", 2)}});
  EXPECT_TRUE(Refresh());
  EXPECT_EQ(Total("apple"), 0U);
  EXPECT_EQ(told_.Count("can be opened again"), 1);
}

TEST_F(SwapTest, GetIndexInfoTellsWhatIsServed) {
  Make({.batches = {About("apple", "a", 12)}, .deleted = {"a-1"}});
  const auto before = engine().GetIndexInfo({}, {});
  ASSERT_TRUE(before.ok()) << before.status();
  EXPECT_EQ(before->index_id(), Current().index_id);
  EXPECT_EQ(before->generation(), Current().generation);
  EXPECT_EQ(before->article_count(), 11U);
  EXPECT_EQ(before->format_version(), index::Manifest::kFormatVersion);
  EXPECT_EQ(before->languages(0), "en");
  EXPECT_EQ(before->oldest_publish_time().seconds(), article::ReadDate("2024-03-01")->start);
  EXPECT_EQ(before->newest_publish_time().seconds(), article::ReadDate("2024-03-09")->start);
  EXPECT_EQ(before->scrub().damage_size(), 0);
  EXPECT_GT(before->scrub().total_bytes(), 0U);
  Remove();
  Make({.batches = {About("banana", "b", 2)}, .deleted = {"b-2"}});
  EXPECT_TRUE(Refresh());
  const auto after = engine().GetIndexInfo({}, {});
  EXPECT_NE(after->index_id(), before->index_id());
  EXPECT_EQ(after->article_count(), 1U);
  EXPECT_EQ(after->newest_publish_time().seconds(), article::ReadDate("2024-03-02")->start);
}

}  // namespace
}  // namespace dateline::engine
