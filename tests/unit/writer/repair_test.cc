// SPDX-License-Identifier: GPL-3.0-or-later
// After a repair every article that is whole is found, and every other one is named.
#include "indexer/writer/repair.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "core/errors/errors.h"
#include "core/index/files.h"
#include "indexer/segments/maintenance.h"
#include "indexer/writer/index_lock.h"
#include "indexer/writer/index_writer.h"
#include "tests/support/index_contents.h"
#include "tests/support/two_segments.h"

namespace dateline::writer {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
namespace fs = std::filesystem;
using Articles = std::map<std::string, article::Article>;

class RepairTest : public testing::Test {
 protected:
  // A fresh copy of the index.
  std::string Copy() {
    const std::string copy = temp_.path() + "/copy";
    fs::remove_all(copy);
    fs::copy(index_.folder(), copy, fs::copy_options::recursive);
    return copy;
  }
  static void Write(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  }
  static void Flip(const std::string& path, std::size_t at) {
    std::string bytes = *index::ReadWholeFile(path);
    bytes[at % bytes.size()] = static_cast<char>(bytes[at % bytes.size()] ^ 4);
    Write(path, bytes);
  }
  // Repairs; the ids that are said to be lost.
  static std::set<std::string> RepairAll(const std::string& folder, const std::string& context) {
    const auto lock = IndexLock::Acquire(folder);
    EXPECT_TRUE(lock.ok()) << context << lock.status();
    const auto repair = Repair::Inspect(folder);
    EXPECT_TRUE(repair.ok()) << context << repair.status();
    if (!repair.ok()) return {};
    const absl::Status applied = (*repair)->Apply();
    EXPECT_TRUE(applied.ok()) << context << applied;
    std::set<std::string> lost;
    for (const DamagedSegment& segment : (*repair)->report().segments)
      lost.insert(segment.lost.begin(), segment.lost.end());
    return lost;
  }
  // Whole articles are there with their content, the others are named; nothing else is there but
  // `may_return`.
  void Check(const std::string& folder, const std::set<std::string>& lost,
             const std::set<std::string>& may_return, const std::string& context) {
    EXPECT_THAT(segments::VerifyIndex(folder).problems, IsEmpty()) << context;
    test_support::IndexContents found = test_support::ReadIndex(folder);
    Articles expected = expected_;
    for (const std::string& id : lost) {
      EXPECT_EQ(expected.erase(id), 1U) << context << " " << id;
    }
    for (const std::string& id : may_return) found.articles.erase(id);
    EXPECT_THAT(test_support::Differences(expected, found), IsEmpty()) << context;
    WriterOptions options = index_.options();
    options.folder = folder;
    EXPECT_TRUE(IndexWriter::Open(options).ok()) << context;
  }
  std::string ManifestName() const {
    const std::string current = index_.Read("CURRENT");
    return current.substr(0, current.find('\n'));
  }

  const test_support::TwoSegments index_;
  const test_support::TempFolder temp_;
  const Articles expected_ = test_support::ReadIndex(index_.folder()).articles;
};

TEST_F(RepairTest, AWholeIndexIsLeftAsItIs) {
  const std::string folder = Copy();
  const auto repair = Repair::Inspect(folder);
  ASSERT_TRUE(repair.ok()) << repair.status();
  EXPECT_FALSE((*repair)->report().damaged());
  EXPECT_EQ((*repair)->report().whole_articles, 48U);
  ASSERT_TRUE((*repair)->Apply().ok());
  EXPECT_EQ(*index::ReadCurrentManifest(folder), *index::ReadCurrentManifest(index_.folder()));
}

// Of tombstones only what was deleted can come back; what was replaced does not.
std::set<std::string> MayReturn(const std::string& file) {
  return file.ends_with(".dead") ? std::set<std::string>{"id1", "id45"} : std::set<std::string>{};
}

TEST_F(RepairTest, AFlippedBitInAnyFileCostsNoOtherArticle) {
  int lost_by_rows = 0;
  for (const index::FileEntry& file : index_.Files()) {
    for (std::size_t part = 0; part < 12; ++part) {
      const std::string folder = Copy();
      Flip(folder + "/" + file.name, file.bytes * part / 12 + part % 8);
      const std::string context = fmt::format("{} part {}", file.name, part);
      const auto lost = RepairAll(folder, context);
      EXPECT_LE(lost.size(), file.name.ends_with(".articles") ? 1U : 0U) << context;
      lost_by_rows += static_cast<int>(lost.size());
      Check(folder, lost, MayReturn(file.name), context);
    }
  }
  EXPECT_GT(lost_by_rows, 4);
}

TEST_F(RepairTest, AFileThatIsGoneCutShortOrEmptyCostsOnlyWhatItAloneHeld) {
  for (const index::FileEntry& file : index_.Files()) {
    for (const char* how : {"gone", "half", "empty", "longer"}) {
      const std::string folder = Copy();
      const std::string path = folder + "/" + file.name;
      if (std::string_view(how) == "gone") fs::remove(path);
      if (std::string_view(how) == "half") fs::resize_file(path, file.bytes / 2);
      if (std::string_view(how) == "empty") Write(path, "");
      if (std::string_view(how) == "longer") fs::resize_file(path, file.bytes + 8);
      const std::string context = fmt::format("{} {}", file.name, how);
      const auto lost = RepairAll(folder, context);
      const bool articles = file.name.ends_with(".articles");
      if (!articles || std::string_view(how) == "longer") {
        EXPECT_THAT(lost, IsEmpty()) << context;
      }
      Check(folder, lost, MayReturn(file.name), context);
    }
  }
}

TEST_F(RepairTest, WithoutCurrentTheNewestManifestIsTaken) {
  for (const std::string& bytes :
       std::vector<std::string>{"", "MANIFEST-?\n", std::string(3, '\0')}) {
    const std::string folder = Copy();
    Write(folder + "/CURRENT", bytes);
    Check(folder, RepairAll(folder, bytes), {}, bytes);
  }
  const std::string folder = Copy();
  fs::remove(folder + "/CURRENT");
  Check(folder, RepairAll(folder, "gone"), {}, "gone");
}

TEST_F(RepairTest, ADamagedManifestCostsNoArticle) {
  const std::string manifest = ManifestName();
  const std::size_t bytes = index_.Read(manifest).size();
  for (std::size_t at = 0; at < bytes; at += 23) {
    const std::string folder = Copy();
    Flip(folder + "/" + manifest, at);
    const std::string context = fmt::format("byte {}", at);
    Check(folder, RepairAll(folder, context), {"id1", "id45"}, context);
  }
  for (const bool gone : {false, true}) {
    const std::string folder = Copy();
    gone ? (void)fs::remove(folder + "/" + manifest)
         : fs::resize_file(folder + "/" + manifest, bytes / 2);
    Check(folder, RepairAll(folder, "cut"), {"id1", "id45"}, gone ? "gone" : "cut");
  }
}

TEST_F(RepairTest, ALostArticleIsNamedByTheDatabaseElseByItsRow) {
  const std::string folder = Copy();
  const auto manifest = *index::ReadCurrentManifest(folder);
  const index::SegmentEntry& segment = manifest.segments.front();
  std::string bytes = index_.Read(segment.articles.name);
  for (std::size_t i = 8; i < 60; ++i) bytes[i] = '\0';
  Write(folder + "/" + segment.articles.name, bytes);
  const auto inspected = Repair::Inspect(folder);
  ASSERT_TRUE(inspected.ok()) << inspected.status();
  ASSERT_THAT((*inspected)->report().segments, SizeIs(1));
  EXPECT_THAT((*inspected)->report().segments.front().lost, testing::Contains("id0"));
  Flip(folder + "/" + segment.database.name, 100);
  const auto again = Repair::Inspect(folder);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_THAT((*again)->report().segments.front().lost,
              testing::Contains(fmt::format("row 1 of segment {}", segment.number)));
}

TEST_F(RepairTest, WhatWasWrittenWhileASegmentWasLeftOutStays) {
  const std::string folder = Copy();
  const auto manifest = *index::ReadCurrentManifest(folder);
  Flip(folder + "/" + manifest.segments[0].columns.name, 200);
  WriterOptions options = index_.options();
  options.folder = folder;
  const auto refused = IndexWriter::Open(options);
  ASSERT_TRUE(absl::IsDataLoss(refused.status())) << refused.status();
  EXPECT_EQ(errors::ReasonOf(refused.status()), v1::ERROR_REASON_SEGMENT_DAMAGED);
  EXPECT_THAT(std::string(refused.status().message()),
              testing::AllOf(HasSubstr("repair"), HasSubstr("--allow-damaged")));
  options.allow_damaged = true;
  int told = 0;
  options.on_damage = [&told](const absl::Status&) { ++told; };
  {
    auto writer = IndexWriter::Open(options);
    ASSERT_TRUE(writer.ok()) << writer.status();
    EXPECT_EQ(told, 1);
    EXPECT_THAT((*writer)->damage(), SizeIs(1));
    // id5 is in the damaged segment, id25 in the whole one.
    for (const char* id : {"id5", "id25", "new"}) {
      (*writer)->Add(test_support::MakeArticle(id, "Newer", "Words", "2026-01-03", "Source"),
                     [](const WriteOutcome& outcome) { EXPECT_TRUE(outcome.status.ok()); });
    }
    ASSERT_TRUE((*writer)->Flush().ok());
    ASSERT_TRUE((*writer)->Delete({"id46"}).ok());
    ASSERT_TRUE((*writer)->MergeAll().ok());
    EXPECT_THAT((*writer)->manifest().segments, SizeIs(2));
    EXPECT_EQ((*writer)->manifest().segments[0], manifest.segments[0]);
  }
  EXPECT_THAT(RepairAll(folder, "left out"), IsEmpty());
  EXPECT_THAT(segments::VerifyIndex(folder).problems, IsEmpty());
  const test_support::IndexContents found = test_support::ReadIndex(folder);
  EXPECT_THAT(found.problems, IsEmpty());
  EXPECT_THAT(found.articles, SizeIs(48));  // one new, one deleted
  for (const char* id : {"id5", "id25", "new"})
    EXPECT_EQ(found.articles.at(id).headline(), "Newer");
  EXPECT_FALSE(found.articles.contains("id46"));
}

TEST_F(RepairTest, AFolderThatIsNotAnIndexIsNotRepaired) {
  const test_support::TempFolder other;
  EXPECT_TRUE(absl::IsNotFound(Repair::Inspect(other.path()).status()));
  Write(other.path() + "/letter", "mine");
  EXPECT_EQ(errors::ReasonOf(Repair::Inspect(other.path()).status()),
            v1::ERROR_REASON_NOT_AN_INDEX);
}

}  // namespace
}  // namespace dateline::writer
