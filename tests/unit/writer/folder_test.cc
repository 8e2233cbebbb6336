// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "core/errors/errors.h"
#include "core/index/files.h"
#include "indexer/segments/file_names.h"
#include "indexer/segments/maintenance.h"
#include "indexer/writer/dropped_files.h"
#include "indexer/writer/index_folder.h"
#include "indexer/writer/index_lock.h"
#include "tests/support/test_index.h"
#include "tests/support/two_segments.h"

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

using Path = std::string;

// What is below a folder: the content of files, the target of links.
std::map<Path, std::string> Everything(const std::string& folder) {
  std::map<Path, std::string> all;
  if (!std::filesystem::is_directory(folder)) return all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::string name = std::filesystem::relative(entry.path(), folder);
    if (entry.is_symlink()) {
      all[name] = "-> " + std::filesystem::read_symlink(entry.path()).string();
    } else if (entry.is_regular_file()) {
      all[name] = *index::ReadWholeFile(entry.path());
    } else {
      all[name] = "(folder)";
    }
  }
  return all;
}

void Write(const std::string& path, const std::string& text) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path) << text;
}

absl::Status OpenWriter(const std::string& folder) {
  WriterOptions options;
  options.folder = folder;
  options.threads = 1;
  return IndexWriter::Open(options).status();
}

constexpr std::string_view kEpoch = "0123456789abcdef";

struct Foreign {
  const char* name;
  std::vector<std::pair<const char*, const char*>> files;  // names and content; "->": a link
};

// Of other programs, of people, and nearly as ours.
const std::vector<Foreign> kForeign = {
    {"thesis", {{"scratch/thesis/ch1", "x"}}},
    {"photo", {{"segments/photo.jpg", "x"}}},
    {"notes", {{"notes.tmp", "x"}}},
    {"cargo", {{"MANIFEST-of-cargo.txt", "x"}}},
    {"leveldb", {{"CURRENT", "MANIFEST-000001\n"}, {"MANIFEST-000001", "x"}, {"LOCK", ""}}},
    {"current_of_another", {{"CURRENT", "42\n"}, {"data", "x"}}},
    {"lock_with_text", {{"LOCK", "the key of the shed\n"}}},
    {"stub_of_another", {{"xapian.stub", "auto /srv/mail\n"}}},
    {"file_named_scratch", {{"scratch", "x"}}},
    {"file_named_segments", {{"segments", "x"}}},
    {"file_in_scratch", {{"scratch/0123456789abcdef.0.1", "x"}}},
    {"link_named_scratch", {{"scratch", "->"}}},
    {"link_named_segments", {{"segments", "->"}}},
    {"link_named_current", {{"CURRENT", "->"}}},
    {"link_in_scratch", {{"scratch/0123456789abcdef.0.1", "->"}}},
    {"upper_epoch", {{"segments/00000001-0123456789ABCDEF.glass", "x"}}},
    {"short_number", {{"segments/0000001-0123456789abcdef.glass", "x"}}},
    {"long_epoch", {{"segments/00000001-0123456789abcdef0.glass", "x"}}},
    {"other_extension", {{"segments/00000001-0123456789abcdef.glasses", "x"}}},
    {"backup_of_segment", {{"segments/00000001-0123456789abcdef.glass.bak", "x"}}},
    {"no_epoch", {{"segments/00000001.glass", "x"}}},
    {"manifest_without_epoch", {{"MANIFEST-0000000001", "x"}}},
    {"manifest_with_more", {{"MANIFEST-0000000001-0123456789abcdef~", "x"}}},
    {"temporary_without_epoch", {{"CURRENT.tmp", "x"}}},
};

class ForeignFolderTest : public testing::TestWithParam<Foreign> {
 protected:
  void Fill(const std::string& folder) {
    Write(victim_ + "/00000001-0123456789abcdef.glass", "precious");
    Write(victim_ + "/0123456789abcdef.0.1/postlist.glass", "precious");
    for (const auto& [name, content] : GetParam().files) {
      const std::string path = folder + "/" + name;
      std::filesystem::create_directories(std::filesystem::path(path).parent_path());
      if (std::string_view(content) != "->") {
        Write(path, content);
      } else if (std::string_view(name) == "CURRENT") {
        std::filesystem::create_symlink(victim_ + "/00000001-0123456789abcdef.glass", path);
      } else {
        std::filesystem::create_directory_symlink(victim_, path);
      }
    }
  }
  test_support::TempFolder temp_;
  const std::string folder_ = temp_.path() + "/folder";
  const std::string victim_ = temp_.path() + "/victim";
};

TEST_P(ForeignFolderTest, IsRefusedAndNothingInItOrBehindItsLinksIsTouched) {
  std::filesystem::create_directory(folder_);
  Fill(folder_);
  const auto before = Everything(temp_.path());
  const absl::Status status = OpenWriter(folder_);
  ASSERT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_EQ(errors::ReasonOf(status), v1::ERROR_REASON_NOT_AN_INDEX);
  EXPECT_THAT(std::string(status.message()), HasSubstr("--index"));
  EXPECT_EQ(Everything(temp_.path()), before);
}

// Names that an index takes for itself are left out.
TEST_P(ForeignFolderTest, InAnIndexStaysAsItIs) {
  const std::string name = GetParam().files.front().first;
  if (name == "CURRENT" || name == "LOCK" || name == "xapian.stub" || name == "scratch" ||
      name == "segments") {
    GTEST_SKIP() << "a name of an index itself";
  }
  ASSERT_TRUE(OpenWriter(folder_).ok());
  Fill(folder_);
  const auto before = Everything(temp_.path());
  for (int round = 0; round < 2; ++round) {
    WriterOptions options;
    options.folder = folder_;
    options.bulk = true;
    const auto writer = IndexWriter::Open(options);
    ASSERT_TRUE(writer.ok()) << writer.status();
    (*writer)->Add(test_support::MakeArticle("id", "Headline", "Body " + std::to_string(round)),
                   [](const WriteOutcome&) {});
    ASSERT_TRUE((*writer)->Flush().ok());
    ASSERT_TRUE((*writer)->MergeAll().ok());
  }
  const auto after = Everything(temp_.path());
  for (const auto& [file, content] : before) {
    if (file.starts_with("folder/CURRENT") || file.starts_with("folder/LOCK") ||
        file.starts_with("folder/xapian.stub") ||
        segments::IsManifestFileName(std::filesystem::path(file).filename().string()))
      continue;
    const auto found = after.find(file);
    ASSERT_NE(found, after.end()) << file;
    EXPECT_EQ(found->second, content) << file;
  }
}

INSTANTIATE_TEST_SUITE_P(All, ForeignFolderTest, testing::ValuesIn(kForeign),
                         [](const auto& one) { return std::string(one.param.name); });

TEST(FolderTest, WhatAnInterruptedFirstStartLeavesIsTakenOver) {
  const test_support::TempFolder temp;
  const std::string folder = temp.path() + "/index";
  for (const char* name :
       {"LOCK", "xapian.stub", "CURRENT-0123456789abcdef.tmp", "xapian.stub-0123456789abcdef.tmp",
        "MANIFEST-0000000001-0123456789abcdef", "MANIFEST-0000000001-fedcba9876543210.tmp",
        "scratch/0123456789abcdef.0.1/postlist.glass"}) {
    Write(folder + "/" + name, std::string_view(name) == "LOCK" ? "17\nhost\n" : "");
  }
  std::filesystem::create_directory(folder + "/segments");
  ASSERT_TRUE(OpenWriter(folder).ok()) << OpenWriter(folder);
  EXPECT_FALSE(std::filesystem::exists(folder + "/scratch/0123456789abcdef.0.1"));
  EXPECT_FALSE(std::filesystem::exists(folder + "/MANIFEST-0000000001-fedcba9876543210.tmp"));
  EXPECT_TRUE(segments::VerifyIndex(folder).problems.empty());
}

TEST(FolderTest, APipeInThePlaceOfAFileIsRefusedAndDoesNotHang) {
  for (const char* name : {"CURRENT", "LOCK", "scratch", "segments"}) {
    const test_support::TempFolder temp;
    ASSERT_EQ(mkfifo((temp.path() + "/" + name).c_str(), 0600), 0);
    EXPECT_EQ(errors::ReasonOf(OpenWriter(temp.path())), v1::ERROR_REASON_NOT_AN_INDEX) << name;
  }
}

TEST(FolderTest, AnIndexWithoutCurrentOrWithADamagedOneIsNotTakenForAnEmptyFolder) {
  for (const bool gone : {true, false}) {
    const test_support::TwoSegments index;
    if (gone) {
      std::filesystem::remove(index.folder() + "/CURRENT");
    } else {
      index.Write("CURRENT", "MANIFEST-?");
    }
    const auto before = Everything(index.folder());
    const absl::Status status = OpenWriter(index.folder());
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("dateline-indexer repair"));
    EXPECT_EQ(Everything(index.folder()), before);
  }
}

class DroppedFilesTest : public testing::Test {
 protected:
  DroppedFilesTest() {
    EXPECT_TRUE(CreateFolders(files_).ok());
    manifest_.epoch = kEpoch;
    manifest_.generation = 7;
    for (const char* name : {kManifest, kOld, kDropped, kKept, kMaking, kOfAnother, "CURRENT",
                             "notes.txt", "segments/notes.txt"}) {
      std::ofstream(temp_.path() + "/" + name) << "x";
    }
    index::SegmentEntry kept;
    kept.database.name = kKept;
    manifest_.segments.push_back(kept);
  }
  bool Exists(const std::string& name) const {
    return std::filesystem::exists(temp_.path() + "/" + name);
  }
  static constexpr const char* kManifest = "MANIFEST-0000000007-0123456789abcdef";
  static constexpr const char* kOld = "MANIFEST-0000000006-0123456789abcdef";
  static constexpr const char* kDropped = "segments/00000001-0123456789abcdef.glass";
  static constexpr const char* kKept = "segments/00000002-0123456789abcdef.glass";
  static constexpr const char* kMaking = "segments/00000003-0123456789abcdef.glass.tmp";
  static constexpr const char* kOfAnother = "segments/00000001-fedcba9876543210.glass";
  test_support::TempFolder temp_;
  const segments::IndexFiles files_{temp_.path()};
  index::Manifest manifest_;
};

TEST_F(DroppedFilesTest, ADroppedFileStaysForTheGracePeriodHoweverOldItIs) {
  std::filesystem::last_write_time(temp_.path() + "/" + kDropped,
                                   std::filesystem::file_time_type::clock::now() - 24h);
  DroppedFiles dropped(files_, std::string(kEpoch), 60s);
  EXPECT_EQ(dropped.due(), DroppedFiles::Clock::time_point::max());
  const DroppedFiles::Clock::time_point start;
  dropped.Sweep(manifest_, {.now = start});
  EXPECT_EQ(dropped.due(), start + 60s);
  dropped.Sweep(manifest_, {.now = start + 59s});
  EXPECT_TRUE(Exists(kDropped));
  EXPECT_TRUE(Exists(kOld));
  dropped.Sweep(manifest_, {.now = start + 60s});
  EXPECT_FALSE(Exists(kDropped));
  EXPECT_FALSE(Exists(kOld));
  EXPECT_EQ(dropped.due(), DroppedFiles::Clock::time_point::max());
}

TEST_F(DroppedFilesTest, IfRoomIsWantedItGoesAtOnceButNotWhatIsBeingMade) {
  DroppedFiles dropped(files_, std::string(kEpoch), 60s);
  dropped.Sweep(manifest_, {.now = {}, .at_once = true, .in_making = {{3, std::string(kEpoch)}}});
  EXPECT_FALSE(Exists(kDropped));
  EXPECT_TRUE(Exists(kMaking));
}

TEST_F(DroppedFilesTest, WhatIsNamedOrNotOursStays) {
  DroppedFiles dropped(files_, std::string(kEpoch), 0s);
  dropped.Sweep(manifest_, {});
  EXPECT_TRUE(Exists(kOfAnother)) << "of another writer that may be at work";
  RemoveLeftovers(files_, manifest_);
  for (const char* name : {kManifest, kKept, "CURRENT", "notes.txt", "segments/notes.txt"})
    EXPECT_TRUE(Exists(name)) << name;
  EXPECT_FALSE(Exists(kDropped));
  EXPECT_FALSE(Exists(kOfAnother)) << "a writer that starts is alone";
}

}  // namespace
}  // namespace dateline::writer
