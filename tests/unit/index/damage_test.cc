// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "core/index/files.h"
#include "core/index/segment.h"
#include "indexer/segments/maintenance.h"
#include "tests/support/index_contents.h"
#include "tests/support/test_index.h"

namespace dateline::index {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr int kFlipsAFile = 60;

// Two segments, both with dead articles, and nobody writing.
class DamageTest : public testing::Test {
 protected:
  DamageTest() {
    writer::WriterOptions options;
    options.folder = folder_;
    options.threads = 1;
    options.background_merge = false;
    options.bulk = true;
    options.sync = false;
    options.min_free_bytes = 0;
    auto writer = writer::IndexWriter::Open(options);
    EXPECT_TRUE(writer.ok()) << writer.status();
    for (const int first : {0, 20}) {
      for (int i = first; i < first + 30; ++i) {
        (*writer)->Add(
            test_support::MakeArticle("id" + std::to_string(i), "Headline " + std::to_string(first),
                                      "A body of some words", "2026-01-02", "Source"),
            [](const writer::WriteOutcome&) {});
      }
      EXPECT_TRUE((*writer)->Flush().ok());
    }
    EXPECT_TRUE((*writer)->Delete({"id1", "id45"}).ok());
  }

  std::vector<FileEntry> Files() const {
    std::vector<FileEntry> files;
    const auto manifest = ReadCurrentManifest(folder_);
    for (const SegmentEntry& segment : manifest->segments) {
      for (FileEntry& file : FilesOf(segment)) files.push_back(std::move(file));
    }
    return files;
  }
  void Put(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder_ + "/" + name, std::ios::binary) << bytes;
  }

  test_support::TempFolder temp_;
  const std::string folder_ = temp_.path() + "/index";
};

TEST_F(DamageTest, AnIndexThatIsWholeHasNoProblems) {
  EXPECT_EQ(Files().size(), 10U);  // four a segment, and tombstones of both
  const segments::VerifyReport report = segments::VerifyIndex(folder_);
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_EQ(report.files, 10U);
  EXPECT_EQ(test_support::ReadIndex(folder_).articles.size(), 48U);
}

TEST_F(DamageTest, VerifyNamesTheFileOfEveryFlippedByte) {
  std::mt19937 random(1);
  for (const FileEntry& file : Files()) {
    const std::string good = *ReadWholeFile(folder_ + "/" + file.name);
    for (int flip = 0; flip < kFlipsAFile; ++flip) {
      std::string bad = good;
      char& byte = bad[flip == 0 ? 0 : flip == 1 ? bad.size() - 1 : random() % bad.size()];
      byte = static_cast<char>(byte ^ (1 << random() % 8));
      Put(file.name, bad);
      EXPECT_THAT(segments::VerifyIndex(folder_).problems, Contains(HasSubstr(file.name)));
    }
    Put(file.name, good);
  }
  EXPECT_THAT(segments::VerifyIndex(folder_).problems, IsEmpty());
}

TEST_F(DamageTest, VerifyNamesFilesThatAreCutShortOrGone) {
  for (const FileEntry& file : Files()) {
    const std::string good = *ReadWholeFile(folder_ + "/" + file.name);
    for (const std::size_t bytes : {std::size_t{0}, good.size() / 2, good.size() - 1}) {
      Put(file.name, good.substr(0, bytes));
      EXPECT_THAT(segments::VerifyIndex(folder_).problems, Contains(HasSubstr(file.name))) << bytes;
    }
    std::filesystem::remove(folder_ + "/" + file.name);
    EXPECT_THAT(segments::VerifyIndex(folder_).problems, Contains(HasSubstr(file.name)));
    Put(file.name, good);
  }
}

// Whatever stands in columns, rows and tombstones, reading ends with articles or with an error.
TEST_F(DamageTest, ReadingADamagedIndexNeverCrashesAndLeavesOtherSegmentsWhole) {
  std::mt19937 random(2);
  for (const FileEntry& file : Files()) {
    if (file.name.ends_with(".glass")) continue;
    const std::string good = *ReadWholeFile(folder_ + "/" + file.name);
    for (int flip = 0; flip < kFlipsAFile; ++flip) {
      std::string bad = good;
      for (int bytes = 0; bytes < 4; ++bytes)
        bad[random() % bad.size()] = static_cast<char>(random());
      Put(file.name, bad);
      const auto snapshot = OpenSnapshot(folder_, nullptr);
      ASSERT_TRUE(snapshot.ok()) << snapshot.status();
      EXPECT_GE((*snapshot)->segments.size(), 1U);
      EXPECT_LE((*snapshot)->damaged.size(), 1U);
      for (const SegmentView& view : (*snapshot)->segments) {
        for (DocId doc = 1; doc <= view.segment->columns().rows(); ++doc)
          (void)view.segment->ReadArticle(doc);
      }
    }
    Put(file.name, good);
  }
}

// Bit rot that opening does not see: in the middle of stored articles, words or postings.
class HiddenDamageTest : public DamageTest {
 protected:
  HiddenDamageTest() {
    name_ = ReadCurrentManifest(folder_)->segments[0].articles.name;
    std::string bytes = *ReadWholeFile(folder_ + "/" + name_);
    bytes[100] = static_cast<char>(bytes[100] ^ 1);
    Put(name_, bytes);
  }
  writer::WriterOptions Options() const {
    writer::WriterOptions options;
    options.folder = folder_;
    options.threads = 1;
    options.background_merge = false;
    options.bulk = true;
    options.min_free_bytes = 0;
    return options;
  }
  std::string name_;
};

TEST_F(HiddenDamageTest, AMergeNamesTheFileLeavesItsSegmentOutAndMergesTheRest) {
  std::vector<std::string> told;
  writer::WriterOptions options = Options();
  options.on_damage = [&told](const absl::Status& status) { told.emplace_back(status.message()); };
  auto writer = writer::IndexWriter::Open(options);
  ASSERT_TRUE(writer.ok()) << writer.status();
  for (int i = 0; i < 2; ++i) {
    (*writer)->Add(test_support::MakeArticle("new" + std::to_string(i), "New", "Body"),
                   [](const writer::WriteOutcome& outcome) { EXPECT_TRUE(outcome.status.ok()); });
    ASSERT_TRUE((*writer)->Flush().ok());
  }
  for (int round = 0; round < 2; ++round) {
    const absl::Status merged = (*writer)->MergeAll();
    ASSERT_TRUE(absl::IsDataLoss(merged)) << merged;
    EXPECT_THAT(std::string(merged.message()), HasSubstr(name_));
  }
  EXPECT_THAT(told, ElementsAre(HasSubstr(name_)));
  EXPECT_EQ((*writer)->manifest().segments.size(), 2U);
  EXPECT_EQ((*writer)->manifest().segments[0].articles.name, name_);
  EXPECT_THAT(segments::VerifyIndex(folder_).problems, ElementsAre(HasSubstr(name_)));
}

TEST_F(HiddenDamageTest, ABackupNamesTheFileAndLeavesNothing) {
  for (const bool there : {false, true}) {
    const std::string target = temp_.path() + "/copy";
    if (there) std::filesystem::create_directory(target);
    const absl::Status status = segments::BackupIndex(folder_, target);
    ASSERT_TRUE(absl::IsDataLoss(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(name_));
    EXPECT_EQ(std::filesystem::exists(target), there);
    EXPECT_FALSE(std::filesystem::exists(target + "/segments"));
  }
}

TEST_F(DamageTest, AWriterRefusesADamagedIndexAndSaysWhatToDo) {
  const std::string name = Files().front().name;
  Put(name, "not a database");
  writer::WriterOptions options;
  options.folder = folder_;
  const auto writer = writer::IndexWriter::Open(options);
  ASSERT_TRUE(absl::IsDataLoss(writer.status())) << writer.status();
  EXPECT_THAT(std::string(writer.status().message()), HasSubstr("backup"));
}

}  // namespace
}  // namespace dateline::index
