// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes in place of a columns file, an article row or a word row: an error, never a crash.
#include <xxhash.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "core/index/columns.h"
#include "core/index/columns_file.h"
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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)dateline::index::ParseColumns(std::string(bytes));
  (void)dateline::index::DecompressArticle(bytes);
  (void)dateline::index::IdOfRow(bytes);
  const dateline::index::WordRow row(bytes, size / 8);
  FUZZ_CHECK(row.Find(0, row.size(), 7) <= row.size());
  // A real file, changed at a few places, with a checksum that fits.
  static const std::string sample = SampleColumns();
  std::string changed = sample.substr(0, sample.size() - sizeof(std::uint64_t));
  for (std::size_t i = 0; i + 2 < size; i += 3) {
    const std::size_t place = data[i] + std::size_t{256} * data[i + 1];
    changed[place % changed.size()] ^= static_cast<char>(data[i + 2]);
  }
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
    for (std::size_t i = 0; i < column.size(); ++i) {
      const auto [first, last] = column.Spellings(i);
      FUZZ_CHECK(first <= last && last <= column.spellings.size());
      FUZZ_CHECK(column.keys[i].size() + column.Value(i).size() < changed.size());
      if (column.docs.size() == 0) continue;
      dateline::index::DocId last_doc = 0;
      dateline::index::VisitPostings(column.docs[i], [&last_doc](dateline::index::DocId doc, bool) {
        FUZZ_CHECK(doc > last_doc);
        last_doc = doc;
        return true;
      });
    }
  }
  dateline::segments::ColumnsBuilder merged;
  merged.Append(*columns);
  FUZZ_CHECK(merged.Finish().rows() == columns->rows());
  return 0;
}
