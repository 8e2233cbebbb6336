// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/segments/row_writer.h"

#include <gtest/gtest.h>

#include <random>

#include "core/index/files.h"
#include "core/index/row_file.h"
#include "indexer/segments/index_files.h"
#include "tests/support/test_index.h"

namespace dateline::segments {
namespace {

TEST(RowWriterTest, PartsFromMemoryAndFromFilesAreJoinedInOrder) {
  const test_support::TempFolder temp;
  const IndexFiles files(temp.path());
  std::mt19937 random(7);
  for (const std::size_t rows : {0U, 1U, 2U, 1000U}) {
    RowBuffer buffer;
    std::vector<std::string> expected;
    for (std::size_t i = 0; i < rows; ++i) {
      expected.emplace_back(random() % 40, static_cast<char>('a' + i % 26));
      buffer.Add(expected.back());
    }
    const std::vector<index::RowsView> once = {buffer.view()};
    const auto first = WriteRowFile(files, "first", once);
    ASSERT_TRUE(first.ok()) << first.status();
    const auto opened = index::RowFile::Open(temp.path(), *first, rows);
    ASSERT_TRUE(opened.ok()) << opened.status();
    const std::vector<index::RowsView> thrice = {(*opened)->view(), buffer.view(),
                                                 (*opened)->view()};
    const auto second = WriteRowFile(files, "second", thrice);
    ASSERT_TRUE(second.ok()) << second.status();
    EXPECT_EQ(*index::DescribeFile(temp.path(), "second"), *second);
    const auto joined = index::RowFile::Open(temp.path(), *second, rows * 3);
    ASSERT_TRUE(joined.ok()) << joined.status();
    for (std::size_t i = 0; i < rows * 3; ++i)
      EXPECT_EQ((*joined)->view().Row(i), expected[i % rows]);
  }
}

TEST(RowWriterTest, AMergeOfLargeFilesReadsThemAfterTheirPagesWereGivenBack) {
  const test_support::TempFolder temp;
  const IndexFiles files(temp.path());
  RowBuffer buffer;
  const std::string row(100'000, 'r');
  for (int i = 0; i < 200; ++i) buffer.Add(row + std::to_string(i));
  const std::vector<index::RowsView> parts = {buffer.view()};
  const auto entry = WriteRowFile(files, "large", parts);
  ASSERT_TRUE(entry.ok()) << entry.status();
  const auto opened = index::RowFile::Open(temp.path(), *entry, 200);
  ASSERT_TRUE(opened.ok()) << opened.status();
  const std::vector<index::RowsView> again = {(*opened)->view()};
  const auto copy = WriteRowFile(files, "copy", again);
  ASSERT_TRUE(copy.ok()) << copy.status();
  EXPECT_EQ(copy->checksum, entry->checksum);
  for (std::size_t i = 0; i < 200; ++i)
    EXPECT_EQ((*opened)->view().Row(i), buffer.view().Row(i)) << i;
  EXPECT_EQ(buffer.view().Row(0), row + "0");  // memory of our own is never given back
}

TEST(RowWriterTest, AFileThatChangedIsNotCopied) {
  const test_support::TempFolder temp;
  const IndexFiles files(temp.path());
  RowBuffer buffer;
  for (int i = 0; i < 9; ++i) buffer.Add("row " + std::to_string(i));
  const std::vector<index::RowsView> parts = {buffer.view()};
  const auto entry = WriteRowFile(files, "rows", parts);
  ASSERT_TRUE(entry.ok()) << entry.status();
  const std::string good = *index::ReadWholeFile(files.Path("rows"));
  const std::size_t fill = 8 + buffer.view().bytes.size();
  for (std::size_t i = 8; i < good.size() - 8; ++i) {
    if (i >= fill && i < good.size() - 10 * 8) continue;
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x20);
    ASSERT_TRUE(files.WriteFile("rows", bad, false).ok());
    const auto opened = index::RowFile::Open(temp.path(), *entry, 9);
    ASSERT_TRUE(opened.ok()) << opened.status();
    const std::vector<index::RowsView> again = {(*opened)->view()};
    EXPECT_TRUE(absl::IsDataLoss(WriteRowFile(files, "copy", again).status())) << i;
  }
}

}  // namespace
}  // namespace dateline::segments
