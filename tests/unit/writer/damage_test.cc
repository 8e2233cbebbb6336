// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/index/snapshot.h"
#include "indexer/segments/maintenance.h"
#include "indexer/writer/index_writer.h"
#include "tests/support/two_segments.h"

namespace dateline::writer {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class WriterDamageTest : public testing::Test {
 protected:
  test_support::TwoSegments index_;
};

TEST_F(WriterDamageTest, AMergeNamesTheFileLeavesItsSegmentOutAndMergesTheRest) {
  const std::string name = index_.DamageArticles();
  std::vector<std::string> told;
  WriterOptions options = index_.options();
  options.on_damage = [&told](const absl::Status& status) { told.emplace_back(status.message()); };
  auto writer = IndexWriter::Open(options);
  ASSERT_TRUE(writer.ok()) << writer.status();
  for (int i = 0; i < 2; ++i) {
    (*writer)->Add(test_support::MakeArticle("new" + std::to_string(i), "New", "Body"),
                   [](const WriteOutcome& outcome) { EXPECT_TRUE(outcome.status.ok()); });
    ASSERT_TRUE((*writer)->Flush().ok());
  }
  for (int round = 0; round < 2; ++round) {
    const absl::Status merged = (*writer)->MergeAll();
    ASSERT_TRUE(absl::IsDataLoss(merged)) << merged;
    EXPECT_THAT(std::string(merged.message()), HasSubstr(name));
  }
  EXPECT_THAT(told, ElementsAre(HasSubstr(name)));
  EXPECT_EQ((*writer)->manifest().segments.size(), 2U);
  EXPECT_EQ((*writer)->manifest().segments[0].articles.name, name);
  EXPECT_THAT(segments::VerifyIndex(index_.folder()).problems, ElementsAre(HasSubstr(name)));
}

TEST_F(WriterDamageTest, AnArticleThatCannotBeReadAnyMoreIsReplacedByTheSameOneSentAgain) {
  article::Article article = test_support::MakeArticle("id7", "Headline 0", "A body of some words",
                                                       "2026-01-02", "Source");
  const auto send = [&](IndexWriter& writer) {
    WriteResult result{};
    writer.Add(article, [&result](const WriteOutcome& outcome) { result = outcome.result; });
    EXPECT_TRUE(writer.Flush().ok());
    return result;
  };
  const auto manifest = index::ReadCurrentManifest(index_.folder());
  const std::string& name = manifest->segments[0].articles.name;
  std::string rows = index_.Read(name);
  const std::size_t id = rows.find("id7");
  ASSERT_NE(id, std::string::npos);
  auto writer = IndexWriter::Open(index_.options());
  ASSERT_TRUE(writer.ok()) << writer.status();
  EXPECT_EQ(send(**writer), WriteResult::kUnchanged);
  rows[id + 20] = static_cast<char>(rows[id + 20] ^ 1);
  index_.Write(name, rows);
  EXPECT_EQ(send(**writer), WriteResult::kUpdated);
  EXPECT_EQ(send(**writer), WriteResult::kUnchanged);
  const auto snapshot = index::OpenSnapshot(index_.folder(), nullptr);
  ASSERT_TRUE(snapshot.ok()) << snapshot.status();
  const auto place = index::FindLiveArticle(**snapshot, "id7");
  ASSERT_TRUE(place.has_value());
  EXPECT_TRUE((*snapshot)->segments[place->segment].segment->ReadArticle(place->doc).ok());
}

TEST_F(WriterDamageTest, AWriterRefusesADamagedIndexAndSaysWhatToDo) {
  const std::string name = index_.Files().front().name;
  index_.Write(name, "not a database");
  WriterOptions options;
  options.folder = index_.folder();
  const auto writer = IndexWriter::Open(options);
  ASSERT_TRUE(absl::IsDataLoss(writer.status())) << writer.status();
  EXPECT_THAT(std::string(writer.status().message()), HasSubstr("backup"));
}

}  // namespace
}  // namespace dateline::writer
