// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/index/files.h"
#include "indexer/segments/commit_manifest.h"
#include "indexer/segments/index_files.h"
#include "tests/support/test_index.h"

namespace dateline::index {
namespace {

using testing::HasSubstr;

const std::string kSum(32, 'a');

Manifest TwoSegments() {
  Manifest manifest;
  manifest.index_id = std::string(32, '1');
  manifest.epoch = std::string(16, 'e');
  manifest.generation = 42;
  manifest.next_segment = 9;
  for (const std::uint32_t number : {3U, 8U}) {
    SegmentEntry entry;
    entry.number = number;
    entry.rows = number * 10;
    entry.oldest_seconds = -62135596800;
    entry.newest_seconds = 4102444800;
    entry.database = {"segments/a.glass", 100, kSum};
    entry.columns = {"segments/a.columns", 1, kSum};
    entry.articles = {"segments/a.articles", 2, kSum};
    entry.words = {"segments/a.words", 3, kSum};
    manifest.segments.push_back(entry);
  }
  manifest.segments[1].dead = 2;
  manifest.segments[1].tombstones = {"segments/00000008.42.dead", 18, kSum};
  return manifest;
}

Manifest Empty() {
  Manifest manifest = TwoSegments();
  manifest.segments.clear();
  return manifest;
}

// The manifest's JSON with `from` replaced by `to`, sealed anew.
std::string Changed(const std::string& from, const std::string& to) {
  std::string text = segments::SerializeManifest(TwoSegments());
  text.resize(text.rfind("\nchecksum "));
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return SealManifest(text.replace(at, from.size(), to));
}

TEST(ManifestTest, WhatIsWrittenIsReadBack) {
  for (const Manifest& manifest : {TwoSegments(), Empty()}) {
    const auto read = ParseManifest(segments::SerializeManifest(manifest));
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(*read, manifest);
  }
}

TEST(ManifestTest, EveryFlippedByteAndEveryTruncationIsFound) {
  const std::string text = segments::SerializeManifest(TwoSegments());
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (const char flip : {'\x01', '\x80'}) {
      std::string flipped = text;
      flipped[i] = static_cast<char>(flipped[i] ^ flip);
      EXPECT_TRUE(absl::IsDataLoss(ParseManifest(flipped).status())) << i;
    }
    EXPECT_FALSE(ParseManifest(text.substr(0, i)).ok()) << i;
  }
}

TEST(ManifestTest, WhatAnotherProgramSealedIsStillChecked) {
  struct Case {
    std::string from;
    std::string to;
    absl::StatusCode code;
    std::string says;
  };
  const std::vector<Case> cases = {
      {"\"format_version\":5", "\"format_version\":6", absl::StatusCode::kFailedPrecondition,
       "version 5"},
      {"\"format_version\":5", "\"format_version\":4", absl::StatusCode::kFailedPrecondition,
       "dump"},
      {"impact-v1", "impact-v9", absl::StatusCode::kFailedPrecondition, "impact-v9"},
      {"segments/a.glass", "../../etc/passwd", absl::StatusCode::kDataLoss, "'../../etc/passwd'"},
      {"segments/a.glass", "/etc/passwd", absl::StatusCode::kDataLoss, "'/etc/passwd'"},
      {"segments/a.glass", "segments/../a", absl::StatusCode::kDataLoss, "damaged"},
      {"segments/a.glass", "segments/a b", absl::StatusCode::kDataLoss, "damaged"},
      {"\"rows\":30", "\"rows\":-1", absl::StatusCode::kDataLoss, "damaged"},
      {"\"rows\":30", "\"rows\":\"30\"", absl::StatusCode::kDataLoss, "damaged"},
      {"\"generation\":42,", "", absl::StatusCode::kDataLoss, "damaged"},
  };
  for (const Case& one : cases) {
    const auto read = ParseManifest(Changed(one.from, one.to));
    EXPECT_EQ(read.status().code(), one.code) << one.to << read.status();
    EXPECT_THAT(std::string(read.status().message()), HasSubstr(one.says)) << one.to;
  }
}

TEST(ManifestTest, CurrentThatNamesNoManifestIsDamage) {
  const test_support::TempFolder temp;
  const segments::IndexFiles files(temp.path());
  EXPECT_TRUE(absl::IsNotFound(ReadCurrentManifest(temp.path()).status()));
  for (const char* name : {"", "\n", "MANIFEST-7", "../MANIFEST-0000000001", "MANIFEST-00000000x1",
                           "MANIFEST-0000000001"}) {
    ASSERT_TRUE(files.WriteFile("CURRENT", name, false).ok());
    EXPECT_TRUE(absl::IsDataLoss(ReadCurrentManifest(temp.path()).status())) << name;
  }
  ASSERT_TRUE(segments::CommitManifest(files, TwoSegments(), false).ok());
  EXPECT_EQ(ReadCurrentManifest(temp.path())->generation, 42U);
}

// A bit of a digit makes it the name of another manifest, which may still be there.
TEST(ManifestTest, CurrentThatNamesAnotherWholeManifestByAFlippedBitIsDamage) {
  const test_support::TempFolder temp;
  const segments::IndexFiles files(temp.path());
  Manifest manifest = TwoSegments();
  for (manifest.generation = 40; manifest.generation < 48; ++manifest.generation) {
    ASSERT_TRUE(segments::CommitManifest(files, manifest, false).ok());
  }
  const std::string good = *ReadWholeFile(files.Path("CURRENT"));
  for (std::size_t bit = 0; bit < 8 * good.size(); ++bit) {
    std::string flipped = good;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    ASSERT_TRUE(files.WriteFile("CURRENT", flipped, false).ok());
    EXPECT_TRUE(absl::IsDataLoss(ReadCurrentManifest(temp.path()).status())) << bit;
  }
  const std::string name = good.substr(0, good.find('\n'));
  EXPECT_EQ(ManifestNamedBy(good), name);
  EXPECT_EQ(ManifestNamedBy(name + "\n"), std::nullopt);
}

}  // namespace
}  // namespace dateline::index
