// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "indexer/segments/maintenance.h"
#include "tests/support/index_contents.h"
#include "tests/support/test_index.h"
#include "tests/support/two_segments.h"

namespace dateline::segments {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr int kBackups = 25;

writer::WriterOptions Options() {
  writer::WriterOptions options;
  options.threads = 1;
  options.background_merge = false;
  options.bulk = true;  // commits at flushes only, and dropped files go at once
  options.sync = false;
  options.min_free_bytes = 0;
  return options;
}

// Generation after generation: pairs of articles that belong together, replaced, deleted, merged.
void Churn(test_support::TestIndex& index, std::atomic<int>& rounds,
           const std::atomic<bool>& stop) {
  for (int round = 0; !stop; ++round) {
    const std::string text = fmt::format("Round {}", round);
    for (const char* side : {"left", "right"}) {
      index.writer().Add(
          test_support::MakeArticle(fmt::format("{}{}", side, round % 10), text, "Body"),
          [](const writer::WriteOutcome&) {});
    }
    ASSERT_TRUE(index.writer().Flush().ok());
    const std::string old = std::to_string((round + 5) % 10);
    index.Delete({"left" + old, "right" + old});
    const bool merge = round % 4 == 0;
    ASSERT_TRUE(!merge || index.writer().MergeAll().ok());
    ++rounds;
  }
}

TEST(BackupTest, ABackupTakenDuringWritesAndMergesHoldsOneCompleteGeneration) {
  test_support::TestIndex index(Options());
  std::atomic<bool> stop{false};
  std::atomic<int> rounds{0};
  std::thread writer([&] { Churn(index, rounds, stop); });
  const test_support::TempFolder temp;
  for (int i = 0; i < kBackups; ++i) {
    for (const int before = rounds; rounds < before + 2;) std::this_thread::yield();
    EXPECT_THAT(VerifyIndex(index.folder()).problems, IsEmpty());
    const std::string target = fmt::format("{}/{}", temp.path(), i);
    const absl::Status status = BackupIndex(index.folder(), target);
    ASSERT_TRUE(status.ok()) << status;
    EXPECT_THAT(VerifyIndex(target).problems, IsEmpty());
    const test_support::IndexContents contents = test_support::ReadIndex(target);
    EXPECT_THAT(contents.problems, IsEmpty());
    for (const auto& [id, article] : contents.articles) {
      const std::string twin =
          id.starts_with("left") ? "right" + id.substr(4) : "left" + id.substr(5);
      const auto other = contents.articles.find(twin);
      ASSERT_NE(other, contents.articles.end()) << id;
      EXPECT_EQ(other->second.headline(), article.headline());
    }
  }
  stop = true;
  writer.join();
}

TEST(BackupTest, ABackupIsAnIndexThatTakesArticles) {
  test_support::TestIndex index(Options());
  index.Add({test_support::MakeArticle("a", "Headline", "Body")});
  const test_support::TempFolder temp;
  ASSERT_TRUE(BackupIndex(index.folder(), temp.path() + "/copy").ok());
  index.Add({test_support::MakeArticle("a", "Headline", "Changed after the backup")});
  writer::WriterOptions options = Options();
  options.folder = temp.path() + "/copy";
  {
    auto writer = writer::IndexWriter::Open(options);
    ASSERT_TRUE(writer.ok()) << writer.status();
    (*writer)->Add(test_support::MakeArticle("b", "Headline", "Body"),
                   [](const writer::WriteOutcome&) {});
  }
  const test_support::IndexContents copy = test_support::ReadIndex(options.folder);
  EXPECT_EQ(copy.articles.size(), 2U);
  EXPECT_EQ(copy.articles.at("a").body(), "Body");
  EXPECT_EQ(test_support::ReadIndex(index.folder()).articles.size(), 1U);
}

TEST(BackupTest, AFolderThatIsThereIsNeverOverwritten) {
  test_support::TestIndex index(Options());
  const test_support::TempFolder temp;
  std::ofstream(temp.path() + "/letter") << "mine";
  EXPECT_TRUE(absl::IsAlreadyExists(BackupIndex(index.folder(), temp.path())));
  EXPECT_TRUE(absl::IsAlreadyExists(BackupIndex(index.folder(), temp.path() + "/letter")));
}

TEST(BackupTest, AnEmptyFolderIsFilled) {
  test_support::TestIndex index(Options());
  index.Add({test_support::MakeArticle("a", "Headline", "Body")});
  const test_support::TempFolder temp;
  const absl::Status status = BackupIndex(index.folder(), temp.path());
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(test_support::ReadIndex(temp.path()).articles.size(), 1U);
}

TEST(BackupTest, NoBackupGoesIntoTheIndexItself) {
  test_support::TestIndex index(Options());
  const test_support::TempFolder temp;
  std::filesystem::create_directory_symlink(index.folder(), temp.path() + "/link");
  for (const std::string& target : {index.folder(), index.folder() + "/inside",
                                    index.folder() + "/a/../b/c", temp.path() + "/link/inside"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(BackupIndex(index.folder(), target))) << target;
  }
  EXPECT_TRUE(BackupIndex(index.folder(), index.folder() + "-copy").ok());
  std::filesystem::remove_all(index.folder() + "-copy");
}

TEST(BackupTest, AFolderWithoutAnIndexIsNamedAsSuch) {
  const test_support::TempFolder temp;
  EXPECT_TRUE(absl::IsNotFound(BackupIndex(temp.path(), temp.path() + "/copy")));
}

TEST(BackupTest, ABackupOfADamagedIndexNamesTheFileAndLeavesNothing) {
  const test_support::TwoSegments index;
  const std::string name = index.DamageArticles();
  const test_support::TempFolder temp;
  for (const bool there : {false, true}) {
    const std::string target = temp.path() + "/copy";
    if (there) std::filesystem::create_directory(target);
    const absl::Status status = BackupIndex(index.folder(), target);
    ASSERT_TRUE(absl::IsDataLoss(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(name));
    EXPECT_EQ(std::filesystem::exists(target), there);
    EXPECT_FALSE(std::filesystem::exists(target + "/segments"));
  }
}

}  // namespace
}  // namespace dateline::segments
