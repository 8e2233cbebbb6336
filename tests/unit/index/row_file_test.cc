// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/row_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "indexer/segments/row_writer.h"
#include "tests/support/test_index.h"

namespace dateline::index {
namespace {

void Overwrite(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

TEST(RowFileTest, PartsFromMemoryAndFromFilesAreJoinedInOrder) {
  const test_support::TempFolder temp;
  std::mt19937 random(7);
  for (const std::size_t rows : {0U, 1U, 2U, 1000U}) {
    segments::RowBuffer buffer;
    std::vector<std::string> expected;
    for (std::size_t i = 0; i < rows; ++i) {
      expected.emplace_back(random() % 40, static_cast<char>('a' + i % 26));
      buffer.Add(expected.back());
    }
    const std::vector<RowsView> once = {buffer.view()};
    const auto first = segments::WriteRowFile(temp.path(), "first", once);
    ASSERT_TRUE(first.ok()) << first.status();
    const auto opened = RowFile::Open(temp.path(), *first, rows);
    ASSERT_TRUE(opened.ok()) << opened.status();
    const std::vector<RowsView> thrice = {(*opened)->view(), buffer.view(), (*opened)->view()};
    const auto second = segments::WriteRowFile(temp.path(), "second", thrice);
    ASSERT_TRUE(second.ok()) << second.status();
    EXPECT_EQ(*DescribeFile(temp.path(), "second"), *second);
    const auto joined = RowFile::Open(temp.path(), *second, rows * 3);
    ASSERT_TRUE(joined.ok()) << joined.status();
    for (std::size_t i = 0; i < rows * 3; ++i)
      EXPECT_EQ((*joined)->view().Row(i), expected[i % rows]);
  }
}

TEST(RowFileTest, AMergeOfLargeFilesReadsThemAfterTheirPagesWereGivenBack) {
  const test_support::TempFolder temp;
  segments::RowBuffer buffer;
  const std::string row(100'000, 'r');
  for (int i = 0; i < 200; ++i) buffer.Add(row + std::to_string(i));
  const std::vector<RowsView> parts = {buffer.view()};
  const auto entry = segments::WriteRowFile(temp.path(), "large", parts);
  ASSERT_TRUE(entry.ok()) << entry.status();
  const auto opened = RowFile::Open(temp.path(), *entry, 200);
  ASSERT_TRUE(opened.ok()) << opened.status();
  const std::vector<RowsView> again = {(*opened)->view()};
  const auto copy = segments::WriteRowFile(temp.path(), "copy", again);
  ASSERT_TRUE(copy.ok()) << copy.status();
  EXPECT_EQ(copy->checksum, entry->checksum);
  for (std::size_t i = 0; i < 200; ++i)
    EXPECT_EQ((*opened)->view().Row(i), buffer.view().Row(i)) << i;
  EXPECT_EQ(buffer.view().Row(0), row + "0");  // memory of our own is never given back
}

TEST(RowFileTest, AnotherSizeOrNumberOfRowsIsDamage) {
  const test_support::TempFolder temp;
  segments::RowBuffer buffer;
  for (int i = 0; i < 5; ++i) buffer.Add("some row");
  const std::vector<RowsView> parts = {buffer.view()};
  const FileEntry entry = *segments::WriteRowFile(temp.path(), "rows", parts);
  const std::string path = temp.path() + "/rows";
  const std::string good = *ReadWholeFile(path);
  EXPECT_TRUE(absl::IsDataLoss(RowFile::Open(temp.path(), entry, 4).status()));
  for (std::size_t bytes = 0; bytes < good.size(); ++bytes) {
    Overwrite(path, good.substr(0, bytes));
    EXPECT_TRUE(absl::IsDataLoss(RowFile::Open(temp.path(), entry, 5).status())) << bytes;
  }
  Overwrite(path, good + "x");
  EXPECT_TRUE(absl::IsDataLoss(RowFile::Open(temp.path(), entry, 5).status()));
  std::filesystem::remove(path);
  EXPECT_TRUE(absl::IsNotFound(RowFile::Open(temp.path(), entry, 5).status()));
}

TEST(RowFileTest, WrongOffsetsGiveEmptyRowsAndNeverReadOutside) {
  const test_support::TempFolder temp;
  segments::RowBuffer buffer;
  for (int i = 0; i < 5; ++i) buffer.Add("12345678");
  const std::vector<RowsView> parts = {buffer.view()};
  const FileEntry entry = *segments::WriteRowFile(temp.path(), "rows", parts);
  const std::string good = *ReadWholeFile(temp.path() + "/rows");
  for (std::size_t i = good.size() - 6 * 8; i < good.size() - 8; ++i) {
    std::string bad = good;
    bad[i] = '\xff';
    Overwrite(temp.path() + "/rows", bad);
    const auto opened = RowFile::Open(temp.path(), entry, 5);
    ASSERT_TRUE(opened.ok()) << opened.status();
    for (std::size_t row = 0; row < 5; ++row)
      EXPECT_LE((*opened)->view().Row(row).size(), 40U) << i;
  }
}

}  // namespace
}  // namespace dateline::index
