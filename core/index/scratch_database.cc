// SPDX-License-Identifier: GPL-3.0-or-later
// From an article to a document: terms, positions and impacts.
#include <absl/container/flat_hash_map.h>
#include <xapian.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "core/index/scratch_impl.h"
#include "core/index/xapian_errors.h"

namespace dateline {
namespace {

constexpr std::uint32_t kFieldGap =
    100;  // positions between headline and body: no phrase spans both

// Occurrences of one term, over both fields.
struct Occurrences {
  std::uint32_t in_headline = 0;
  std::uint32_t in_body = 0;
  std::vector<Xapian::termpos> positions;
};
using Words = absl::flat_hash_map<std::string, Occurrences>;

struct Lengths {
  std::uint32_t headline = 0;
  std::uint32_t body = 0;
};

Lengths CollectWords(const Article& article, Analyzer& analyzer, Words& words) {
  const Language language = LanguageFromCode(article.language());
  Lengths lengths;
  for (const Token& token : analyzer.Analyze(article.headline(), language)) {
    Occurrences& found = words[std::string(token.term)];
    ++found.in_headline;
    found.positions.push_back(token.position);
    lengths.headline = token.position;
  }
  const std::uint32_t base = lengths.headline + kFieldGap;
  for (const Token& token : analyzer.Analyze(article.body(), language)) {
    Occurrences& found = words[std::string(token.term)];
    ++found.in_body;
    found.positions.push_back(base + token.position);
    lengths.body = token.position;
  }
  return lengths;
}

void AddWords(const Words& words, const Lengths& lengths, const ScoringProfile& profile,
              Xapian::Document& doc) {
  const double headline_norm = LengthNorm(profile, lengths.headline, profile.average_headline);
  const double body_norm = LengthNorm(profile, lengths.body, profile.average_body);
  for (const auto& [word, found] : words) {
    const double tf = profile.headline_boost * found.in_headline * headline_norm +
                      profile.body_boost * found.in_body * body_norm;
    doc.add_term(word, Impact(profile, tf));
    for (const Xapian::termpos position : found.positions) doc.add_posting(word, position, 0);
    if (found.in_headline == 0) continue;
    const std::string term = std::string(Row(Field::kHeadline).prefix) + word;
    doc.add_term(term, Impact(profile, found.in_headline * headline_norm));
    for (std::size_t i = 0; i < found.in_headline; ++i)
      doc.add_posting(term, found.positions[i], 0);
  }
}

Field EntityField(v1::EntityType type) {
  switch (type) {
    case v1::ENTITY_TYPE_PERSON:
      return Field::kPerson;
    case v1::ENTITY_TYPE_ORGANISATION:
      return Field::kOrganisation;
    case v1::ENTITY_TYPE_PLACE:
      return Field::kPlace;
    default:
      return Field::kOther;
  }
}

void AddExact(Field field, const std::string& value, Xapian::Document& doc) {
  if (!value.empty()) doc.add_boolean_term(ExactTerm(field, value));
}

void AddExactFields(const Article& article, Xapian::Document& doc) {
  AddExact(Field::kSource, article.source(), doc);
  AddExact(Field::kSection, article.section(), doc);
  AddExact(Field::kLanguage, article.language(), doc);
  AddExact(Field::kHost, UrlHost(article.url()), doc);
  for (const std::string& author : article.authors()) AddExact(Field::kAuthor, author, doc);
  for (const v1::Entity& entity : article.entities())
    AddExact(EntityField(entity.type()), entity.name(), doc);
  doc.add_boolean_term(IdTerm(article.id()));
}

}  // namespace

ScratchDatabase::ScratchDatabase() : impl_(std::make_unique<Impl>()) {}

ScratchDatabase::~ScratchDatabase() {
  impl_->database.reset();
  std::error_code ignored;
  std::filesystem::remove_all(impl_->folder, ignored);
}

absl::StatusOr<std::unique_ptr<ScratchDatabase>> ScratchDatabase::Create(
    const std::string& folder, const ScoringProfile& profile) {
  std::unique_ptr<ScratchDatabase> scratch(new ScratchDatabase());
  scratch->impl_->folder = folder;
  scratch->impl_->profile = profile;
  absl::Status status = RunXapian([&] {
    scratch->impl_->database.emplace(folder, Xapian::DB_CREATE | Xapian::DB_NO_SYNC |
                                                 Xapian::DB_DANGEROUS | Xapian::DB_BACKEND_GLASS);
  });
  if (!status.ok()) return status;
  return scratch;
}

absl::Status ScratchDatabase::Add(const Article& article, Analyzer& analyzer) {
  return RunXapian([&] {
    Words words;
    const Lengths lengths = CollectWords(article, analyzer, words);
    Xapian::Document doc;
    AddWords(words, lengths, impl_->profile, doc);
    AddExactFields(article, doc);
    doc.set_data(article.SerializeAsString());
    impl_->database->add_document(doc);
    impl_->columns.Add(article, lengths.headline, lengths.body);
    ++impl_->rows;
    impl_->bytes += article.headline().size() + article.body().size();
  });
}

absl::Status ScratchDatabase::Finish() {
  return RunXapian([&] {
    impl_->database->commit();
    impl_->database.reset();
  });
}

std::size_t ScratchDatabase::rows() const { return impl_->rows; }
std::size_t ScratchDatabase::bytes() const { return impl_->bytes; }

}  // namespace dateline
