// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/segments/columns_builder.h"

#include <xxhash.h>

#include <algorithm>
#include <deque>
#include <string>
#include <utility>
#include <vector>

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

  std::vector<std::int64_t> publish_seconds;
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
  impl.publish_seconds.push_back(article.has_publish_time() ? article.publish_time().seconds()
                                                            : index::kNoDate);
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
