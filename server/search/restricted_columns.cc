// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/restricted_columns.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/article/article.h"
#include "core/article/url.h"
#include "core/text/fold.h"

namespace dateline::search {
namespace {

// Rows by document: 1 if it is among them.
using Rows = std::vector<std::uint8_t>;

// Units of a Ticker: to read an article takes as long as some hundred postings.
constexpr std::size_t kArticleUnits = 256;
// Articles that are asked for the country of a place.
constexpr std::size_t kMaxAskedForCountry = 64;

// Calls visit(document) for each row that names an entity, as far as the time goes.
template <typename Visit>
void VisitRows(const index::TermsColumn& column, std::size_t ordinal, std::size_t rows,
               Ticker& ticker, const Visit& visit) {
  index::VisitPostings(column.docs[ordinal], [&](index::DocId doc, bool) {
    if (!ticker.Tick()) return false;
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

  // Marks the rows in `to_read` of which the article must say how it spells a value. What is
  // counted is of no use if the ticker has ended.
  void Count(const Rows& visible, Rows& to_read, Ticker& ticker) {
    CountArticles(visible, ticker);
    if (!ticker.status().ok()) return;
    for (std::size_t ordinal = 0; ordinal < articles_.size(); ++ordinal) {
      const auto [first, last] = column_.Spellings(ordinal);
      if (articles_[ordinal] == 0) continue;
      if (articles_[ordinal] == index::ReadOnce(column_.articles[ordinal])) {
        std::ranges::copy(column_.spelling_articles.subspan(first, last - first),
                          spelling_articles_.data() + first);
      } else if (last - first == 1) {
        spelling_articles_[first] = articles_[ordinal];
      } else {
        open_[ordinal] = 1;
      }
    }
    MarkOpen(visible, to_read, ticker);
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

  // Values with a note that rows have which are not visible, and visible ones too.
  std::vector<std::size_t> PartlyNoted() const {
    std::vector<std::size_t> ordinals;
    for (std::size_t ordinal = 0; ordinal < articles_.size(); ++ordinal) {
      const bool partly = articles_[ordinal] > 0 &&
                          articles_[ordinal] != index::ReadOnce(column_.articles[ordinal]);
      if (partly && !column_.Note(ordinal).empty()) ordinals.push_back(ordinal);
    }
    return ordinals;
  }
  const index::TermsColumn& column() const { return column_; }

  // Chooses what is shown, and puts the counts in place of the column's.
  void Finish(index::TermsColumn& column) {
    for (std::size_t ordinal = 0; ordinal < articles_.size(); ++ordinal) {
      if (open_[ordinal] != 0) displayed_[ordinal] = Displayed(ordinal);
    }
    open_ = {};  // what is kept for long is small
    column.articles = articles_;
    column.displayed = displayed_;
    column.spelling_articles = spelling_articles_;
  }

  std::size_t bytes() const {
    return open_.size() + 4 * (articles_.size() + displayed_.size() + spelling_articles_.size());
  }

 private:
  // Calls visit(ordinal) for each value of a row.
  template <typename Visit>
  void VisitValues(std::size_t doc, const Visit& visit) const {
    for (const std::uint32_t& place : column_.Ordinals(doc - 1)) {
      const std::uint32_t ordinal = index::ReadOnce(place);
      if (ordinal < articles_.size()) visit(ordinal);
    }
  }

  void CountArticles(const Rows& visible, Ticker& ticker) {
    if (entities_) {
      for (std::size_t ordinal = 0; ordinal < articles_.size() && ticker.status().ok(); ++ordinal) {
        VisitRows(column_, ordinal, rows_, ticker,
                  [&](index::DocId doc) { articles_[ordinal] += visible[doc]; });
      }
      return;
    }
    for (std::size_t doc = 1; doc <= rows_ && ticker.Tick(); ++doc) {
      if (visible[doc] == 0) continue;
      VisitValues(doc, [&](std::uint32_t ordinal) { ++articles_[ordinal]; });
    }
  }

  void MarkOpen(const Rows& visible, Rows& to_read, Ticker& ticker) const {
    if (entities_) {
      for (std::size_t ordinal = 0; ordinal < open_.size() && ticker.status().ok(); ++ordinal) {
        if (open_[ordinal] == 0) continue;
        VisitRows(column_, ordinal, rows_, ticker,
                  [&](index::DocId doc) { to_read[doc] |= visible[doc]; });
      }
      return;
    }
    for (std::size_t doc = 1; doc <= rows_ && ticker.Tick(); ++doc) {
      if (visible[doc] == 0) continue;
      VisitValues(doc, [&](std::uint32_t ordinal) { to_read[doc] |= open_[ordinal]; });
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

// A column's notes, some of them replaced.
class Notes {
 public:
  Notes(const index::TermsColumn& column, const std::map<std::size_t, std::string>& replaced) {
    ends_.reserve(column.size());
    for (std::size_t ordinal = 0; ordinal < column.size(); ++ordinal) {
      const auto found = replaced.find(ordinal);
      text_ += found == replaced.end() ? column.Note(ordinal) : std::string_view(found->second);
      ends_.push_back(static_cast<std::uint32_t>(text_.size()));
    }
  }
  index::StringTable table() const { return {ends_, text_}; }

 private:
  std::vector<std::uint32_t> ends_;
  std::string text_;
};

// What the restricted columns point into.
struct Counts {
  std::shared_ptr<const void> segment;  // memory of the segment's own columns
  std::vector<FieldCounts> fields;
  std::optional<Notes> countries;  // of places, if they differ from those of the segment
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

// Leaves an article that is damaged out: nullopt.
absl::StatusOr<std::optional<article::Article>> ReadSound(const index::Segment& segment,
                                                          index::DocId doc) {
  auto article = segment.ReadArticle(doc);
  if (article.ok()) return *std::move(article);
  if (absl::IsDataLoss(article.status())) return std::nullopt;
  return article.status();
}

// The country that an article gives a place, whose key this is; empty: none.
std::string CountryIn(const article::Article& article, std::string_view key) {
  for (const v1::Entity& entity : article.entities()) {
    const bool same = article::EntityField(entity.type()) == article::Field::kPlace &&
                      article::EntityKey(entity) == key;
    if (same) return entity.country();  // the first of one name counts, as in the segment
  }
  return "";
}

}  // namespace

class ColumnsRestriction::Impl {
 public:
  Impl(std::shared_ptr<const index::Segment> segment, SharedBitmap visible)
      : segment_(std::move(segment)),
        visible_(std::move(visible)),
        counts_(std::make_shared<Counts>()) {
    counts_->segment = segment_->columns().owner;
    counts_->fields.reserve(article::kFieldCount);  // no move: they are pointed to
  }

  absl::StatusOr<index::Columns> Run(const SearchContext& context) {
    index::Columns columns = segment_->columns();
    if (visible_->size() == columns.rows()) return columns;
    Ticker ticker(context);
    if (absl::Status status = ticker.Check(); !status.ok()) return status;
    if (absl::Status status = CountFields(ticker); !status.ok()) return status;
    if (absl::Status status = ReadArticles(ticker); !status.ok()) return status;
    if (absl::Status status = FindCountries(ticker); !status.ok()) return status;
    for (std::size_t i = 0; i < by_field_.size(); ++i) {
      if (by_field_[i] != nullptr) by_field_[i]->Finish(columns.terms_columns[i]);
    }
    if (!countries_.empty()) {
      index::TermsColumn& places = columns.terms_columns[kPlaces];
      counts_->countries.emplace(places, countries_);
      places.notes = counts_->countries->table();
    }
    columns.owner = counts_;
    return columns;
  }

  std::size_t bytes() const {
    std::size_t sum = sees_.size() + to_read_.size();
    for (const FieldCounts& field : counts_->fields) sum += field.bytes();
    return sum;
  }

 private:
  static constexpr auto kPlaces = static_cast<std::size_t>(article::Field::kPlace);

  // A field that is interrupted is counted again.
  absl::Status CountFields(Ticker& ticker) {
    const index::Columns& columns = segment_->columns();
    if (sees_.empty()) {
      sees_.assign(columns.rows() + 1, 0);
      std::vector<std::uint32_t> ids;
      visible_->CopyTo(ids);
      for (const std::uint32_t id : ids) sees_[id] = 1;
      to_read_.assign(sees_.size(), 0);
    }
    for (const article::FieldRow& row : article::kFieldTable) {
      FieldCounts*& known = by_field_[static_cast<std::size_t>(row.field)];
      if (!article::HasTermsColumn(row) || known != nullptr) continue;
      FieldCounts counts(columns, row.field);
      counts.Count(sees_, to_read_, ticker);
      if (!ticker.status().ok()) return ticker.status();
      known = &counts_->fields.emplace_back(std::move(counts));
    }
    return absl::OkStatus();
  }

  absl::Status ReadArticles(Ticker& ticker) {
    ArticleReader reader(by_field_);
    for (; next_ < to_read_.size(); ++next_) {
      if (to_read_[next_] == 0) continue;
      if (!ticker.Tick(kArticleUnits)) return ticker.status();
      const auto article = ReadSound(*segment_, static_cast<index::DocId>(next_));
      if (!article.ok()) return article.status();
      if (*article) reader.Add(**article);
    }
    return absl::OkStatus();
  }

  // Of places that other articles have too, as the segment chose it of all: that of the last
  // article that gives one.
  absl::Status FindCountries(Ticker& ticker) {
    const FieldCounts& places = *by_field_[kPlaces];
    for (const std::size_t ordinal : places.PartlyNoted()) {
      if (countries_.contains(ordinal)) continue;
      auto country = CountryOf(places.column(), ordinal, ticker);
      if (!country.ok()) return country.status();
      countries_.emplace(ordinal, *std::move(country));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::string> CountryOf(const index::TermsColumn& places, std::size_t ordinal,
                                        Ticker& ticker) const {
    std::vector<index::DocId> docs;
    VisitRows(places, ordinal, sees_.size() - 1, ticker, [&](index::DocId doc) {
      if (sees_[doc] != 0) docs.push_back(doc);
    });
    const std::size_t asked = std::min(docs.size(), kMaxAskedForCountry);
    for (std::size_t i = 1; i <= asked; ++i) {
      if (!ticker.Tick(kArticleUnits)) break;
      const auto article = ReadSound(*segment_, docs[docs.size() - i]);
      if (!article.ok()) return article.status();
      std::string country = *article ? CountryIn(**article, places.keys[ordinal]) : "";
      if (!country.empty()) return country;
    }
    if (!ticker.status().ok()) return ticker.status();
    return "";
  }

  const std::shared_ptr<const index::Segment> segment_;
  const SharedBitmap visible_;
  const std::shared_ptr<Counts> counts_;  // shared with the columns
  Rows sees_;
  Rows to_read_;
  std::size_t next_ = 1;  // the next document to read
  std::array<FieldCounts*, article::kFieldCount> by_field_{};
  std::map<std::size_t, std::string> countries_;  // that were found, by ordinal
};

ColumnsRestriction::ColumnsRestriction(std::shared_ptr<const index::Segment> segment,
                                       SharedBitmap visible)
    : impl_(std::make_unique<Impl>(std::move(segment), std::move(visible))) {}
ColumnsRestriction::~ColumnsRestriction() = default;

absl::StatusOr<index::Columns> ColumnsRestriction::Run(const SearchContext& context) {
  return impl_->Run(context);
}

std::size_t ColumnsRestriction::bytes() const { return impl_->bytes(); }

std::size_t BytesOf(const index::Columns& restricted, const index::Columns& own) {
  if (restricted.owner == own.owner) return 0;
  std::size_t sum = 0;
  for (const index::TermsColumn& column : restricted.terms_columns) {
    sum += 4 * (column.articles.size() + column.displayed.size() + column.spelling_articles.size());
  }
  constexpr std::size_t kNoteBytes = 16;  // of a country and its end
  return sum + kNoteBytes * restricted.terms(article::Field::kPlace).notes.size();
}

}  // namespace dateline::search
