// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/segments/backup.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

#include "core/index/files.h"
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

// Bytes and inode of every file below a folder.
std::map<std::string, std::pair<ino_t, std::string>> FilesOf(const std::string& folder) {
  std::map<std::string, std::pair<ino_t, std::string>> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    struct stat about {};
    EXPECT_EQ(stat(entry.path().c_str(), &about), 0);
    files[std::filesystem::relative(entry.path(), folder)] = {about.st_ino,
                                                              *index::ReadWholeFile(entry.path())};
  }
  return files;
}

TEST(BackupTest, IntoAnEarlierBackupOnlyWhatIsNewIsCopiedAndNothingIsRemoved) {
  for (const bool copy : {false, true}) {
    test_support::TestIndex index(Options());
    index.Add({test_support::MakeArticle("a", "Headline", "Body")});
    const test_support::TempFolder temp;
    const std::string target = temp.path() + "/copy";
    BackupReport report;
    ASSERT_TRUE(BackupIndex(index.folder(), target, {copy, &report}).ok());
    EXPECT_EQ(report.copied, 4U);
    std::ofstream(target + "/notes.txt") << "mine";
    const auto before = FilesOf(target);
    index.Add({test_support::MakeArticle("b", "Headline", "Body")});
    ASSERT_TRUE(BackupIndex(index.folder(), target, {copy, &report}).ok());
    EXPECT_EQ(report.files, 8U);
    EXPECT_EQ(report.copied, 4U);
    auto after = FilesOf(target);
    for (const auto& [name, file] : before) {
      if (name == "CURRENT" || name == "xapian.stub") continue;
      EXPECT_EQ(after[name], file) << name;
    }
    const auto source = FilesOf(index.folder());
    for (const auto& [name, file] : source) {
      if (!name.starts_with("segments/")) continue;
      EXPECT_EQ(after[name].second, file.second) << name;
      EXPECT_EQ(after[name].first == file.first, !copy) << name;
    }
    EXPECT_THAT(VerifyIndex(target).problems, IsEmpty());
    EXPECT_EQ(test_support::ReadIndex(target).articles.size(), 2U);
    ASSERT_TRUE(BackupIndex(index.folder(), target, {copy, &report}).ok());
    EXPECT_EQ(report.copied, 0U);
  }
}

TEST(BackupTest, DamageInAnEarlierBackupIsMadeGood) {
  const test_support::TwoSegments index;
  const test_support::TempFolder temp;
  const std::string target = temp.path() + "/copy";
  ASSERT_TRUE(BackupIndex(index.folder(), target, {.copy = true}).ok());
  for (const index::FileEntry& file : index.Files()) {
    std::string bytes = index.Read(file.name);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    std::ofstream(target + "/" + file.name, std::ios::binary) << bytes;
  }
  ASSERT_TRUE(BackupIndex(index.folder(), target, {.copy = true}).ok());
  EXPECT_THAT(VerifyIndex(target).problems, IsEmpty());
}

TEST(BackupTest, AnotherIndexOrALinkIsNeverWrittenInto) {
  test_support::TestIndex index(Options());
  index.Add({test_support::MakeArticle("a", "Headline", "Body")});
  test_support::TestIndex other(Options());
  other.Add({test_support::MakeArticle("b", "Headline", "Body")});
  const auto before = FilesOf(other.folder());
  const absl::Status status = BackupIndex(index.folder(), other.folder());
  EXPECT_TRUE(absl::IsAlreadyExists(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("another index"));
  EXPECT_EQ(FilesOf(other.folder()), before);
  const test_support::TempFolder temp;
  const std::string target = temp.path() + "/copy";
  ASSERT_TRUE(BackupIndex(index.folder(), target).ok());
  std::filesystem::rename(target + "/segments", temp.path() + "/elsewhere");
  std::filesystem::create_directory_symlink(temp.path() + "/elsewhere", target + "/segments");
  index.Add({test_support::MakeArticle("c", "Headline", "Body")});
  const auto elsewhere = FilesOf(temp.path() + "/elsewhere");
  EXPECT_TRUE(absl::IsFailedPrecondition(BackupIndex(index.folder(), target)));
  EXPECT_EQ(FilesOf(temp.path() + "/elsewhere"), elsewhere);
}

// A kill leaves what a failure leaves, and the mark: the next backup goes on from there.
TEST(BackupTest, AnInterruptedBackupIsNotAnIndexAndIsTakenUpAgain) {
  const test_support::TwoSegments index;
  const test_support::TempFolder temp;
  const std::string target = temp.path() + "/copy";
  ASSERT_TRUE(BackupIndex(index.folder(), target).ok());
  std::filesystem::remove(target + "/CURRENT");
  std::filesystem::remove(target + "/" + index.Files().back().name);
  const std::string id = index::ReadCurrentManifest(index.folder())->index_id;
  EXPECT_TRUE(absl::IsAlreadyExists(BackupIndex(index.folder(), target))) << "no mark: not ours";
  std::ofstream(target + "/backup-" + id + ".tmp") << "";
  BackupReport report;
  ASSERT_TRUE(BackupIndex(index.folder(), target, {.report = &report}).ok());
  EXPECT_EQ(report.copied, 1U);
  EXPECT_FALSE(std::filesystem::exists(target + "/backup-" + id + ".tmp"));
  EXPECT_THAT(VerifyIndex(target).problems, IsEmpty());
}

}  // namespace
}  // namespace dateline::segments
