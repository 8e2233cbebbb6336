// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/segments/columns_builder.h"

#include <xxhash.h>

#include <algorithm>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "core/article/publish_date.h"
#include "core/article/url.h"
#include "core/index/columns_file.h"
#include "indexer/segments/columns_output.h"
#include "indexer/segments/terms_builder.h"

namespace dateline::segments {
namespace {

constexpr std::size_t kMaxWords = 65535;

}  // namespace

struct ColumnsBuilder::Impl {
  Impl() {
    for (const article::FieldRow& row : article::kFieldTable) terms.emplace_back(row.field);
  }
  TermsBuilder& Of(article::Field field) { return terms[static_cast<std::size_t>(field)]; }
  void AddEntities(const article::Article& article);
  // The numbers of all rows of columns or of another builder.
  template <typename From>
  void AppendRows(const From& from);

  // As in index::Columns; `imprecise` as a list of rows.
  void AddDate(const article::Article& article);
  void AppendSpans(const index::Columns& from, std::uint32_t base);
  void AppendSpans(const Impl& from, std::uint32_t base);
  std::vector<std::uint64_t> ImpreciseBits() const;

  std::vector<std::int64_t> publish_seconds;
  std::vector<std::uint32_t> imprecise;
  std::vector<std::uint32_t> span_rows;
  std::vector<std::int64_t> span_starts;
  std::vector<std::int64_t> span_ends;
  std::vector<std::uint64_t> content_hashes;
  std::vector<std::uint16_t> headline_words;
  std::vector<std::uint16_t> body_words;
  std::vector<std::pair<std::uint64_t, index::DocId>> ids;
  std::deque<TermsBuilder> terms;  // by field
  std::vector<const std::string*> spellings;
};

void ColumnsBuilder::Impl::AddEntities(const article::Article& article) {
  for (const v1::Entity& entity : article.entities()) {
    const bool salient = article::IsSalient(entity);
    const std::string key = article::EntityKey(entity);
    spellings.assign(entity.spellings().pointer_begin(), entity.spellings().pointer_end());
    Of(article::EntityField(entity.type()))
        .Add({.key = key,
              .value = entity.name(),
              .note = entity.country(),
              .spellings = spellings,
              .salient = salient});
    if (salient && !entity.country().empty()) Of(article::Field::kCountry).Add(entity.country());
  }
}

void ColumnsBuilder::Impl::AddDate(const article::Article& article) {
  const auto row = static_cast<std::uint32_t>(publish_seconds.size());
  const std::int64_t seconds = article::SortSeconds(article).value_or(index::kNoDate);
  publish_seconds.push_back(seconds);
  if (seconds == index::kNoDate || !article::HasImpreciseDate(article)) return;
  imprecise.push_back(row);
  if (article.publish_precision() == v1::DATE_PRECISION_DAY) return;
  span_rows.push_back(row);
  span_starts.push_back(article.has_publish_time() ? seconds : index::kOpenStart);
  std::int64_t end = index::kOpenEnd;
  if (article.has_publish_end_time()) {
    // The midnight after year 9999 is written as the nanosecond before it.
    end = article.publish_end_time().seconds() + (article.publish_end_time().nanos() > 0 ? 1 : 0);
  }
  span_ends.push_back(end);
}

void ColumnsBuilder::Impl::AppendSpans(const index::Columns& from, std::uint32_t base) {
  const auto rows = static_cast<std::uint32_t>(from.imprecise.empty() ? 0 : from.rows());
  for (std::uint32_t row = 0; row < rows; ++row) {
    if (from.is_imprecise(row)) imprecise.push_back(base + row);
  }
  for (std::size_t i = 0; i < from.span_rows.size(); ++i) {
    const std::uint32_t row = index::ReadOnce(from.span_rows[i]);
    if (row >= from.rows()) continue;
    span_rows.push_back(base + row);
    span_starts.push_back(index::ReadOnce(from.span_starts[i]));
    span_ends.push_back(index::ReadOnce(from.span_ends[i]));
  }
}

void ColumnsBuilder::Impl::AppendSpans(const Impl& from, std::uint32_t base) {
  for (const std::uint32_t row : from.imprecise) imprecise.push_back(base + row);
  for (const std::uint32_t row : from.span_rows) span_rows.push_back(base + row);
  span_starts.insert(span_starts.end(), from.span_starts.begin(), from.span_starts.end());
  span_ends.insert(span_ends.end(), from.span_ends.begin(), from.span_ends.end());
}

std::vector<std::uint64_t> ColumnsBuilder::Impl::ImpreciseBits() const {
  if (imprecise.empty()) return {};
  std::vector<std::uint64_t> bits((publish_seconds.size() + 63) / 64, 0);
  for (const std::uint32_t row : imprecise) bits[row / 64] |= std::uint64_t{1} << (row % 64);
  return bits;
}

ColumnsBuilder::ColumnsBuilder() : impl_(std::make_unique<Impl>()) {}
ColumnsBuilder::~ColumnsBuilder() = default;
ColumnsBuilder::ColumnsBuilder(ColumnsBuilder&&) noexcept = default;
ColumnsBuilder& ColumnsBuilder::operator=(ColumnsBuilder&&) noexcept = default;
std::size_t ColumnsBuilder::rows() const { return impl_->publish_seconds.size(); }

std::uint64_t ColumnsBuilder::content_hash(std::size_t row) const {
  return impl_->content_hashes[row];
}

void ColumnsBuilder::Add(const article::Article& article, std::uint64_t content_hash,
                         std::uint32_t headline_words, std::uint32_t body_words) {
  Impl& impl = *impl_;
  const auto words = [](std::uint32_t count) {
    return static_cast<std::uint16_t>(std::min<std::size_t>(count, kMaxWords));
  };
  impl.AddDate(article);
  impl.content_hashes.push_back(content_hash);
  impl.headline_words.push_back(words(headline_words));
  impl.body_words.push_back(words(body_words));
  impl.ids.emplace_back(XXH3_64bits(article.id().data(), article.id().size()),
                        static_cast<index::DocId>(rows()));
  impl.Of(article::Field::kSource).Add(article.source());
  impl.Of(article::Field::kSection).Add(article.section());
  impl.Of(article::Field::kLanguage).Add(article.language());
  impl.Of(article::Field::kHost).Add(article::UrlHost(article.url()));
  for (const std::string& author : article.authors()) impl.Of(article::Field::kAuthor).Add(author);
  impl.AddEntities(article);
  for (TermsBuilder& builder : impl.terms) builder.EndRow();
}

template <typename From>
void ColumnsBuilder::Impl::AppendRows(const From& from) {
  const auto append = [](auto& to, const auto& more) {
    to.insert(to.end(), more.begin(), more.end());
  };
  append(publish_seconds, from.publish_seconds);
  append(content_hashes, from.content_hashes);
  append(headline_words, from.headline_words);
  append(body_words, from.body_words);
}

void ColumnsBuilder::Append(const index::Columns& from) {
  Impl& impl = *impl_;
  const auto base = static_cast<index::DocId>(rows());
  impl.AppendSpans(from, base);
  impl.AppendRows(from);
  for (std::size_t i = 0; i < from.id_hashes.size(); ++i) {
    const index::DocId doc = index::ReadOnce(from.id_docs[i]);
    if (doc >= 1 && doc <= from.rows()) impl.ids.emplace_back(from.id_hashes[i], base + doc);
  }
  for (const article::FieldRow& row : article::kFieldTable) {
    if (article::HasTermsColumn(row)) impl.Of(row.field).Append(from.terms(row.field));
  }
}

void ColumnsBuilder::Append(const ColumnsBuilder& from) {
  Impl& impl = *impl_;
  const auto base = static_cast<index::DocId>(rows());
  impl.AppendSpans(*from.impl_, base);
  impl.AppendRows(*from.impl_);
  for (const auto& [hash, doc] : from.impl_->ids) impl.ids.emplace_back(hash, base + doc);
  for (const article::FieldRow& row : article::kFieldTable) {
    if (article::HasTermsColumn(row)) impl.Of(row.field).Append(from.impl_->Of(row.field));
  }
}

index::Columns ColumnsBuilder::Finish() {
  Impl& impl = *impl_;
  std::sort(impl.ids.begin(), impl.ids.end());
  std::vector<std::uint64_t> hashes;
  std::vector<index::DocId> docs;
  for (const auto& [hash, doc] : impl.ids) {
    hashes.push_back(hash);
    docs.push_back(doc);
  }
  ColumnsOutput out;
  out.Array(impl.publish_seconds);
  out.Array(impl.ImpreciseBits());
  out.Array(impl.span_rows);
  out.Array(impl.span_starts);
  out.Array(impl.span_ends);
  out.Array(impl.content_hashes);
  out.Array(impl.headline_words);
  out.Array(impl.body_words);
  out.Array(hashes);
  out.Array(docs);
  for (const article::FieldRow& row : article::kFieldTable) {
    if (article::HasTermsColumn(row)) impl.Of(row.field).Write(out);
  }
  impl_ = std::make_unique<Impl>();
  return *index::ParseColumns(out.Finish());  // what was just written is sound
}

}  // namespace dateline::segments
