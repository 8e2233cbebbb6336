// SPDX-License-Identifier: GPL-3.0-or-later
// Every file step of a load, a delete and a merge fails once, by the seam of IndexFiles.
#include <absl/synchronization/mutex.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <set>

#include "core/errors/errors.h"
#include "core/index/files.h"
#include "indexer/segments/maintenance.h"
#include "tests/support/file_faults.h"
#include "tests/support/index_contents.h"
#include "tests/support/test_index.h"

namespace dateline::writer {
namespace {

using testing::IsEmpty;

article::Article Version(int id, int version) {
  return test_support::MakeArticle(fmt::format("id-{}", id),
                                   fmt::format("Version {} of {}", version, id), "Body.");
}

// A writer that is used by one thread, and what it acknowledged.
class Loader {
 public:
  Loader(std::string folder, test_support::FileFaults& faults) {
    options_.folder = std::move(folder);
    options_.file_fault = faults.seam();
  }

  absl::Status Open() {
    options_.threads = 1;
    options_.background_merge = false;
    options_.min_free_bytes = 0;
    options_.commit_interval = std::chrono::milliseconds(1);
    auto writer = IndexWriter::Open(options_);
    if (!writer.ok()) return writer.status();
    writer_ = std::move(*writer);
    return absl::OkStatus();
  }
  void Close() { writer_ = nullptr; }
  IndexWriter& writer() { return *writer_; }

  void Add(const article::Article& article) {
    writer_->Add(article, [this, article](const WriteOutcome& outcome) {
      const absl::MutexLock lock(&mutex_);
      if (outcome.result == WriteResult::kRejected) {
        unsure_.insert(article.id());
        failures_.push_back(outcome.status);
      } else {
        acknowledged_[article.id()] = test_support::Normalised(article);
        unsure_.erase(article.id());
      }
    });
  }
  void Run() {
    for (int i = 0; i < 4; ++i) Add(Version(i, 1));
    Note(writer_->Flush().status());
    for (int i = 2; i < 6; ++i) Add(Version(i, 2));
    Note(writer_->Flush().status());
    Delete("id-0");
    Note(writer_->MergeAll());
  }
  void Delete(const std::string& id) {
    const auto deleted = writer_->Delete({id});
    Note(deleted.status());
    if (deleted.ok()) {
      acknowledged_.erase(id);
    } else {
      unsure_.insert(id);
    }
  }

  // Acknowledged articles with their content, and nothing else but what was left unsure.
  std::vector<std::string> Check() {
    test_support::IndexContents found = test_support::ReadIndex(options_.folder);
    std::map<std::string, article::Article> expected = acknowledged_;
    for (const std::string& id : unsure_) {
      expected.erase(id);
      found.articles.erase(id);
    }
    std::vector<std::string> lines = test_support::Differences(expected, found);
    const auto verify = segments::VerifyIndex(options_.folder).problems;
    lines.insert(lines.end(), verify.begin(), verify.end());
    return lines;
  }
  std::vector<absl::Status> failures() const { return failures_; }

 private:
  void Note(const absl::Status& status) {
    if (!status.ok()) failures_.push_back(status);
  }

  WriterOptions options_;
  absl::Mutex mutex_;
  std::map<std::string, article::Article> acknowledged_;
  std::set<std::string> unsure_;
  std::vector<absl::Status> failures_;
  std::unique_ptr<IndexWriter> writer_;
};

std::set<std::string> FilesBelow(const std::string& folder) {
  std::set<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.insert(std::filesystem::relative(entry.path(), folder));
  }
  return files;
}

class WriterFaultsTest : public testing::Test {
 protected:
  // Fails step number `at`, once or from there on; keeps its name in step_.
  void FailAt(int at, bool for_good, absl::Status status) {
    count_ = 0;
    faults_.Set([this, at, for_good, status = std::move(status)](std::string_view step,
                                                                 const std::string&) {
      const int now = count_++;
      if (now == at) step_ = step;
      return now == at || (for_good && now > at) ? status : absl::OkStatus();
    });
  }
  test_support::FileFaults faults_;
  std::atomic<int> count_{0};
  std::string step_;
};

TEST_F(WriterFaultsTest, EveryStepMayFailAndNothingAcknowledgedIsLost) {
  for (const bool for_good : {false, true}) {
    for (const bool no_space : {false, true}) {
      int steps = 1;
      for (int at = 0; at < steps; ++at) {
        const test_support::TempFolder temp;
        Loader loader(temp.path() + "/index", faults_);
        ASSERT_TRUE(loader.Open().ok());
        FailAt(at, for_good,
               no_space ? index::DiskFull("no room") : absl::InternalError("I/O error"));
        loader.Run();
        steps = std::max(steps, count_.load());
        const std::string context =
            fmt::format("step {} ('{}'), {}, {}", at, step_, for_good ? "for good" : "once",
                        no_space ? "no space" : "I/O error");
        faults_.Clear();
        EXPECT_THAT(loader.Check(), IsEmpty()) << context;
        const bool sync = step_.starts_with("sync");
        if (sync && !no_space && at < count_) {
          EXPECT_EQ(errors::ReasonOf(loader.writer().failure()), v1::ERROR_REASON_WRITER_BROKEN)
              << context;
        }
        loader.Close();
        ASSERT_TRUE(loader.Open().ok()) << context;
        EXPECT_THAT(loader.Check(), IsEmpty()) << context;
        loader.Add(Version(100, 1));
        ASSERT_TRUE(loader.writer().Flush().ok());
        EXPECT_THAT(loader.Check(), IsEmpty()) << context;
      }
      EXPECT_GT(steps, 40);
    }
  }
}

TEST_F(WriterFaultsTest, AFullDiskIsResourceExhaustedAndTheSameWriterGoesOnWithSpace) {
  int steps = 1;
  for (int at = 0; at < steps; ++at) {
    const test_support::TempFolder temp;
    Loader loader(temp.path() + "/index", faults_);
    ASSERT_TRUE(loader.Open().ok());
    FailAt(at, true, index::DiskFull("no room"));
    loader.Run();
    steps = std::max(steps, count_.load());
    faults_.Clear();
    if (!loader.writer().failure().ok()) {
      EXPECT_EQ(step_, "sync folder");  // after CURRENT was replaced: what is true is unknown
      continue;
    }
    for (const absl::Status& failure : loader.failures())
      EXPECT_EQ(errors::ReasonOf(failure), v1::ERROR_REASON_DISK_FULL) << failure;
    loader.Add(Version(100, 1));
    ASSERT_TRUE(loader.writer().Flush().ok());
    EXPECT_THAT(loader.Check(), IsEmpty()) << at;
  }
}

TEST_F(WriterFaultsTest, AFailedCommitLeavesNoFiles) {
  int failed = 0;
  for (int at = 0;; ++at) {
    const test_support::TempFolder temp;
    Loader loader(temp.path() + "/index", faults_);
    ASSERT_TRUE(loader.Open().ok());
    loader.Run();
    const std::set<std::string> before = FilesBelow(temp.path() + "/index/segments");
    const std::size_t refused = loader.failures().size();
    std::atomic<int> step{0};
    // A writer that cannot remove files cannot clean up: removing works.
    faults_.Set([&](std::string_view what, const std::string&) {
      return what != "remove" && step++ >= at ? index::DiskFull("no room") : absl::OkStatus();
    });
    loader.Add(Version(3, 1000));
    (void)loader.writer().Flush();
    faults_.Clear();
    if (loader.failures().size() == refused) break;
    ++failed;
    if (!loader.writer().failure().ok()) continue;  // CURRENT may name the files
    // Those that were dropped before may go: the disk is full.
    EXPECT_THAT(FilesBelow(temp.path() + "/index/segments"), testing::IsSubsetOf(before)) << at;
  }
  EXPECT_GT(failed, 8);
}

TEST_F(WriterFaultsTest, ABrokenWriterRefusesArticlesDeletesAndMerges) {
  const test_support::TempFolder temp;
  Loader loader(temp.path() + "/index", faults_);
  ASSERT_TRUE(loader.Open().ok());
  faults_.Set([](std::string_view step, const std::string&) {
    return step == "sync" ? absl::InternalError("I/O error") : absl::OkStatus();
  });
  loader.Add(Version(1, 1));
  EXPECT_EQ(errors::ReasonOf(loader.writer().Flush().status()), v1::ERROR_REASON_WRITER_BROKEN);
  faults_.Clear();
  loader.Add(Version(2, 1));
  EXPECT_EQ(loader.failures().size(), 2U);
  for (const absl::Status& failure : loader.failures())
    EXPECT_EQ(errors::ReasonOf(failure), v1::ERROR_REASON_WRITER_BROKEN) << failure;
  EXPECT_EQ(errors::ReasonOf(loader.writer().Delete({"id-1"}).status()),
            v1::ERROR_REASON_WRITER_BROKEN);
  EXPECT_EQ(errors::ReasonOf(loader.writer().MergeAll()), v1::ERROR_REASON_WRITER_BROKEN);
  EXPECT_EQ(errors::ReasonOf(loader.writer().WaitForMerges()), v1::ERROR_REASON_WRITER_BROKEN);
}

}  // namespace
}  // namespace dateline::writer
