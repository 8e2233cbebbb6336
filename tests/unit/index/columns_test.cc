// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/columns.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <xxhash.h>

#include "core/index/columns_file.h"
#include "tests/support/sample_columns.h"

namespace dateline::index {
namespace {

using testing::ElementsAre;

std::string Bytes(const Columns& columns) { return std::string(columns.bytes); }

TEST(ColumnsTest, ArticlesAreFoundByTheHashOfTheirId) {
  const Columns columns = test_support::ColumnsOf(0, 100);
  for (int i = 0; i < 100; ++i) {
    const std::string id = fmt::format("id{}", i);
    EXPECT_THAT(columns.FindId(XXH3_64bits(id.data(), id.size())),
                ElementsAre(static_cast<DocId>(i + 1)));
  }
  EXPECT_TRUE(columns.FindId(12345).empty());
}

TEST(ColumnsTest, WhatIsWrittenIsReadBack) {
  for (const int rows : {0, 1, 50}) {
    const std::string bytes = Bytes(test_support::ColumnsOf(0, rows));
    const auto read = ParseColumns(bytes);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(Bytes(*read), bytes);
  }
}

TEST(ColumnsTest, EveryFlippedByteAndEveryTruncationIsFound) {
  const std::string bytes = Bytes(test_support::ColumnsOf(0, 12));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string flipped = bytes;
    flipped[i] = static_cast<char>(flipped[i] ^ 0x10);
    EXPECT_FALSE(ParseColumns(flipped).ok()) << i;
    EXPECT_FALSE(ParseColumns(bytes.substr(0, i)).ok()) << i;
  }
}

}  // namespace
}  // namespace dateline::index
