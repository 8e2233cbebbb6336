// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/columns.h"

#include <absl/container/flat_hash_map.h>
#include <xxhash.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/text/analyzer.h"

namespace dateline {
namespace {

constexpr std::size_t kMaxWords = 65535;

bool HasColumn(const FieldRow& row) { return row.column && row.analysis == Analysis::kExact; }

// Values of one field as they come; ordinals in order of first appearance until Finish sorts them.
class TermsBuilder {
 public:
  void Add(std::string_view value) {
    if (value.empty()) return;
    std::string key = FoldName(value);
    if (key.empty()) return;
    const std::uint32_t ordinal = Ordinal(key, value);
    const auto row = column_.ordinals.begin() + row_start_;
    if (std::find(row, column_.ordinals.end(), ordinal) == column_.ordinals.end()) {
      column_.ordinals.push_back(ordinal);
    }
  }
  // All rows of a finished column.
  void Append(const TermsColumn& from) {
    std::vector<std::uint32_t> renumbered;
    for (std::size_t i = 0; i < from.size(); ++i) {
      renumbered.push_back(Ordinal(from.keys[i], from.values[i]));
    }
    if (column_.offsets.empty()) column_.offsets.push_back(0);
    const auto base = static_cast<std::uint32_t>(column_.ordinals.size());
    for (const std::uint32_t ordinal : from.ordinals) {
      column_.ordinals.push_back(renumbered[ordinal]);
    }
    for (std::size_t row = 1; row < from.offsets.size(); ++row) {
      column_.offsets.push_back(base + from.offsets[row]);
    }
    row_start_ = static_cast<std::ptrdiff_t>(column_.ordinals.size());
  }
  void EndRow() {
    if (column_.offsets.empty()) column_.offsets.push_back(0);
    row_start_ = static_cast<std::ptrdiff_t>(column_.ordinals.size());
    column_.offsets.push_back(static_cast<std::uint32_t>(column_.ordinals.size()));
  }
  TermsColumn Finish() {
    std::vector<std::pair<std::string, std::uint32_t>> sorted(by_key_.begin(), by_key_.end());
    std::sort(sorted.begin(), sorted.end());
    std::vector<std::uint32_t> renumbered(sorted.size());
    for (std::uint32_t i = 0; i < sorted.size(); ++i) {
      renumbered[sorted[i].second] = i;
      column_.keys.push_back(std::move(sorted[i].first));
      column_.values.push_back(std::move(values_[sorted[i].second]));
    }
    for (std::uint32_t& ordinal : column_.ordinals) ordinal = renumbered[ordinal];
    if (column_.offsets.empty()) column_.offsets.push_back(0);
    return std::move(column_);
  }

 private:
  std::uint32_t Ordinal(const std::string& key, std::string_view value) {
    const auto [it, added] = by_key_.try_emplace(key, static_cast<std::uint32_t>(values_.size()));
    if (added) values_.emplace_back(value);
    return it->second;
  }

  absl::flat_hash_map<std::string, std::uint32_t> by_key_;
  std::vector<std::string> values_;
  TermsColumn column_;
  std::ptrdiff_t row_start_ = 0;
};

}  // namespace

std::vector<DocId> Columns::FindId(std::uint64_t hash) const {
  std::vector<DocId> found;
  auto it = std::lower_bound(ids.begin(), ids.end(), hash,
                             [](const IdEntry& entry, std::uint64_t h) { return entry.hash < h; });
  for (; it != ids.end() && it->hash == hash; ++it) found.push_back(it->doc);
  return found;
}

struct ColumnsBuilder::Impl {
  TermsBuilder& Of(Field field) { return terms[static_cast<std::size_t>(field)]; }
  void EndRow() {
    for (const FieldRow& row : kFieldTable) {
      if (HasColumn(row)) Of(row.field).EndRow();
    }
  }
  Columns columns;
  std::array<TermsBuilder, kFieldCount> terms;
};

ColumnsBuilder::ColumnsBuilder() : impl_(std::make_unique<Impl>()) {}
ColumnsBuilder::~ColumnsBuilder() = default;
ColumnsBuilder::ColumnsBuilder(ColumnsBuilder&&) noexcept = default;
ColumnsBuilder& ColumnsBuilder::operator=(ColumnsBuilder&&) noexcept = default;
std::size_t ColumnsBuilder::rows() const { return impl_->columns.rows(); }

void ColumnsBuilder::Add(const Article& article, std::uint32_t headline_words,
                         std::uint32_t body_words) {
  Columns& columns = impl_->columns;
  columns.publish_seconds.push_back(article.has_publish_time() ? article.publish_time().seconds()
                                                               : kNoDate);
  const std::uint64_t hash = ContentHash(article);
  columns.content_hashes.push_back(hash == 0 ? 1 : hash);
  columns.headline_words.push_back(
      static_cast<std::uint16_t>(std::min<std::size_t>(headline_words, kMaxWords)));
  columns.body_words.push_back(
      static_cast<std::uint16_t>(std::min<std::size_t>(body_words, kMaxWords)));
  columns.ids.push_back(
      {XXH3_64bits(article.id().data(), article.id().size()), static_cast<DocId>(columns.rows())});
  impl_->Of(Field::kSource).Add(article.source());
  impl_->Of(Field::kSection).Add(article.section());
  impl_->Of(Field::kLanguage).Add(article.language());
  impl_->Of(Field::kHost).Add(UrlHost(article.url()));
  for (const std::string& author : article.authors()) impl_->Of(Field::kAuthor).Add(author);
  for (const v1::Entity& entity : article.entities())
    impl_->Of(EntityField(entity.type())).Add(entity.name());
  impl_->EndRow();
}

void ColumnsBuilder::Append(const Columns& from) {
  Columns& columns = impl_->columns;
  const auto base = static_cast<DocId>(columns.rows());
  const auto append = [](auto& to, const auto& more) {
    to.insert(to.end(), more.begin(), more.end());
  };
  append(columns.publish_seconds, from.publish_seconds);
  append(columns.content_hashes, from.content_hashes);
  append(columns.headline_words, from.headline_words);
  append(columns.body_words, from.body_words);
  for (const IdEntry& entry : from.ids) columns.ids.push_back({entry.hash, base + entry.doc});
  for (const FieldRow& row : kFieldTable) {
    if (HasColumn(row)) impl_->Of(row.field).Append(from.terms(row.field));
  }
}

Columns ColumnsBuilder::Finish() {
  Columns columns = std::move(impl_->columns);
  std::sort(columns.ids.begin(), columns.ids.end(), [](const IdEntry& a, const IdEntry& b) {
    return std::pair(a.hash, a.doc) < std::pair(b.hash, b.doc);
  });
  for (const FieldRow& row : kFieldTable) {
    if (HasColumn(row))
      columns.terms_columns[static_cast<std::size_t>(row.field)] = impl_->Of(row.field).Finish();
  }
  impl_ = std::make_unique<Impl>();
  return columns;
}

}  // namespace dateline
