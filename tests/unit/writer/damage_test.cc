// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
