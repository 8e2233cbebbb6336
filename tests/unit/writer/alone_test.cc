// SPDX-License-Identifier: GPL-3.0-or-later
// A writer that is no longer alone with its index stops before anything is lost.
#include <absl/synchronization/mutex.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdio.h>

#include <filesystem>
#include <set>
#include <thread>

#include "core/errors/errors.h"
#include "indexer/segments/backup.h"
#include "indexer/segments/maintenance.h"
#include "indexer/writer/index_writer.h"
#include "tests/support/index_contents.h"
#include "tests/support/test_index.h"

namespace dateline::writer {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
namespace fs = std::filesystem;

// A writer and what it acknowledged.
class Feeder {
 public:
  explicit Feeder(const std::string& folder, std::string name) : name_(std::move(name)) {
    WriterOptions options;
    options.folder = folder;
    options.threads = 1;
    options.sync = false;
    options.min_free_bytes = 0;
    options.commit_interval = std::chrono::milliseconds(1);
    options.commit_articles = 5;
    options.drop_grace = std::chrono::milliseconds(0);
    auto writer = IndexWriter::Open(options);
    if (!writer.ok()) throw std::runtime_error(writer.status().ToString());
    writer_ = std::move(*writer);
  }
  void Add(int count) {
    for (int i = 0; i < count; ++i) {
      writer_->Add(test_support::MakeArticle(fmt::format("{}-{}", name_, next_++), name_, "Body"),
                   [this](const WriteOutcome& outcome) {
                     if (outcome.result == WriteResult::kRejected) return;
                     const absl::MutexLock lock(&mutex_);
                     acknowledged_.insert(outcome.id);
                   });
    }
  }
  absl::Status Flush() { return writer_->Flush().status(); }
  // Polls, with a deadline: an idle writer looks by itself.
  absl::Status WaitForFailure() {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (writer_->failure().ok() && std::chrono::steady_clock::now() < deadline)
      std::this_thread::yield();
    return writer_->failure();
  }
  void Close() { writer_ = nullptr; }
  std::set<std::string> acknowledged() {
    const absl::MutexLock lock(&mutex_);
    return acknowledged_;
  }

 private:
  const std::string name_;
  int next_ = 0;
  absl::Mutex mutex_;
  std::set<std::string> acknowledged_;
  std::unique_ptr<IndexWriter> writer_;
};

class AloneTest : public testing::Test {
 protected:
  // Ids of `acknowledged` that are not in the index.
  std::vector<std::string> Lost(const std::set<std::string>& acknowledged) const {
    const test_support::IndexContents found = test_support::ReadIndex(folder_);
    EXPECT_THAT(found.problems, IsEmpty());
    EXPECT_THAT(segments::VerifyIndex(folder_).problems, IsEmpty());
    std::vector<std::string> lost;
    for (const std::string& id : acknowledged) {
      if (!found.articles.contains(id)) lost.push_back(id);
    }
    return lost;
  }
  test_support::TempFolder temp_;
  const std::string folder_ = temp_.path() + "/index";
};

TEST_F(AloneTest, OfTwoWritersAfterTheLockWasRemovedNeitherLosesWhatItAcknowledged) {
  for (int round = 0; round < 20; ++round) {
    fs::remove_all(folder_);
    Feeder first(folder_, "first");
    first.Add(3);
    ASSERT_TRUE(first.Flush().ok());
    std::jthread feeding([&first] { first.Add(300); });
    fs::remove(folder_ + "/LOCK");
    Feeder second(folder_, "second");
    second.Add(60);
    EXPECT_TRUE(second.Flush().ok());
    feeding.join();
    EXPECT_EQ(errors::ReasonOf(first.WaitForFailure()), v1::ERROR_REASON_WRITER_BROKEN);
    second.Add(60);
    EXPECT_TRUE(second.Flush().ok());
    first.Close();
    second.Close();
    std::set<std::string> acknowledged = first.acknowledged();
    acknowledged.merge(second.acknowledged());
    EXPECT_GE(second.acknowledged().size(), 120U);
    EXPECT_THAT(Lost(acknowledged), IsEmpty()) << "round " << round;
  }
}

struct Change {
  const char* name;
  const char* said;
  void (*make)(const std::string& folder, const std::string& other);
};

class FolderChangeTest : public AloneTest, public testing::WithParamInterface<Change> {};

TEST_P(FolderChangeTest, BreaksAnIdleWriterWhichLeavesTheNewFolderAsItIs) {
  const std::string other = temp_.path() + "/other";
  {
    Feeder another(other, "other");
    another.Add(4);
    ASSERT_TRUE(another.Flush().ok());
  }
  Feeder writer(folder_, "writer");
  writer.Add(3);
  ASSERT_TRUE(writer.Flush().ok());
  ASSERT_TRUE(segments::BackupIndex(folder_, temp_.path() + "/backup", {.copy = true}).ok());
  writer.Add(3);
  ASSERT_TRUE(writer.Flush().ok());
  GetParam().make(folder_, other);
  const absl::Status failure = writer.WaitForFailure();
  EXPECT_EQ(errors::ReasonOf(failure), v1::ERROR_REASON_WRITER_BROKEN) << failure;
  EXPECT_THAT(std::string(failure.message()), HasSubstr(GetParam().said));
  const auto before = writer.acknowledged().size();
  writer.Add(3);
  EXPECT_FALSE(writer.Flush().ok());
  EXPECT_EQ(writer.acknowledged().size(), before);
  writer.Close();
  if (fs::exists(folder_ + "/CURRENT")) {
    EXPECT_THAT(segments::VerifyIndex(folder_).problems, IsEmpty());
  }
}

// In one step: between two renames the writer would find no folder.
void Exchange(const std::string& one, const std::string& other) {
  ASSERT_EQ(renameat2(AT_FDCWD, one.c_str(), AT_FDCWD, other.c_str(), RENAME_EXCHANGE), 0);
}

void CopyOver(const std::string& from, const std::string& to) {
  fs::copy(from, to, fs::copy_options::recursive | fs::copy_options::overwrite_existing);
}

INSTANTIATE_TEST_SUITE_P(
    All, FolderChangeTest,
    testing::Values(Change{"lock_removed", "LOCK was removed",
                           [](const std::string& folder, const std::string&) {
                             fs::remove(folder + "/LOCK");
                           }},
                    Change{"swapped_by_rename", "LOCK is another one",
                           [](const std::string& folder, const std::string& other) {
                             Exchange(folder, other);
                           }},
                    Change{"another_index_copied_over", "no longer alone",
                           [](const std::string& folder, const std::string& other) {
                             fs::remove(other + "/LOCK");
                             CopyOver(other, folder);
                           }},
                    Change{"an_older_backup_copied_over", "no longer alone",
                           [](const std::string& folder, const std::string&) {
                             CopyOver(folder + "/../backup", folder);
                           }},
                    Change{"moved_away", "LOCK was removed",
                           [](const std::string& folder, const std::string&) {
                             fs::rename(folder, folder + ".old");
                           }},
                    Change{"current_removed", "CURRENT was removed",
                           [](const std::string& folder, const std::string&) {
                             fs::remove(folder + "/CURRENT");
                           }}),
    [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace dateline::writer
