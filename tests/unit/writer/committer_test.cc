// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/writer/committer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "indexer/segments/maintenance.h"
#include "indexer/writer/index_folder.h"
#include "indexer/writer/index_lock.h"
#include "indexer/writer/merge.h"
#include "indexer/writer/scratch_builder.h"
#include "tests/support/index_contents.h"
#include "tests/support/test_index.h"

namespace dateline::writer {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A committer without threads: every interleaving can be written down.
class CommitterTest : public testing::Test {
 protected:
  CommitterTest() {
    EXPECT_TRUE(CreateFolders(files_).ok());
    lock_ = *IndexLock::Acquire(folder_);
    EXPECT_TRUE(generations_.Open(*lock_, {}, Generations::Damaged::kRefuse).ok());
  }

  ScratchPart Part(const std::vector<std::pair<std::uint64_t, article::Article>>& articles) {
    ScratchBuilder builder(files_, "scratch/" + std::to_string(next_folder_++), {});
    for (const auto& [sequence, article] : articles) {
      PendingArticle pending;
      pending.sequence = sequence;
      pending.article = test_support::Normalised(article);
      builder.Add(std::move(pending));
    }
    builder.Finish();
    return std::move(builder.TakeParts().front());
  }
  std::vector<WriteResult> Commit(std::vector<ScratchPart> parts, std::uint64_t elsewhere = 1000) {
    Batch batch{std::move(parts), elsewhere};
    std::vector<Notification> notifications;
    EXPECT_TRUE(committer_.Commit(batch, notifications).ok());
    std::vector<WriteResult> results;
    for (const Notification& one : notifications) results.push_back(one.outcome.result);
    return results;
  }
  std::vector<WriteResult> CommitOne(std::uint64_t sequence, const article::Article& article,
                                     std::uint64_t elsewhere = 1000) {
    std::vector<ScratchPart> parts;
    parts.push_back(Part({{sequence, article}}));
    return Commit(std::move(parts), elsewhere);
  }
  void ExpectHeadlines(const std::map<std::string, std::string>& expected) {
    std::map<std::string, article::Article> articles;
    for (const auto& [id, headline] : expected)
      articles[id] = test_support::Normalised(Version(id, headline));
    EXPECT_THAT(test_support::Differences(articles, test_support::ReadIndex(folder_)), IsEmpty());
    EXPECT_THAT(segments::VerifyIndex(folder_).problems, IsEmpty());
  }
  static article::Article Version(const std::string& id, const std::string& headline) {
    return test_support::MakeArticle(id, headline, "The same body.");
  }

  test_support::TempFolder temp_;
  std::string folder_ = temp_.path() + "/index";
  const segments::IndexFiles files_{folder_};
  std::unique_ptr<IndexLock> lock_;
  Generations generations_{files_, false};
  Committer committer_{generations_};
  int next_folder_ = 0;
};

TEST_F(CommitterTest, OfOneIdInABatchTheLastVersionStays) {
  std::vector<ScratchPart> parts;
  parts.push_back(Part({{2, Version("x", "two")}, {3, Version("y", "y")}}));
  parts.push_back(Part({{1, Version("x", "one")}, {4, Version("x", "four")}}));
  EXPECT_THAT(Commit(std::move(parts)), ElementsAre(WriteResult::kAdded, WriteResult::kUpdated,
                                                    WriteResult::kAdded, WriteResult::kUpdated));
  ExpectHeadlines({{"x", "four"}, {"y", "y"}});
}

TEST_F(CommitterTest, TheSameArticleTwiceInABatchIsStoredOnceAndFoundAgain) {
  std::vector<ScratchPart> parts;
  parts.push_back(Part({{1, Version("x", "one")}, {2, Version("x", "one")}}));
  EXPECT_THAT(Commit(std::move(parts)), ElementsAre(WriteResult::kAdded, WriteResult::kUnchanged));
  ExpectHeadlines({{"x", "one"}});
  EXPECT_THAT(CommitOne(3, Version("x", "one")), ElementsAre(WriteResult::kUnchanged));
  EXPECT_THAT(CommitOne(4, Version("x", "two")), ElementsAre(WriteResult::kUpdated));
  ExpectHeadlines({{"x", "two"}});
}

TEST_F(CommitterTest, AnEarlierVersionThatIsFinishedLaterDoesNotReplaceALaterOne) {
  EXPECT_THAT(CommitOne(2, Version("x", "later"), 1), ElementsAre(WriteResult::kAdded));
  EXPECT_THAT(CommitOne(1, Version("x", "earlier"), 3), ElementsAre(WriteResult::kUpdated));
  ExpectHeadlines({{"x", "later"}});
  EXPECT_THAT(CommitOne(3, Version("x", "last"), 4), ElementsAre(WriteResult::kUpdated));
  ExpectHeadlines({{"x", "last"}});
}

TEST_F(CommitterTest, UnchangedArticlesMakeNoGeneration) {
  CommitOne(1, Version("x", "one"));
  const std::uint64_t before = generations_.manifest().generation;
  CommitOne(2, Version("x", "one"));
  EXPECT_EQ(generations_.manifest().generation, before);
}

TEST_F(CommitterTest, DeletesAndUpdatesDuringAMergeAreCarriedOver) {
  std::vector<ScratchPart> parts;
  parts.push_back(Part({{1, Version("a", "a")}, {2, Version("b", "b")}, {3, Version("c", "c")}}));
  Commit(std::move(parts));
  CommitOne(4, Version("d", "d"));
  parts.clear();
  parts.push_back(Part({{5, Version("e", "e")}, {6, Version("f", "f")}, {7, Version("g", "g")}}));
  Commit(std::move(parts));
  ASSERT_TRUE(committer_.Delete({"a"}).ok());  // the merge expunges this one and so renumbers
  const MergeWork work = PlanMerge(generations_, {0, 2});
  auto merged = RunMerge(files_, work);
  ASSERT_TRUE(committer_.Delete({"c", "d", "e"}).ok());
  CommitOne(8, Version("g", "new g"));
  CommitOne(9, Version("h", "h"));
  ASSERT_TRUE(InstallMerge(generations_, work, std::move(merged)).ok());
  ExpectHeadlines({{"b", "b"}, {"f", "f"}, {"g", "new g"}, {"h", "h"}});
  EXPECT_EQ(generations_.manifest().segments.size(), 4U);
  const auto again = committer_.Delete({"c", "b"});
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->deleted, 1U);
  EXPECT_THAT(again->missing, ElementsAre("c"));
  ExpectHeadlines({{"f", "f"}, {"g", "new g"}, {"h", "h"}});
}

TEST_F(CommitterTest, ASegmentThatDiesDuringItsMergeIsExpungedByTheNext) {
  CommitOne(1, Version("a", "a"));
  CommitOne(2, Version("b", "b"));
  const MergeWork work = PlanMerge(generations_, {0, 1});
  auto merged = RunMerge(files_, work);
  ASSERT_TRUE(committer_.Delete({"a", "b"}).ok());
  ASSERT_TRUE(InstallMerge(generations_, work, std::move(merged)).ok());
  ExpectHeadlines({});
  const MergeWork expunge = PlanMerge(generations_, {0});
  ASSERT_TRUE(InstallMerge(generations_, expunge, RunMerge(files_, expunge)).ok());
  EXPECT_THAT(generations_.manifest().segments, IsEmpty());
  ExpectHeadlines({});
}

TEST_F(CommitterTest, SegmentNumbersOfAbandonedMergesAreNotUsedAgain) {
  CommitOne(1, Version("a", "a"));
  const MergeWork abandoned = PlanMerge(generations_, {0});
  CommitOne(2, Version("b", "b"));
  EXPECT_GT(generations_.manifest().segments.back().number, abandoned.target.number);
  Generations again(files_, false);
  ASSERT_TRUE(again.Open(*lock_, {}, Generations::Damaged::kRefuse).ok());
  EXPECT_GT(PlanMerge(again, {0}).target.number, generations_.manifest().segments.back().number);
}

TEST_F(CommitterTest, LongIdsAndIdsWithOddBytesAreFoundAgain) {
  const std::vector<std::string> ids{std::string(300, 'x'), std::string(4096, 'y'), "ü/..//%00",
                                     "a b c"};
  std::uint64_t sequence = 0;
  for (const std::string& id : ids) CommitOne(++sequence, Version(id, "one"));
  for (const std::string& id : ids) {
    EXPECT_THAT(CommitOne(++sequence, Version(id, "two")), ElementsAre(WriteResult::kUpdated))
        << id;
  }
  EXPECT_EQ(test_support::ReadIndex(folder_).articles.size(), ids.size());
  EXPECT_THAT(test_support::ReadIndex(folder_).problems, IsEmpty());
}

}  // namespace
}  // namespace dateline::writer
