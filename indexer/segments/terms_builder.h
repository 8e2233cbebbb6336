// SPDX-License-Identifier: GPL-3.0-or-later
// Collects one facet field's values. Internal to indexer/segments.
#ifndef DATELINE_INDEXER_SEGMENTS_TERMS_BUILDER_H_
#define DATELINE_INDEXER_SEGMENTS_TERMS_BUILDER_H_

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/index/columns.h"
#include "core/index/posting_list.h"
#include "indexer/segments/columns_output.h"
#include "indexer/segments/posting_list_builder.h"

namespace dateline::segments {

// Ordinals are in order of first appearance until Write sorts them. What is written does not depend
// on how the rows came together (Add or Append), except for the cap on spellings. Not thread-safe.
class TermsBuilder {
 public:
  explicit TermsBuilder(article::Field field) : keeps_docs_(article::IsEntityField(field)) {}
  // by_key_ points into values_.
  TermsBuilder(const TermsBuilder&) = delete;
  TermsBuilder& operator=(const TermsBuilder&) = delete;

  // A value of the row being built; its key is the folded value. Empty values are skipped.
  void Add(std::string_view value);
  struct Entry {
    std::string_view key;
    std::string_view value;
    std::string_view note;
    std::span<const std::string* const> spellings;  // besides the value
    bool salient = true;                            // among the ordinals of the row
  };
  void Add(const Entry& entry);
  void EndRow();
  // All rows of a finished column, or of another builder. A column may have changed in its file:
  // what is made of it has the right form all the same.
  void Append(const index::TermsColumn& from);
  void Append(const TermsBuilder& from);
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
    PostingListBuilder docs;
  };
  std::uint32_t Ordinal(std::string_view key);
  // The value of `key`, of which another part says this much.
  Value& Merge(std::string_view key, std::uint32_t articles, std::string_view note,
               std::vector<std::uint32_t>& renumbered);
  static void Count(Value& value, std::string_view spelling, std::uint32_t articles);
  static std::size_t Displayed(const Value& value);
  // A row of another part, whose ordinals are numbered anew.
  void AppendRow(std::span<const std::uint32_t> ordinals,
                 const std::vector<std::uint32_t>& renumbered);
  std::uint32_t rows() const { return static_cast<std::uint32_t>(offsets_.size() - 1); }
  std::vector<std::uint32_t> SortedOrder() const;

  bool keeps_docs_;           // TermsColumn::docs
  std::deque<Value> values_;  // which never move: by_key_ views their keys
  absl::flat_hash_map<std::string_view, std::uint32_t> by_key_;
  std::vector<std::uint32_t> offsets_{0};
  std::vector<std::uint32_t> ordinals_;
  std::vector<std::uint32_t> row_;               // ordinals of the row being built, salient or not
  std::vector<std::string_view> row_spellings_;  // of the value being added
};

}  // namespace dateline::segments

#endif  // DATELINE_INDEXER_SEGMENTS_TERMS_BUILDER_H_
