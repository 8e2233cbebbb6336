// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/row_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/index/files.h"
#include "indexer/segments/index_files.h"
#include "indexer/segments/row_writer.h"
#include "tests/support/test_index.h"

namespace dateline::index {
namespace {

void Overwrite(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

TEST(RowFileTest, AnotherSizeOrNumberOfRowsIsDamage) {
  const test_support::TempFolder temp;
  segments::RowBuffer buffer;
  for (int i = 0; i < 5; ++i) buffer.Add("some row");
  const std::vector<RowsView> parts = {buffer.view()};
  const FileEntry entry = *segments::WriteRowFile(segments::IndexFiles(temp.path()), "rows", parts);
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
  const FileEntry entry = *segments::WriteRowFile(segments::IndexFiles(temp.path()), "rows", parts);
  const std::string good = *ReadWholeFile(temp.path() + "/rows");
  for (std::size_t i = good.size() - 6 * 8; i < good.size() - 8; ++i) {
    std::string bad = good;
    bad[i] = '\xff';
    Overwrite(temp.path() + "/rows", bad);
    const auto opened = RowFile::Open(temp.path(), entry, 5);
    ASSERT_TRUE(opened.ok()) << opened.status();
    for (std::size_t row = 0; row < 5; ++row)
      EXPECT_LE((*opened)->view().Row(row).size(), 60U) << i;
  }
}

TEST(RowFileTest, AnyFlippedBitOfARowOrOfItsPlaceIsFoundWhenTheRowIsRead) {
  const test_support::TempFolder temp;
  const std::vector<std::string> rows = {"first row", "", "x", std::string(300, 'y'), "last"};
  segments::RowBuffer buffer;
  for (const std::string& row : rows) buffer.Add(row);
  const std::vector<RowsView> parts = {buffer.view()};
  const FileEntry entry = *segments::WriteRowFile(segments::IndexFiles(temp.path()), "rows", parts);
  const std::string good = *ReadWholeFile(temp.path() + "/rows");
  const std::size_t content = buffer.view().bytes.size();
  const std::size_t ends = good.size() - (rows.size() + 1) * 8;
  for (std::size_t bit = 8 * 8; bit < (good.size() - 8) * 8; ++bit) {
    std::string bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
    Overwrite(temp.path() + "/rows", bad);
    const auto opened = RowFile::Open(temp.path(), entry, rows.size());
    ASSERT_TRUE(opened.ok()) << opened.status();
    std::size_t damaged = 0;
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const auto read = (*opened)->view().CheckedRow(row);
      EXPECT_TRUE(!read || *read == rows[row]) << bit;
      damaged += read ? 0 : 1;
    }
    const bool fill = bit / 8 >= 8 + content && bit / 8 < ends;
    EXPECT_EQ(damaged > 0, !fill) << bit;
    EXPECT_LE(damaged, 2U) << bit;  // an end is that of two rows
  }
}

TEST(RowFileTest, ZerosAreNotARow) {
  const std::string zeros(64, '\0');
  for (std::size_t bytes = 0; bytes <= zeros.size(); ++bytes) {
    EXPECT_FALSE(IsSoundRow(zeros.substr(0, bytes))) << bytes;
  }
}

}  // namespace
}  // namespace dateline::index
