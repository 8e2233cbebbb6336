// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/segments/index_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "core/index/files.h"
#include "indexer/segments/file_writer.h"
#include "tests/support/file_faults.h"
#include "tests/support/test_index.h"

namespace dateline::segments {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class IndexFilesTest : public testing::Test {
 protected:
  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(temp_.path()))
      names.push_back(entry.path().filename());
    return names;
  }
  void FailAt(const std::string& step, const absl::Status& status) {
    faults_.Set([step, status](std::string_view now, const std::string&) {
      return now == step ? status : absl::OkStatus();
    });
  }
  absl::Status WriteInPieces(const std::string& bytes) const {
    auto writer = FileWriter::Create(files_, "a");
    if (!writer.ok()) return writer.status();
    if (absl::Status status = (*writer)->Append(bytes); !status.ok()) return status;
    return (*writer)->Finish().status();
  }

  test_support::TempFolder temp_;
  test_support::FileFaults faults_;
  const IndexFiles files_{temp_.path(), faults_.seam()};
};

TEST_F(IndexFilesTest, EveryDurableStepIsOfferedToTheSeamInOrder) {
  std::vector<std::string> steps;
  faults_.Set([&steps, this](std::string_view step, const std::string& path) {
    EXPECT_TRUE(path.starts_with(temp_.path())) << path;
    steps.emplace_back(step);
    return absl::OkStatus();
  });
  ASSERT_TRUE(files_.WriteFile("a", "bytes", true).ok());
  EXPECT_THAT(steps, ElementsAre("write", "sync", "rename"));
  steps.clear();
  ASSERT_TRUE(WriteInPieces("bytes").ok());
  EXPECT_THAT(steps, ElementsAre("write", "sync", "rename"));
  steps.clear();
  ASSERT_TRUE(files_.SyncFolder().ok());
  ASSERT_TRUE(files_.RemoveFile("a").ok());
  EXPECT_THAT(steps, ElementsAre("sync folder", "remove"));
}

TEST_F(IndexFilesTest, AFileThatFailsLeavesNothingAndTheOldOneStays) {
  for (const char* step : {"write", "sync", "rename"}) {
    FailAt(step, index::DiskFull("no room"));
    EXPECT_TRUE(absl::IsResourceExhausted(files_.WriteFile("a", "bytes", true))) << step;
    EXPECT_TRUE(absl::IsResourceExhausted(WriteInPieces("bytes"))) << step;
    EXPECT_THAT(Names(), IsEmpty()) << step;
  }
  faults_.Clear();
  ASSERT_TRUE(files_.WriteFile("a", "old", true).ok());
  FailAt("rename", absl::InternalError("I/O error"));
  EXPECT_FALSE(files_.WriteFile("a", "new", true).ok());
  EXPECT_FALSE(WriteInPieces("new").ok());
  EXPECT_EQ(*index::ReadWholeFile(files_.Path("a")), "old");
  EXPECT_THAT(Names(), ElementsAre("a"));
}

TEST_F(IndexFilesTest, OnlyASyncThatFailsForAnotherReasonThanSpaceIsASyncFailure) {
  FailAt("sync", absl::InternalError("I/O error"));
  EXPECT_TRUE(IsSyncFailure(files_.WriteFile("a", "bytes", true)));
  EXPECT_TRUE(IsSyncFailure(WriteInPieces("bytes")));
  EXPECT_TRUE(files_.WriteFile("a", "bytes", false).ok());
  EXPECT_TRUE(IsSyncFailure(files_.SyncFile("a")));
  FailAt("sync", index::DiskFull("no room"));
  EXPECT_FALSE(IsSyncFailure(files_.WriteFile("a", "bytes", true)));
  FailAt("write", absl::InternalError("I/O error"));
  EXPECT_FALSE(IsSyncFailure(files_.WriteFile("a", "bytes", true)));
}

TEST_F(IndexFilesTest, AFileInPiecesIsDescribedAsItIsOnDisk) {
  auto writer = FileWriter::Create(files_, "a");
  ASSERT_TRUE(writer.ok()) << writer.status();
  const std::string piece(700'000, 'x');  // several of them fill the buffer
  for (int i = 0; i < 5; ++i) ASSERT_TRUE((*writer)->Append(piece).ok());
  const auto entry = (*writer)->Finish();
  ASSERT_TRUE(entry.ok()) << entry.status();
  EXPECT_EQ(entry->bytes, 5 * piece.size());
  EXPECT_EQ(*entry, *index::DescribeFile(temp_.path(), "a"));
}

}  // namespace
}  // namespace dateline::segments
