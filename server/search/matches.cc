// SPDX-License-Identifier: GPL-3.0-or-later
// Matching as bitmaps: terms, phrases, dates and filters, per segment, cached.
#include <fmt/format.h>
#include <xapian.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/index/scoring_profile.h"
#include "core/index/xapian_errors.h"
#include "server/search/phrase.h"
#include "server/search/searcher.h"

namespace dateline::search {
namespace {

SharedBitmap Share(Bitmap bitmap) {
  bitmap.Compress();
  return std::make_shared<const Bitmap>(std::move(bitmap));
}

// What a filter selects by a field.
struct Selection {
  article::Field field;            // kPerson stands for all entities
  std::vector<std::string> terms;  // of the values; none: nothing matches
  Mentions mentions = Mentions::kAll;
};

class Selections {
 public:
  Selections(const v1::Filter& filter, const names::EntityIndex& entities) : entities_(entities) {
    Add(article::Field::kSource, filter.sources());
    Add(article::Field::kSection, filter.sections());
    Add(article::Field::kLanguage, filter.languages());
    Add(article::Field::kAuthor, filter.authors());
    AddEntities(filter.entities(), Mentions::kAll);
    AddEntities(filter.about(), Mentions::kSalient);
    Add(article::Field::kCountry, filter.countries());
  }
  std::vector<Selection> Take() { return std::move(selections_); }

 private:
  static void Append(std::vector<std::string> terms, Selection& selection) {
    std::move(terms.begin(), terms.end(), std::back_inserter(selection.terms));
  }

  template <typename Values>
  void Add(article::Field field, const Values& values) {
    if (values.empty()) return;
    Selection selection{field, {}};
    for (const std::string& value : values) {
      Append(ValueTerms(entities_, field, value, names::EntityIndex::Reach::kNearest), selection);
    }
    selections_.push_back(std::move(selection));
  }

  // Any of the entities, whatever their type.
  template <typename Values>
  void AddEntities(const Values& values, Mentions mentions) {
    if (values.empty()) return;
    Selection selection{article::Field::kPerson, {}, mentions};
    for (const v1::Entity& entity : values) {
      for (const article::Field field : names::EntityFieldsOf(entity.type())) {
        Append(ValueTerms(entities_, field, entity.name(), names::EntityIndex::Reach::kNearest),
               selection);
      }
    }
    selections_.push_back(std::move(selection));
  }

  const names::EntityIndex& entities_;
  std::vector<Selection> selections_;
};

}  // namespace

SharedPostings Searcher::TermPostings(std::size_t segment, const std::string& term) {
  SharedPostings& known = decoded_[{segment, term}];
  if (known != nullptr) return known;
  const std::uint32_t number = View(segment).segment->number();
  if (known = caches_.postings.Find(number, term); known != nullptr) return known;
  const index::DatabaseLease database = View(segment).segment->AcquireDatabase();
  auto postings = std::make_shared<Postings>();
  postings->docs.reserve(database->get_termfreq(term));
  postings->impacts.reserve(postings->docs.capacity());
  Ticker ticker(context_);
  const auto end = database->postlist_end(term);
  for (auto it = database->postlist_begin(term); it != end; ++it) {
    ticker.Tick();
    postings->Add(*it, static_cast<std::uint8_t>(std::min(it.get_wdf(), index::kMaxImpact)));
  }
  caches_.postings.Insert(number, term, postings);
  return known = std::move(postings);
}

// Of a word that is scored too, as a rule.
SharedBitmap Searcher::WordBitmap(std::size_t segment, const std::string& term) {
  const std::uint32_t number = View(segment).segment->number();
  if (SharedBitmap cached = caches_.bitmaps.Find(number, term)) return cached;
  SharedBitmap bitmap = Share(Bitmap(TermPostings(segment, term)->docs));
  caches_.bitmaps.Insert(number, term, bitmap);
  return bitmap;
}

// Of a value of an exact field, which is never scored.
SharedBitmap Searcher::ValueBitmap(std::size_t segment, const std::string& term,
                                   Mentions mentions) {
  const std::string key = mentions == Mentions::kSalient ? fmt::format("about\x1f{}", term) : term;
  const std::uint32_t number = View(segment).segment->number();
  if (SharedBitmap cached = caches_.bitmaps.Find(number, key)) return cached;
  SharedBitmap bitmap = Share(Bitmap(ValueDocs(segment, term, mentions)));
  caches_.bitmaps.Insert(number, key, bitmap);
  return bitmap;
}

// Those of an entity are in the columns, of other values in the database.
std::vector<index::DocId> Searcher::ValueDocs(std::size_t segment, const std::string& term,
                                              Mentions mentions) {
  std::vector<index::DocId> docs;
  Ticker ticker(context_);
  if (const auto entity = article::ParseEntityTerm(term)) {
    const index::Columns& columns = View(segment).segment->columns();
    const index::TermsColumn& column = columns.terms(entity->first);
    const std::size_t ordinal = column.Find(entity->second);
    if (ordinal == column.size()) return docs;
    docs.reserve(std::min<std::size_t>(column.articles[ordinal], columns.rows()));
    index::VisitPostings(column.docs[ordinal], [&](index::DocId doc, bool salient) {
      ticker.Tick();
      if (doc <= columns.rows() && (salient || mentions == Mentions::kAll)) docs.push_back(doc);
    });
    return docs;
  }
  const index::DatabaseLease database = View(segment).segment->AcquireDatabase();
  docs.reserve(database->get_termfreq(term));
  const auto end = database->postlist_end(term);
  for (auto it = database->postlist_begin(term); it != end; ++it) {
    ticker.Tick();
    docs.push_back(*it);
  }
  return docs;
}

Bitmap Searcher::AllWords(std::size_t segment, const query::QueryNode& phrase) {
  Bitmap all = *WordBitmap(segment, IndexTerm(phrase.field, phrase.terms.front()));
  for (std::size_t i = 1; i < phrase.terms.size(); ++i) {
    all &= *WordBitmap(segment, IndexTerm(phrase.field, phrase.terms[i]));
  }
  return all;
}

SharedBitmap Searcher::PhraseBitmap(std::size_t segment, const query::QueryNode& node) {
  std::string key = fmt::format("\"{}", article::Row(node.field).prefix);
  for (std::size_t i = 0; i < node.terms.size(); ++i) {
    key += fmt::format("\x1f{}@{}", node.terms[i], node.offsets[i]);
  }
  const std::uint32_t number = View(segment).segment->number();
  if (SharedBitmap cached = caches_.bitmaps.Find(number, key)) return cached;
  std::vector<std::uint32_t> ids;
  AllWords(segment, node).CopyTo(ids);
  const PhraseMatcher matcher(node, query_.RarestWord(node));
  Ticker ticker(context_);
  std::erase_if(ids, [&](std::uint32_t doc) {
    ticker.Tick();
    return !matcher.Matches(View(segment).segment->Words(doc));
  });
  SharedBitmap bitmap = Share(Bitmap(ids));
  caches_.bitmaps.Insert(number, key, bitmap);
  return bitmap;
}

SharedBitmap Searcher::DateBitmap(std::size_t segment, std::optional<std::int64_t> start,
                                  std::optional<std::int64_t> end) {
  const std::int64_t first = std::max(start.value_or(index::kNoDate + 1), index::kNoDate + 1);
  const std::string key = fmt::format("date:{}..{}", first, end ? fmt::to_string(*end) : "");
  const std::uint32_t number = View(segment).segment->number();
  if (SharedBitmap cached = caches_.bitmaps.Find(number, key)) return cached;
  const std::span<const std::int64_t> seconds = View(segment).segment->columns().publish_seconds;
  std::vector<std::uint32_t> ids;
  for (std::size_t row = 0; row < seconds.size(); ++row) {
    if (seconds[row] >= first && (!end || seconds[row] < *end)) {
      ids.push_back(static_cast<std::uint32_t>(row + 1));
    }
  }
  SharedBitmap bitmap = Share(Bitmap(ids));
  caches_.bitmaps.Insert(number, key, bitmap);
  return bitmap;
}

SharedBitmap Searcher::EvaluateJoin(std::size_t segment, const query::QueryNode& node,
                                    Phrases phrases) {
  const bool all = node.kind == query::NodeKind::kAnd;
  const bool any = node.kind == query::NodeKind::kOr;
  Bitmap joined = *Evaluate(segment, node.children.front(), any ? Phrases::kFound : phrases);
  for (std::size_t i = 1; i < node.children.size(); ++i) {
    const SharedBitmap other = Evaluate(segment, node.children[i], all ? phrases : Phrases::kFound);
    if (all) {
      joined &= *other;
    } else if (any) {
      joined |= *other;
    } else {
      joined -= *other;
    }
  }
  return std::make_shared<const Bitmap>(std::move(joined));
}

SharedBitmap Searcher::Evaluate(std::size_t segment, const query::QueryNode& node,
                                Phrases phrases) {
  switch (node.kind) {
    case query::NodeKind::kAll:
      return std::make_shared<const Bitmap>(Bitmap::Range(1, Rows(segment)));
    case query::NodeKind::kNothing:
      return std::make_shared<const Bitmap>();
    case query::NodeKind::kTerm:
    case query::NodeKind::kPrefix: {
      if (node.terms.size() == 1) return WordBitmap(segment, node.terms.front());
      Bitmap any;
      for (const std::string& term : node.terms) any |= *WordBitmap(segment, term);
      return std::make_shared<const Bitmap>(std::move(any));
    }
    case query::NodeKind::kPhrase:
      if (phrases == Phrases::kFound) return PhraseBitmap(segment, node);
      return std::make_shared<const Bitmap>(AllWords(segment, node));
    case query::NodeKind::kExact:
    case query::NodeKind::kExactPrefix:
      return AnyOf(segment, node.terms,
                   node.scope == query::EntityScope::kAbout ? Mentions::kSalient : Mentions::kAll);
    case query::NodeKind::kDate:
      return DateBitmap(segment, node.start, node.end);
    case query::NodeKind::kMaybe:
      return Evaluate(segment, node.children.front(), phrases);
    case query::NodeKind::kAnd:
    case query::NodeKind::kOr:
    case query::NodeKind::kAndNot:
      return EvaluateJoin(segment, node, phrases);
  }
  return std::make_shared<const Bitmap>();
}

SharedBitmap Searcher::AnyOf(std::size_t segment, const std::vector<std::string>& terms,
                             Mentions mentions) {
  if (terms.size() == 1) return ValueBitmap(segment, terms.front(), mentions);
  Bitmap any;
  for (const std::string& term : terms) any |= *ValueBitmap(segment, term, mentions);
  return std::make_shared<const Bitmap>(std::move(any));
}

// Runs `body` where exceptions of Xapian and of the deadline become a status.
static absl::Status Guard(const std::function<void()>& body) {
  absl::Status interrupted;
  absl::Status status = index::RunXapian([&] {
    try {
      body();
    } catch (SearchInterrupted& stop) {
      interrupted = std::move(stop.status);
    }
  });
  return status.ok() ? interrupted : status;
}

absl::StatusOr<std::vector<FilterPart>> Searcher::EvaluateFilter(const v1::Filter& filter) {
  std::vector<FilterPart> parts;
  const std::size_t segments = snapshot_.snapshot->segments.size();
  absl::Status status = Guard([&] {
    const v1::TimeRange& range = filter.publish_time();
    if (range.has_start_time() || range.has_end_time()) {
      FilterPart& part = parts.emplace_back(FilterPart{article::Field::kDate, {}});
      std::optional<std::int64_t> start;
      std::optional<std::int64_t> end;
      if (range.has_start_time()) start = range.start_time().seconds();
      if (range.has_end_time()) end = range.end_time().seconds();
      for (std::size_t i = 0; i < segments; ++i) part.bitmaps.push_back(DateBitmap(i, start, end));
    }
    const names::EntityIndex& entities = *snapshot_.entities;
    for (const Selection& selection : Selections(filter, entities).Take()) {
      FilterPart& part = parts.emplace_back(FilterPart{selection.field, {}});
      for (std::size_t i = 0; i < segments; ++i) {
        part.bitmaps.push_back(AnyOf(i, selection.terms, selection.mentions));
      }
    }
    const std::vector<Selection> exclusions = Selections(filter.exclude(), entities).Take();
    if (exclusions.empty()) return;
    FilterPart& excluded = parts.emplace_back(FilterPart{std::nullopt, {}});
    for (std::size_t i = 0; i < segments; ++i) {
      Bitmap rest = Bitmap::Range(1, Rows(i));
      for (const Selection& selection : exclusions) {
        rest -= *AnyOf(i, selection.terms, selection.mentions);
      }
      excluded.bitmaps.push_back(std::make_shared<const Bitmap>(std::move(rest)));
    }
  });
  if (!status.ok()) return status;
  return parts;
}

SegmentBitmaps Searcher::Combine(const std::vector<FilterPart>& parts,
                                 std::optional<article::Field> left_out) const {
  SegmentBitmaps combined = snapshot_.live;
  for (const FilterPart& part : parts) {
    if (left_out && part.field == left_out) continue;
    for (std::size_t i = 0; i < combined.size(); ++i) {
      combined[i] = combined[i] == nullptr
                        ? part.bitmaps[i]
                        : std::make_shared<const Bitmap>(*combined[i] & *part.bitmaps[i]);
    }
  }
  return combined;
}

absl::StatusOr<SegmentBitmaps> Searcher::EvaluateMatches(const SegmentBitmaps& mask) {
  SegmentBitmaps matches(mask.size());
  absl::Status status = Guard([&] {
    for (std::size_t i = 0; i < mask.size(); ++i) {
      SharedBitmap found = Evaluate(i, query_.root, Phrases::kFound);
      matches[i] =
          mask[i] == nullptr ? std::move(found) : std::make_shared<const Bitmap>(*found & *mask[i]);
    }
  });
  if (!status.ok()) return status;
  return matches;
}

}  // namespace dateline::search
