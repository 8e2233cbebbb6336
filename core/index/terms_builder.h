// SPDX-License-Identifier: GPL-3.0-or-later
// Collects one facet field's values. Internal to core/index.
#ifndef DATELINE_CORE_INDEX_TERMS_BUILDER_H_
#define DATELINE_CORE_INDEX_TERMS_BUILDER_H_

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/index/columns.h"
#include "core/index/columns_layout.h"

namespace dateline {

// Ordinals are in order of first appearance until Write sorts them. What is written does not depend
// on how the rows came together (Add or Append), but for the cap on spellings. Not thread-safe.
class TermsBuilder {
 public:
  // A value of the row being built; its key is the folded value. Empty values are passed over.
  void Add(std::string_view value);
  struct Entry {
    std::string key;
    std::string_view value;
    std::string_view note;
    std::vector<std::string> spellings;  // besides the value
    bool listed = true;                  // among the ordinals of the row
  };
  void Add(Entry entry);
  void EndRow();
  // All rows of a finished column.
  void Append(const TermsColumn& from);
  void Write(ColumnsOutput& out);

 private:
  struct Spelling {
    std::string text;
    std::uint32_t articles;
  };
  struct Value {
    std::string key;
    std::string note;
    std::uint32_t articles = 0;
    std::vector<Spelling> spellings;
  };
  std::uint32_t Ordinal(std::string_view key);
  static void Count(Value& value, std::string_view spelling, std::uint32_t articles);
  static std::string Display(const Value& value);
  std::vector<std::uint32_t> SortedOrder() const;

  absl::flat_hash_map<std::string, std::uint32_t> by_key_;
  std::vector<Value> values_;
  std::vector<std::uint32_t> offsets_{0};
  std::vector<std::uint32_t> ordinals_;
  std::vector<std::uint32_t> row_;  // ordinals of the row being built, listed or not
};

}  // namespace dateline

#endif  // DATELINE_CORE_INDEX_TERMS_BUILDER_H_
