// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/restricted_columns.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/article/article.h"
#include "core/text/fold.h"

namespace dateline::search {
namespace {

// Rows by document: 1 if it is among them.
using Rows = std::vector<std::uint8_t>;

// Calls visit(document) for each row that names an entity.
template <typename Visit>
void VisitRows(const index::TermsColumn& column, std::size_t ordinal, std::size_t rows,
               const Visit& visit) {
  index::VisitPostings(column.docs[ordinal], [&](index::DocId doc, bool) {
    if (doc <= rows) visit(doc);
    return true;
  });
}

// The counts of one field.
class FieldCounts {
 public:
  FieldCounts(const index::Columns& columns, article::Field field)
      : column_(columns.terms(field)),
        rows_(columns.rows()),
        entities_(article::IsEntityField(field)),
        articles_(column_.size(), 0),
        open_(column_.size(), 0),
        displayed_(column_.displayed.begin(), column_.displayed.end()),
        spelling_articles_(column_.spellings.size(), 0) {}

  // Marks the rows in `to_read` of which the article must say how it spells a value.
  void Count(const Rows& visible, Rows& to_read) {
    CountArticles(visible);
    for (std::size_t ordinal = 0; ordinal < articles_.size(); ++ordinal) {
      const auto [first, last] = column_.Spellings(ordinal);
      if (articles_[ordinal] == 0) continue;
      if (articles_[ordinal] == column_.articles[ordinal]) {
        std::copy(column_.spelling_articles.begin() + first,
                  column_.spelling_articles.begin() + last, spelling_articles_.begin() + first);
      } else if (last - first == 1) {
        spelling_articles_[first] = articles_[ordinal];
      } else {
        open_[ordinal] = 1;
      }
    }
    MarkOpen(visible, to_read);
  }

  // What one article that had to be read says. `spellings` may have repeats.
  void AddArticle(std::string_view key, std::vector<std::string_view> spellings) {
    if (key.empty()) return;
    const std::size_t ordinal = column_.Find(key);
    if (ordinal == column_.size() || open_[ordinal] == 0) return;
    if (std::find(row_.begin(), row_.end(), ordinal) != row_.end()) return;
    row_.push_back(ordinal);
    std::sort(spellings.begin(), spellings.end());
    spellings.erase(std::unique(spellings.begin(), spellings.end()), spellings.end());
    const auto [first, last] = column_.Spellings(ordinal);
    for (std::size_t s = first; s < last; ++s) {
      const bool used =
          std::binary_search(spellings.begin(), spellings.end(), column_.spellings[s]);
      spelling_articles_[s] += used ? 1 : 0;
    }
  }
  void EndArticle() { row_.clear(); }

  // Chooses what is shown, and puts the counts in place of the column's.
  void Finish(index::TermsColumn& column) {
    for (std::size_t ordinal = 0; ordinal < articles_.size(); ++ordinal) {
      if (open_[ordinal] != 0) displayed_[ordinal] = Displayed(ordinal);
    }
    column.articles = articles_;
    column.displayed = displayed_;
    column.spelling_articles = spelling_articles_;
  }

 private:
  void CountArticles(const Rows& visible) {
    if (entities_) {
      for (std::size_t ordinal = 0; ordinal < articles_.size(); ++ordinal) {
        VisitRows(column_, ordinal, rows_,
                  [&](index::DocId doc) { articles_[ordinal] += visible[doc]; });
      }
      return;
    }
    for (std::size_t doc = 1; doc <= rows_; ++doc) {
      if (visible[doc] == 0) continue;
      for (std::uint32_t at = column_.offsets[doc - 1]; at < column_.offsets[doc]; ++at) {
        ++articles_[column_.ordinals[at]];
      }
    }
  }

  void MarkOpen(const Rows& visible, Rows& to_read) const {
    if (entities_) {
      for (std::size_t ordinal = 0; ordinal < open_.size(); ++ordinal) {
        if (open_[ordinal] == 0) continue;
        VisitRows(column_, ordinal, rows_, [&](index::DocId doc) { to_read[doc] |= visible[doc]; });
      }
      return;
    }
    for (std::size_t doc = 1; doc <= rows_; ++doc) {
      if (visible[doc] == 0) continue;
      for (std::uint32_t at = column_.offsets[doc - 1]; at < column_.offsets[doc]; ++at) {
        to_read[doc] |= open_[column_.ordinals[at]];
      }
    }
  }

  // As the column chose it of all articles: the most frequent spelling that folds to the key, or of
  // all if none does; the first if several are as frequent.
  std::uint32_t Displayed(std::size_t ordinal) const {
    const auto [first, last] = column_.Spellings(ordinal);
    std::size_t best = last;
    std::pair<bool, std::uint32_t> best_rank;
    for (std::size_t s = first; s < last; ++s) {
      if (spelling_articles_[s] == 0) continue;
      const std::pair rank(text::FoldName(column_.spellings[s]) == column_.keys[ordinal],
                           spelling_articles_[s]);
      if (best != last && rank <= best_rank) continue;
      best = s;
      best_rank = rank;
    }
    return best == last ? displayed_[ordinal] : static_cast<std::uint32_t>(best);
  }

  const index::TermsColumn column_;  // of the segment; a view
  const std::size_t rows_;
  const bool entities_;
  std::vector<std::uint32_t> articles_;
  std::vector<std::uint8_t> open_;  // by ordinal: articles must say how it is spelled
  std::vector<std::uint32_t> displayed_;
  std::vector<std::uint32_t> spelling_articles_;
  std::vector<std::size_t> row_;  // open values of the article that is being added
};

// What the restricted columns point into.
struct Counts {
  std::shared_ptr<const void> segment;  // memory of the segment's own columns
  std::vector<FieldCounts> fields;
};

class ArticleReader {
 public:
  explicit ArticleReader(std::array<FieldCounts*, article::kFieldCount> fields) : fields_(fields) {}

  void Add(const article::Article& article) {
    AddValue(article::Field::kSource, article.source());
    AddValue(article::Field::kSection, article.section());
    AddValue(article::Field::kLanguage, article.language());
    AddValue(article::Field::kHost, article::UrlHost(article.url()));
    for (const std::string& author : article.authors()) AddValue(article::Field::kAuthor, author);
    for (const v1::Entity& entity : article.entities()) {
      std::vector<std::string_view> spellings{entity.name()};
      spellings.insert(spellings.end(), entity.spellings().begin(), entity.spellings().end());
      Of(article::EntityField(entity.type())).AddArticle(article::EntityKey(entity), spellings);
      if (article::IsSalient(entity)) AddValue(article::Field::kCountry, entity.country());
    }
    for (FieldCounts* field : fields_) {
      if (field != nullptr) field->EndArticle();
    }
  }

 private:
  FieldCounts& Of(article::Field field) { return *fields_[static_cast<std::size_t>(field)]; }
  void AddValue(article::Field field, const std::string& value) {
    Of(field).AddArticle(text::FoldName(value), {value});
  }
  std::array<FieldCounts*, article::kFieldCount> fields_;
};

absl::Status ReadArticles(const index::Segment& segment, const Rows& to_read,
                          ArticleReader reader) {
  for (std::size_t doc = 1; doc < to_read.size(); ++doc) {
    if (to_read[doc] == 0) continue;
    const auto article = segment.ReadArticle(static_cast<index::DocId>(doc));
    if (article.ok()) {
      reader.Add(*article);
    } else if (!absl::IsDataLoss(article.status())) {
      return article.status();
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<index::Columns> RestrictColumns(const index::Segment& segment,
                                               const Bitmap& visible) {
  index::Columns columns = segment.columns();
  if (visible.size() == columns.rows()) return columns;
  Rows sees(columns.rows() + 1, 0);
  std::vector<std::uint32_t> ids;
  visible.CopyTo(ids);
  for (const std::uint32_t id : ids) sees[id] = 1;
  Rows to_read(sees.size(), 0);
  const auto counts = std::make_shared<Counts>();
  counts->segment = columns.owner;
  counts->fields.reserve(article::kFieldCount);
  std::array<FieldCounts*, article::kFieldCount> by_field{};
  for (const article::FieldRow& row : article::kFieldTable) {
    if (!article::HasTermsColumn(row)) continue;
    counts->fields.emplace_back(columns, row.field).Count(sees, to_read);
    by_field[static_cast<std::size_t>(row.field)] = &counts->fields.back();
  }
  absl::Status status = ReadArticles(segment, to_read, ArticleReader(by_field));
  if (!status.ok()) return status;
  for (std::size_t i = 0; i < by_field.size(); ++i) {
    if (by_field[i] != nullptr) by_field[i]->Finish(columns.terms_columns[i]);
  }
  columns.owner = counts;
  return columns;
}

}  // namespace dateline::search
