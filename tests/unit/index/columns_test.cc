// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/columns.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <xxhash.h>

#include "tests/support/index_contents.h"
#include "tests/support/test_index.h"

namespace dateline {
namespace {

using testing::ElementsAre;

Article Numbered(int number) {
  Article article = MakeArticle(fmt::format("id{}", number), "Headline", "Body",
                                number % 3 == 0 ? "" : fmt::format("20{:02}-05-01", number % 40),
                                number % 2 == 0 ? "The Gazette" : "THE GAZETTE");
  if (number % 5 != 0) article.add_authors(fmt::format("Author {}", number % 7));
  if (number % 4 == 0) article.add_authors("Zoë Quill");
  return Normalised(article);
}

Columns Build(int first, int count) {
  ColumnsBuilder builder;
  for (int i = first; i < first + count; ++i) builder.Add(Numbered(i), 1, 2);
  return builder.Finish();
}

TEST(ColumnsTest, ValuesThatFoldToOneKeyAreOneValueInTheFirstSpelling) {
  const Columns columns = Build(0, 10);
  const TermsColumn& sources = columns.terms(Field::kSource);
  EXPECT_THAT(sources.keys, ElementsAre("the gazette"));
  EXPECT_THAT(sources.values, ElementsAre("The Gazette"));
  EXPECT_EQ(columns.publish_seconds[0], kNoDate);
  EXPECT_NE(columns.publish_seconds[1], kNoDate);
}

TEST(ColumnsTest, ArticlesAreFoundByTheHashOfTheirId) {
  const Columns columns = Build(0, 100);
  for (int i = 0; i < 100; ++i) {
    const std::string id = fmt::format("id{}", i);
    EXPECT_THAT(columns.FindId(XXH3_64bits(id.data(), id.size())),
                ElementsAre(static_cast<DocId>(i + 1)));
  }
  EXPECT_TRUE(columns.FindId(12345).empty());
}

TEST(ColumnsTest, AppendedPartsAreWhatOneBuildOfAllRowsGives) {
  for (const int cut : {0, 1, 25, 50}) {
    ColumnsBuilder parts;
    parts.Append(Build(0, cut));
    parts.Append(Build(cut, 50 - cut));
    EXPECT_EQ(SerializeColumns(parts.Finish()), SerializeColumns(Build(0, 50))) << cut;
  }
}

TEST(ColumnsTest, WhatIsWrittenIsReadBack) {
  for (const int rows : {0, 1, 50}) {
    const std::string bytes = SerializeColumns(Build(0, rows));
    const auto read = ParseColumns(bytes);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(SerializeColumns(*read), bytes);
  }
}

TEST(ColumnsTest, EveryFlippedByteAndEveryTruncationIsFound) {
  const std::string bytes = SerializeColumns(Build(0, 12));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string flipped = bytes;
    flipped[i] = static_cast<char>(flipped[i] ^ 0x10);
    EXPECT_FALSE(ParseColumns(flipped).ok()) << i;
    EXPECT_FALSE(ParseColumns(bytes.substr(0, i)).ok()) << i;
  }
}

}  // namespace
}  // namespace dateline
