// SPDX-License-Identifier: GPL-3.0-or-later
// Columns of made-up articles.
#ifndef DATELINE_TESTS_SUPPORT_SAMPLE_COLUMNS_H_
#define DATELINE_TESTS_SUPPORT_SAMPLE_COLUMNS_H_

#include "core/article/article.h"
#include "core/index/columns.h"
#include "indexer/segments/columns_builder.h"

namespace dateline::test_support {

// A normalised article, with the id "id" and its number, whose other values repeat in patterns.
article::Article Numbered(int number);

void AddRow(const article::Article& article, segments::ColumnsBuilder& builder);

// Rows of the articles `first` to `first` + `count` - 1.
segments::ColumnsBuilder ColumnsBuilderOf(int first, int count);
index::Columns ColumnsOf(int first, int count);

}  // namespace dateline::test_support

#endif  // DATELINE_TESTS_SUPPORT_SAMPLE_COLUMNS_H_
