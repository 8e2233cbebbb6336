// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "core/errors/errors.h"
#include "indexer/writer/index_folder.h"
#include "tests/support/test_index.h"

namespace dateline::writer {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

TEST(IndexLockTest, TheSecondWriterIsToldWhoHoldsTheIndex) {
  const test_support::TempFolder temp;
  const auto first = IndexLock::Acquire(temp.path());
  ASSERT_TRUE(first.ok());
  const auto second = IndexLock::Acquire(temp.path());
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(errors::ReasonOf(second.status()), v1::ERROR_REASON_INDEX_LOCKED);
  std::array<char, 256> host{};
  ASSERT_EQ(gethostname(host.data(), host.size() - 1), 0);
  const std::string message(second.status().message());
  EXPECT_THAT(message,
              HasSubstr("process " + std::to_string(getpid()) + " on host " + host.data()));
}

TEST(IndexLockTest, TheLockIsFreeOnceItsHolderIsGone) {
  const test_support::TempFolder temp;
  ASSERT_TRUE(IndexLock::Acquire(temp.path()).ok());
  EXPECT_TRUE(IndexLock::Acquire(temp.path()).ok());
}

TEST(IndexWriterTest, ASecondWriterIsRefusedWhileTheFirstLives) {
  test_support::TestIndex index;
  WriterOptions options;
  options.folder = index.folder();
  const auto second = IndexWriter::Open(options);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(errors::ReasonOf(second.status()), v1::ERROR_REASON_INDEX_LOCKED);
}

TEST(CheckFreeSpaceTest, TooLittleSpaceIsResourceExhaustedWithTheRemedy) {
  const test_support::TempFolder temp;
  EXPECT_TRUE(CheckFreeSpace(temp.path(), 1).ok());
  const absl::Status full = CheckFreeSpace(temp.path(), std::uint64_t{1} << 62U);
  EXPECT_TRUE(absl::IsResourceExhausted(full));
  EXPECT_EQ(errors::ReasonOf(full), v1::ERROR_REASON_DISK_FULL);
  EXPECT_THAT(std::string(full.message()), HasSubstr("make room"));
}

class DroppedFilesTest : public testing::Test {
 protected:
  DroppedFilesTest() {
    EXPECT_TRUE(CreateFolders(files_).ok());
    manifest_.epoch = "0123456789abcdef";
    manifest_.generation = 7;
    for (const char* name :
         {"MANIFEST-0000000007-0123456789abcdef", "MANIFEST-0000000006", "CURRENT", "notes.txt",
          "segments/00000001.glass", "segments/00000002.glass"}) {
      std::ofstream(temp_.path() + "/" + name) << "x";
    }
    index::SegmentEntry kept;
    kept.database.name = "segments/00000002.glass";
    manifest_.segments.push_back(kept);
  }
  bool Exists(const std::string& name) const {
    return std::filesystem::exists(temp_.path() + "/" + name);
  }
  test_support::TempFolder temp_;
  const segments::IndexFiles files_{temp_.path()};
  index::Manifest manifest_;
};

TEST_F(DroppedFilesTest, ADroppedFileStaysForTheGracePeriodHoweverOldItIs) {
  std::filesystem::last_write_time(temp_.path() + "/segments/00000001.glass",
                                   std::filesystem::file_time_type::clock::now() - 24h);
  DroppedFiles dropped(files_, 60s);
  const DroppedFiles::Clock::time_point start;
  dropped.Sweep(manifest_, start);
  dropped.Sweep(manifest_, start + 59s);
  EXPECT_TRUE(Exists("segments/00000001.glass"));
  EXPECT_TRUE(Exists("MANIFEST-0000000006"));
  dropped.Sweep(manifest_, start + 60s);
  EXPECT_FALSE(Exists("segments/00000001.glass"));
  EXPECT_FALSE(Exists("MANIFEST-0000000006"));
}

TEST_F(DroppedFilesTest, WhatIsNamedOrNotOursStays) {
  DroppedFiles dropped(files_, 0s);
  dropped.Sweep(manifest_, {});
  RemoveLeftovers(files_, manifest_);
  for (const char* name :
       {"MANIFEST-0000000007-0123456789abcdef", "CURRENT", "notes.txt", "segments/00000002.glass"})
    EXPECT_TRUE(Exists(name)) << name;
  EXPECT_FALSE(Exists("segments/00000001.glass"));
}

TEST_F(DroppedFilesTest, SegmentsWithoutCurrentAreNotTakenForLeftovers) {
  std::filesystem::remove(temp_.path() + "/CURRENT");
  WriterOptions options;
  options.folder = temp_.path();
  const auto writer = IndexWriter::Open(options);
  ASSERT_FALSE(writer.ok());
  EXPECT_TRUE(absl::IsDataLoss(writer.status()));
  EXPECT_THAT(std::string(writer.status().message()), HasSubstr("CURRENT is missing"));
  EXPECT_TRUE(Exists("segments/00000001.glass"));
}

}  // namespace
}  // namespace dateline::writer
