// SPDX-License-Identifier: GPL-3.0-or-later
// From an article to a document: terms and impacts.
#include "indexer/segments/scratch_database.h"

#include <xapian.h>

#include <optional>
#include <utility>

#include "core/article/url.h"
#include "core/index/xapian_errors.h"
#include "indexer/segments/article_rows.h"
#include "indexer/segments/row_writer.h"
#include "indexer/segments/word_counter.h"

namespace dateline::segments {
namespace {

void AddWords(const WordCounter& counter, const index::ScoringProfile& profile,
              Xapian::Document& doc) {
  const double headline_norm =
      index::LengthNorm(profile, counter.headline_length(), profile.average_headline);
  const double body_norm = index::LengthNorm(profile, counter.body_length(), profile.average_body);
  std::string term;
  for (const WordCounter::Word& word : counter.words()) {
    const double headline_tf = word.in_headline * headline_norm;
    const double tf =
        profile.headline_boost * headline_tf + profile.body_boost * word.in_body * body_norm;
    term.assign(counter.Text(word));
    doc.add_term(term, index::Impact(profile, tf));
    if (word.in_headline == 0) continue;
    term.assign(article::Row(article::Field::kHeadline).prefix).append(counter.Text(word));
    doc.add_term(term, index::Impact(profile, headline_tf));
  }
}

void AddExact(article::Field field, const std::string& value, Xapian::Document& doc) {
  if (!value.empty()) doc.add_boolean_term(article::ExactTerm(field, value));
}

void AddExactFields(const article::Article& article, Xapian::Document& doc) {
  AddExact(article::Field::kSource, article.source(), doc);
  AddExact(article::Field::kSection, article.section(), doc);
  AddExact(article::Field::kLanguage, article.language(), doc);
  AddExact(article::Field::kHost, article::UrlHost(article.url()), doc);
  for (const std::string& author : article.authors())
    AddExact(article::Field::kAuthor, author, doc);
  for (const v1::Entity& entity : article.entities()) {
    AddExact(article::Field::kEntityId, entity.id(), doc);
    if (article::IsSalient(entity)) AddExact(article::Field::kCountry, entity.country(), doc);
  }
  if (!article.url().empty()) doc.add_boolean_term(article::UrlTerm(article.url()));
  doc.add_boolean_term(article::IdTerm(article.id()));
}

}  // namespace

struct ScratchDatabase::Impl {
  const IndexFiles& files;
  std::string name;
  std::string folder;
  index::ScoringProfile profile;
  std::optional<Xapian::WritableDatabase> database{};
  ColumnsBuilder columns{};
  RowBuffer articles{};
  RowBuffer words{};
  ArticleCompressor compressor{};
  WordCounter counter{};
  std::size_t rows = 0;
  std::size_t bytes = 0;
};

ScratchDatabase::ScratchDatabase(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

ScratchDatabase::~ScratchDatabase() {
  impl_->database.reset();
  impl_->files.RemoveScratch(impl_->name);
}

absl::StatusOr<std::unique_ptr<ScratchDatabase>> ScratchDatabase::Create(
    const IndexFiles& files, const std::string& name, const index::ScoringProfile& profile) {
  std::unique_ptr<ScratchDatabase> scratch(
      new ScratchDatabase(std::unique_ptr<Impl>(new Impl{files, name, files.Path(name), profile})));
  absl::Status status = index::RunXapian([&] {
    // Nothing needs the terms of a document: segments never change, and expunging adds the articles
    // that live anew.
    scratch->impl_->database.emplace(scratch->impl_->folder,
                                     Xapian::DB_CREATE | Xapian::DB_NO_SYNC | Xapian::DB_DANGEROUS |
                                         Xapian::DB_NO_TERMLIST | Xapian::DB_BACKEND_GLASS);
  });
  if (!status.ok()) return status;
  return scratch;
}

absl::Status ScratchDatabase::Add(const article::Article& article, text::Analyzer& analyzer) {
  absl::Status fault = impl_->files.FaultBefore("scratch add", article.id());
  if (!fault.ok()) return fault;
  return index::RunXapian([&] {
    Impl& impl = *impl_;
    impl.counter.Count(article, analyzer);
    Xapian::Document doc;
    AddWords(impl.counter, impl.profile, doc);
    AddExactFields(article, doc);
    impl.database->add_document(doc);
    const ArticleRow row = impl.compressor.Compress(article);
    impl.articles.Add(row.bytes);
    impl.columns.Add(article, row.content_hash, impl.counter.headline_length(),
                     impl.counter.body_length());
    impl.words.Add(MakeWordRow(impl.counter.hashes()));
    ++impl.rows;
    impl.bytes += article.headline().size() + article.body().size();
  });
}

absl::Status ScratchDatabase::Finish() {
  absl::Status fault = impl_->files.FaultBefore("scratch finish", impl_->folder);
  if (!fault.ok()) return fault;
  return index::RunXapian([&] {
    impl_->database->commit();
    impl_->database.reset();
  });
}

std::size_t ScratchDatabase::rows() const { return impl_->rows; }
std::uint64_t ScratchDatabase::content_hash(std::size_t row) const {
  return impl_->columns.content_hash(row);
}
std::size_t ScratchDatabase::bytes() const { return impl_->bytes; }
ScratchContents ScratchDatabase::contents() const {
  return {impl_->folder, impl_->columns, impl_->articles.view(), impl_->words.view()};
}

}  // namespace dateline::segments
