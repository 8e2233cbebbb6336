// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes in place of a columns file, an article row or a word row, or of columns that are open:
// an error, never a crash.
#include <xxhash.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/index/columns.h"
#include "core/index/columns_file.h"
#include "core/index/row_file.h"
#include "core/index/stored_article.h"
#include "indexer/segments/columns_builder.h"
#include "tests/fuzz/check.h"
#include "tests/support/row_ordinals.h"

namespace {

std::string SampleColumns() {
  dateline::segments::ColumnsBuilder builder;
  dateline::article::Article article;
  article.set_id("a");
  article.set_source("Gazette");
  article.add_authors("Tom Reed");
  for (const bool salient : {true, false}) {
    dateline::v1::Entity& entity = *article.add_entities();
    entity.set_name(salient ? "Ada Quill" : "Bo Reed");
    entity.set_type(dateline::v1::ENTITY_TYPE_PERSON);
    entity.set_origin(dateline::v1::ENTITY_ORIGIN_DETECTED);
    entity.set_salient(salient);
  }
  for (int row = 0; row < 2; ++row) builder.Add(article, 1, 2, 10);
  return std::string(builder.Finish().bytes);
}

using dateline::index::Columns;

// What is read of columns lies inside of them.
void CheckViews(const Columns& columns, std::size_t bytes) {
  for (const auto& column : columns.terms_columns) {
    if (column.offsets.size() != columns.rows() + 1) continue;
    for (std::size_t row = 0; row < columns.rows(); ++row) {
      FUZZ_CHECK(column.Ordinals(row).size() <= column.ordinals.size());
    }
    for (std::size_t i = 0; i < column.size(); ++i) {
      const auto [first, last] = column.Spellings(i);
      FUZZ_CHECK(first <= last && last <= column.spellings.size());
      FUZZ_CHECK(column.keys[i].size() + column.Value(i).size() < bytes);
      FUZZ_CHECK(column.Find(column.keys[i]) <= column.size());
      if (column.docs.size() == 0) continue;
      dateline::index::DocId last_doc = 0;
      dateline::index::VisitPostings(column.docs[i], [&last_doc](dateline::index::DocId doc, bool) {
        FUZZ_CHECK(doc > last_doc);
        last_doc = doc;
        return true;
      });
    }
  }
  for (const std::uint64_t hash : columns.id_hashes) {
    for (const dateline::index::DocId doc : columns.FindId(hash)) {
      FUZZ_CHECK(doc >= 1 && doc <= columns.rows());
    }
  }
}

void CheckMerge(const Columns& columns) {
  dateline::segments::ColumnsBuilder merged;
  merged.Append(columns);
  merged.Append(columns);
  FUZZ_CHECK(merged.Finish().rows() == 2 * columns.rows());
}

// Changes bytes at places that the input names.
void Change(const std::uint8_t* data, std::size_t size, std::string& bytes) {
  for (std::size_t i = 0; i + 2 < size; i += 3) {
    const std::size_t place = data[i] + std::size_t{256} * data[i + 1];
    bytes[place % bytes.size()] ^= static_cast<char>(data[i + 2]);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)dateline::index::ParseColumns(std::string(bytes));
  (void)dateline::index::DecompressArticle(bytes);
  (void)dateline::index::IdOfRow(bytes);
  (void)dateline::index::IsSoundRow(bytes);
  const dateline::index::WordRow row(bytes, size / 8);
  FUZZ_CHECK(row.Find(0, row.size(), 7) <= row.size());
  static const std::string sample = SampleColumns();
  // A real file that changes after it was opened, as a mapped one may.
  const auto mapped = std::make_shared<std::string>(sample);
  const auto open = dateline::index::ParseColumns(*mapped, mapped);
  FUZZ_CHECK(open.ok());
  Change(data, size, *mapped);
  CheckViews(*open, sample.size());
  CheckMerge(*open);
  FUZZ_CHECK(dateline::index::CheckColumns(*open).ok() == (*mapped == sample));
  // A real file, changed at a few places, with a checksum that fits.
  std::string changed = sample.substr(0, sample.size() - sizeof(std::uint64_t));
  Change(data, size, changed);
  const std::uint64_t sum = XXH3_64bits(changed.data(), changed.size());
  changed.append(reinterpret_cast<const char*>(&sum), sizeof sum);
  const auto columns = dateline::index::ParseColumns(changed);
  if (!columns.ok()) return 0;
  for (const auto& column : columns->terms_columns) {
    if (column.offsets.size() != columns->rows() + 1) continue;
    for (std::size_t r = 0; r < columns->rows(); ++r) {
      for (const std::uint32_t ordinal : dateline::test_support::OrdinalsOf(column, r))
        FUZZ_CHECK(ordinal < column.size());
    }
  }
  CheckViews(*columns, changed.size());
  CheckMerge(*columns);
  return 0;
}
