// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/snapshot.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <random>

#include "core/errors/errors.h"
#include "indexer/segments/commit_manifest.h"
#include "indexer/segments/index_files.h"
#include "tests/support/two_segments.h"

namespace dateline::index {
namespace {

constexpr int kFlipsPerFile = 60;

// Whatever stands in columns, rows and tombstones, reading ends with articles or with an error.
TEST(SnapshotTest, ReadingADamagedIndexNeverCrashesAndLeavesOtherSegmentsReadable) {
  const test_support::TwoSegments index;
  std::mt19937 random(2);
  for (const FileEntry& file : index.Files()) {
    if (file.name.ends_with(".glass")) continue;
    const std::string good = index.Read(file.name);
    for (int flip = 0; flip < kFlipsPerFile; ++flip) {
      std::string bad = good;
      for (int bytes = 0; bytes < 4; ++bytes)
        bad[random() % bad.size()] = static_cast<char>(random());
      index.Write(file.name, bad);
      const auto snapshot = OpenSnapshot(index.folder(), nullptr);
      ASSERT_TRUE(snapshot.ok()) << snapshot.status();
      EXPECT_GE((*snapshot)->segments.size(), 1U);
      EXPECT_LE((*snapshot)->damaged.size(), 1U);
      for (const SegmentView& view : (*snapshot)->segments) {
        for (DocId doc = 1; doc <= view.segment->columns().rows(); ++doc)
          (void)view.segment->ReadArticle(doc);
      }
    }
    index.Write(file.name, good);
  }
}

class OpenSnapshotTest : public testing::Test {
 protected:
  std::shared_ptr<const Snapshot> Open(const Snapshot* previous = nullptr) const {
    auto opened = OpenSnapshot(index_.folder(), previous);
    EXPECT_TRUE(opened.ok()) << opened.status();
    return *opened;
  }
  absl::StatusOr<std::shared_ptr<const Snapshot>> Open(OpenOptions::Missing missing) const {
    return OpenSnapshot(index_.folder(), OpenOptions{.missing = missing});
  }
  Manifest Current() const { return *ReadCurrentManifest(index_.folder()); }
  void Commit(const Manifest& manifest) const {
    ASSERT_TRUE(
        segments::CommitManifest(segments::IndexFiles(index_.folder()), manifest, false).ok());
  }
  std::string Path(const std::string& name) const { return index_.folder() + "/" + name; }

  test_support::TwoSegments index_;
};

TEST_F(OpenSnapshotTest, ASegmentIsUsedAgainOnlyIfIndexNumberAndFilesAreEqual) {
  const auto first = Open();
  const auto again = Open(first.get());
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(again->segments[i].segment, first->segments[i].segment);
  }
  const struct {
    const char* what;
    std::function<void(Snapshot&)> change;
  } cases[] = {
      {"index id", [](Snapshot& other) { other.manifest.index_id = std::string(32, 'c'); }},
      {"number", [](Snapshot& other) { other.segments[0].entry.number = 77; }},
      {"rows", [](Snapshot& other) { ++other.segments[0].entry.rows; }},
      {"checksum", [](Snapshot& other) { other.segments[0].entry.words.checksum[0] ^= 1; }},
      {"bytes", [](Snapshot& other) { ++other.segments[0].entry.articles.bytes; }},
      {"name", [](Snapshot& other) { other.segments[0].entry.columns.name += "x"; }},
      {"file", [](Snapshot& other) { ++other.segments[0].files[1].inode; }},
  };
  for (const auto& one : cases) {
    Snapshot other = *first;
    one.change(other);
    const auto opened = Open(&other);
    EXPECT_NE(opened->segments[0].segment, first->segments[0].segment) << one.what;
    EXPECT_NE(opened->segments[0].segment->serial(), first->segments[0].segment->serial());
  }
}

TEST_F(OpenSnapshotTest, AFileThatWasReplacedIsOpenedAnewAndOneThatIsGoneStaysOpen) {
  const auto first = Open();
  const std::string path = Path(first->segments[0].entry.articles.name);
  std::filesystem::copy_file(path, path + ".copy");
  std::filesystem::rename(path + ".copy", path);
  const auto replaced = Open(first.get());
  EXPECT_NE(replaced->segments[0].segment, first->segments[0].segment);
  std::filesystem::remove(path);
  const auto gone = Open(replaced.get());
  EXPECT_EQ(gone->segments[0].segment, replaced->segments[0].segment);
  EXPECT_TRUE(gone->damaged.empty());
}

TEST_F(OpenSnapshotTest, NewTombstonesDoNotOpenTheSegmentAnew) {
  const auto first = Open();
  Manifest manifest = Current();
  ++manifest.generation;
  manifest.segments[0].tombstones = {};
  manifest.segments[0].dead = 0;
  Commit(manifest);
  const auto next = Open(first.get());
  EXPECT_EQ(next->segments[0].segment, first->segments[0].segment);
  EXPECT_TRUE(next->segments[0].dead->empty());
  EXPECT_EQ(next->live_articles, first->live_articles + first->segments[0].dead->size());
}

TEST_F(OpenSnapshotTest, WhatIsMissingOrShortIsLeftOutOrFailsAsAskedFor) {
  for (const FileEntry& file : FilesOf(Current().segments[1])) {
    const std::string good = index_.Read(file.name);
    for (const bool gone : {true, false}) {
      if (gone) {
        std::filesystem::remove(Path(file.name));
      } else {
        index_.Write(file.name, good.substr(0, good.size() - 1));
      }
      for (const auto missing :
           {OpenOptions::Missing::kLeaveOut, OpenOptions::Missing::kNewestWhole}) {
        const auto opened = Open(missing);
        ASSERT_TRUE(opened.ok()) << opened.status();
        ASSERT_EQ((*opened)->damaged.size(), 1U) << file.name;
        EXPECT_TRUE((*opened)->damaged[0].missing);
        EXPECT_EQ((*opened)->damaged[0].file, file.name);
        EXPECT_EQ((*opened)->damaged[0].articles, 29U);
        EXPECT_EQ((*opened)->live_articles, 19U);
      }
      const auto failed = Open(OpenOptions::Missing::kFail);
      EXPECT_EQ(errors::ReasonOf(failed.status()), v1::ERROR_REASON_FILES_MISSING);
      EXPECT_EQ(errors::ErrorMetadata(failed.status(), "file"), file.name);
      index_.Write(file.name, good);
    }
  }
}

TEST_F(OpenSnapshotTest, KnownDamageIsLeftOutAsItIsNamed) {
  const SegmentDamage known{.segment = Current().segments[0].number,
                            .file = "segments/x",
                            .reason = "somebody said so",
                            .articles = 19};
  const auto opened =
      OpenSnapshot(index_.folder(), OpenOptions{.left_out = [&known](const Manifest&) {
                     return std::vector<SegmentDamage>{known};
                   }});
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ((*opened)->damaged, std::vector<SegmentDamage>{known});
  EXPECT_EQ((*opened)->segments.size(), 1U);
  const auto without = WithoutSegments(*Open(), std::vector<SegmentDamage>{known});
  EXPECT_EQ(without->damaged, (*opened)->damaged);
  EXPECT_EQ(without->live_articles, (*opened)->live_articles);
}

TEST_F(OpenSnapshotTest, TheNewestWholeManifestIsFoundWithoutCurrent) {
  const Manifest first = Current();
  for (std::uint64_t before = 1; before < first.generation; ++before) {
    Manifest older = first;
    older.generation = before;
    std::filesystem::remove(Path(segments::ManifestName(older)));
  }
  Manifest later = first;
  ++later.generation;
  later.segments.pop_back();
  Commit(later);
  Manifest latest = later;
  ++latest.generation;
  latest.segments[0].words.name = "segments/nowhere.words";
  Commit(latest);
  ++latest.generation;
  Commit(latest);
  index_.Write(segments::ManifestName(latest), "garbage");
  const auto found = FindWholeManifest(index_.folder());
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(*found, later);
  std::filesystem::remove(Path(first.segments[0].columns.name));
  const auto none = FindWholeManifest(index_.folder());
  EXPECT_TRUE(absl::IsNotFound(none.status())) << none.status();
  EXPECT_NE(none.status().message().find(first.segments[0].columns.name), std::string::npos)
      << none.status();
}

}  // namespace
}  // namespace dateline::index
