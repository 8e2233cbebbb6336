// SPDX-License-Identifier: GPL-3.0-or-later
// Merges that are cancelled, and files that merges and commits have dropped.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <set>
#include <stop_token>
#include <thread>

#include "core/errors/errors.h"
#include "core/index/files.h"
#include "indexer/segments/maintenance.h"
#include "indexer/writer/index_writer.h"
#include "indexer/writer/merge.h"
#include "tests/support/file_faults.h"
#include "tests/support/index_contents.h"
#include "tests/support/test_index.h"
#include "tests/support/two_segments.h"

namespace dateline::writer {
namespace {

using testing::IsEmpty;
using testing::SizeIs;
namespace fs = std::filesystem;

std::set<std::string> Names(const std::string& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename());
  return names;
}

// Polls; false: it did not become true in time.
bool Becomes(const std::function<bool()>& holds) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

// Two segments with dead articles, and their merge.
class CancelTest : public testing::Test {
 protected:
  CancelTest() {
    lock_ = *IndexLock::Acquire(index_.folder());
    EXPECT_TRUE(generations_.Open(*lock_, {}, Generations::Damaged::kRefuse).ok());
  }
  test_support::TwoSegments index_;
  test_support::FileFaults faults_;
  const segments::IndexFiles files_{index_.folder(), faults_.seam()};
  std::unique_ptr<IndexLock> lock_;
  Generations generations_{files_, false};
};

TEST_F(CancelTest, AtAnyStepEndsTheMergeAndLeavesNoFiles) {
  const auto segments_before = Names(index_.folder() + "/segments");
  int finished = 0;
  for (int at = 0; finished == 0; ++at) {
    ASSERT_LT(at, 1000);
    MergeWork work = PlanMerge(generations_, {0, 1});
    work.expunge = {true, false};
    std::stop_source stop;
    int step = 0;
    if (at == 0) stop.request_stop();
    faults_.Set([&](std::string_view, const std::string&) {
      if (++step == at) stop.request_stop();
      return absl::OkStatus();
    });
    auto merged = RunMerge(files_, work, stop.get_token());
    faults_.Clear();
    if (merged.ok()) {
      ++finished;
      ASSERT_TRUE(InstallMerge(generations_, work, std::move(merged)).ok());
      break;
    }
    EXPECT_TRUE(absl::IsCancelled(merged.status())) << at << merged.status();
    EXPECT_EQ(Names(index_.folder() + "/segments"), segments_before) << at;
    EXPECT_THAT(Names(index_.folder() + "/scratch"), IsEmpty()) << at;
    ASSERT_TRUE(absl::IsCancelled(InstallMerge(generations_, work, merged.status()))) << at;
  }
  EXPECT_THAT(segments::VerifyIndex(index_.folder()).problems, IsEmpty());
  EXPECT_THAT(test_support::ReadIndex(index_.folder()).articles, SizeIs(48));
}

// Words that no other article has, so that the database is large.
article::Article Wordy(int number) {
  std::string body;
  for (int word = 0; word < 150; ++word) body += fmt::format("w{}x{} ", number, word);
  return test_support::MakeArticle(fmt::format("id-{}", number), "Headline", body);
}

TEST(CancelRunningTest, ACompactionEndsInTheMiddle) {
  const test_support::TempFolder temp;
  WriterOptions options;
  options.folder = temp.path() + "/index";
  options.bulk = true;
  options.sync = false;
  {
    auto writer = IndexWriter::Open(options);
    ASSERT_TRUE(writer.ok()) << writer.status();
    for (int i = 0; i < 4000; ++i) {
      (*writer)->Add(Wordy(i), [](const WriteOutcome&) {});
      ASSERT_TRUE(i % 2000 != 1999 || (*writer)->Flush().ok());
    }
  }
  const segments::IndexFiles files(options.folder);
  const auto lock = *IndexLock::Acquire(options.folder);
  Generations generations(files, false);
  ASSERT_TRUE(generations.Open(*lock, {}, Generations::Damaged::kRefuse).ok());
  const auto before = Names(options.folder + "/segments");
  bool cut = false;
  for (int round = 0; round < 20 && !cut; ++round) {
    const MergeWork work = PlanMerge(generations, {0, 1});
    const std::string made = fmt::format("{}/segments/{:08}-{}.glass.tmp", options.folder,
                                         work.target.number, work.target.epoch);
    std::stop_source stop;
    bool at_work = false;
    std::jthread cancel([&] {
      at_work = Becomes([&] { return fs::exists(made); });
      stop.request_stop();
    });
    const auto merged = RunMerge(files, work, stop.get_token());
    cut = absl::IsCancelled(merged.status()) && at_work;
    ASSERT_TRUE(merged.ok() || absl::IsCancelled(merged.status())) << merged.status();
    if (merged.ok()) continue;
    EXPECT_EQ(Names(options.folder + "/segments"), before);
  }
  EXPECT_TRUE(cut);
  EXPECT_THAT(test_support::ReadIndex(options.folder).problems, IsEmpty());
}

TEST(MergeRunnerTest, ClosingTheWriterCancelsAMergeThatRuns) {
  constexpr int kArticles = 3000;
  test_support::FileFaults faults;
  const test_support::TempFolder temp;
  WriterOptions options;
  options.folder = temp.path() + "/index";
  options.sync = false;
  options.file_fault = faults.seam();
  auto writer = IndexWriter::Open(options);
  ASSERT_TRUE(writer.ok()) << writer.status();
  std::vector<std::string> dead;
  for (int i = 0; i < kArticles; ++i) {
    (*writer)->Add(Wordy(i), [](const WriteOutcome&) {});
    if (i % 3 == 0) dead.push_back(fmt::format("id-{}", i));
  }
  ASSERT_TRUE((*writer)->MergeAll().ok());
  std::atomic<bool> merging{false};
  std::atomic<bool> closing{false};
  std::atomic<int> added{0};
  faults.Set([&](std::string_view step, const std::string&) {
    if (step != "scratch add") return absl::OkStatus();
    merging = true;
    while (!closing) std::this_thread::yield();
    ++added;
    return absl::OkStatus();
  });
  ASSERT_TRUE((*writer)->Delete(dead).ok());
  ASSERT_TRUE(Becomes([&] { return merging.load(); }));
  closing = true;
  writer->reset();
  EXPECT_LT(added, kArticles - static_cast<int>(dead.size()));
  faults.Clear();
  EXPECT_THAT(Names(options.folder + "/scratch"), IsEmpty());
  const auto manifest = index::ReadCurrentManifest(options.folder);
  std::size_t files = 0;
  for (const std::string& name : Names(options.folder + "/segments")) {
    bool named = false;
    for (const index::FileEntry& file : index::FilesOf(manifest->segments.front()))
      named |= file.name == "segments/" + name;
    files += named ? 1U : 0U;
  }
  EXPECT_EQ(files, 5U);
  EXPECT_THAT(test_support::ReadIndex(options.folder).articles,
              SizeIs(std::size_t{kArticles} - dead.size()));
}

std::size_t FilesOnDisk(const std::string& folder) {
  std::size_t manifests = 0;
  for (const std::string& name : Names(folder))
    manifests += name.starts_with("MANIFEST-") ? 1U : 0U;
  return manifests + Names(folder + "/segments").size();
}

std::size_t FilesNamed(const IndexWriter& writer) {
  std::size_t files = 1;
  for (const index::SegmentEntry& segment : writer.manifest().segments)
    files += index::FilesOf(segment).size();
  return files;
}

WriterOptions Kept(std::chrono::milliseconds grace) {
  WriterOptions options;
  options.sync = false;
  options.background_merge = false;
  options.drop_grace = grace;
  return options;
}

TEST(MergeRunnerTest, AnIdleWriterRemovesDroppedFilesWhenTheirTimeHasCome) {
  test_support::TestIndex index(Kept(std::chrono::milliseconds(300)));
  for (int i = 0; i < 5; ++i) index.Add({Wordy(i)});
  ASSERT_TRUE(index.writer().MergeAll().ok());
  EXPECT_GT(FilesOnDisk(index.folder()), FilesNamed(index.writer()));
  EXPECT_TRUE(Becomes([&] { return FilesOnDisk(index.folder()) == FilesNamed(index.writer()); }));
  EXPECT_THAT(segments::VerifyIndex(index.folder()).problems, IsEmpty());
}

TEST(MergeRunnerTest, OnAFullDiskDroppedFilesGoAtOnce) {
  test_support::FileFaults faults;
  WriterOptions options = Kept(std::chrono::hours(1));
  options.file_fault = faults.seam();
  test_support::TestIndex index(options);
  for (int i = 0; i < 5; ++i) index.Add({Wordy(i)});
  ASSERT_TRUE(index.writer().MergeAll().ok());
  EXPECT_GT(FilesOnDisk(index.folder()), FilesNamed(index.writer()));
  faults.Set([](std::string_view step, const std::string&) {
    return step == "write" ? index::DiskFull("no room") : absl::OkStatus();
  });
  absl::Status refused;
  index.writer().Add(Wordy(10), [&](const WriteOutcome& outcome) { refused = outcome.status; });
  (void)index.writer().Flush();
  EXPECT_EQ(errors::ReasonOf(refused), v1::ERROR_REASON_DISK_FULL) << refused;
  EXPECT_TRUE(Becomes([&] { return FilesOnDisk(index.folder()) == FilesNamed(index.writer()); }));
}

TEST(MergeRunnerTest, BelowTheReserveDroppedFilesGoAtOnce) {
  test_support::TempFolder temp;
  WriterOptions options = Kept(std::chrono::hours(1));
  options.folder = temp.path() + "/index";
  options.min_free_bytes = 0;
  auto writer = IndexWriter::Open(options);
  ASSERT_TRUE(writer.ok());
  for (int i = 0; i < 5; ++i) {
    (*writer)->Add(Wordy(i), [](const WriteOutcome&) {});
    ASSERT_TRUE((*writer)->Flush().ok());
  }
  ASSERT_TRUE((*writer)->MergeAll().ok());
  EXPECT_GT(FilesOnDisk(options.folder), FilesNamed(**writer));
  writer->reset();
  options.min_free_bytes = std::uint64_t{1} << 62U;
  writer = IndexWriter::Open(options);
  ASSERT_TRUE(writer.ok());
  ASSERT_TRUE((*writer)->Delete({"id-1"}).ok());
  EXPECT_GT(FilesOnDisk(options.folder), FilesNamed(**writer));
  absl::Status refused;
  (*writer)->Add(Wordy(10), [&](const WriteOutcome& outcome) { refused = outcome.status; });
  EXPECT_EQ(errors::ReasonOf(refused), v1::ERROR_REASON_DISK_FULL) << refused;
  EXPECT_EQ(FilesOnDisk(options.folder), FilesNamed(**writer));
}

}  // namespace
}  // namespace dateline::writer
