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
      EXPECT_LE((*opened)->view().Row(row).size(), 40U) << i;
  }
}

}  // namespace
}  // namespace dateline::index
