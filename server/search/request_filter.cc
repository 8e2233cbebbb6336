// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/request_filter.h"

#include <iterator>
#include <string>
#include <utility>

#include "server/search/value_terms.h"

namespace dateline::search {
namespace {

// What a filter selects by a field.
struct Selection {
  article::Field field;  // kPerson stands for all entities
  ValueMatch values;
};

// The selections of a filter or of its exclusions, which have the same fields.
class Selections {
 public:
  template <typename Lists>
  Selections(const Lists& lists, const names::EntityIndex& entities) : entities_(entities) {
    Add(article::Field::kSource, lists.sources());
    Add(article::Field::kSection, lists.sections());
    Add(article::Field::kLanguage, lists.languages());
    Add(article::Field::kAuthor, lists.authors());
    AddEntities(lists.entities(), Mentions::kAll);
    AddEntities(lists.about(), Mentions::kSalient);
    Add(article::Field::kCountry, lists.countries());
  }

  const std::vector<Selection>& all() const { return selections_; }

 private:
  static void Append(std::vector<std::string> terms, ValueMatch& values) {
    std::move(terms.begin(), terms.end(), std::back_inserter(values.terms));
  }

  template <typename Values>
  void Add(article::Field field, const Values& values) {
    if (values.empty()) return;
    Selection selection{field, {}};
    for (const std::string& value : values) {
      Append(ValueTerms(entities_, field, value, names::EntityIndex::Reach::kNearest),
             selection.values);
    }
    selections_.push_back(std::move(selection));
  }

  // Any of the entities, whatever their type.
  template <typename Values>
  void AddEntities(const Values& values, Mentions mentions) {
    if (values.empty()) return;
    Selection selection{article::Field::kPerson, {{}, mentions}};
    for (const v1::Entity& entity : values) {
      for (const article::Field field : names::EntityFieldsOf(entity.type())) {
        Append(ValueTerms(entities_, field, entity.name(), names::EntityIndex::Reach::kNearest),
               selection.values);
      }
    }
    selections_.push_back(std::move(selection));
  }

  const names::EntityIndex& entities_;
  std::vector<Selection> selections_;
};

FilterPart SelectByTime(const v1::TimeRange& range, TermReader& terms) {
  DateMatch date;
  if (range.has_start_time()) date.start = range.start_time().seconds();
  if (range.has_end_time()) date.end = range.end_time().seconds();
  FilterPart part{article::Field::kDate, {}};
  for (std::size_t i = 0; i < terms.segments(); ++i) {
    part.bitmaps.push_back(terms.DateBitmap(i, date));
  }
  return part;
}

absl::StatusOr<FilterPart> Select(const Selection& selection, TermReader& terms) {
  FilterPart part{selection.field, {}};
  for (std::size_t i = 0; i < terms.segments(); ++i) {
    absl::StatusOr<SharedBitmap> bitmap = terms.ValueBitmap(i, selection.values);
    if (!bitmap.ok()) return bitmap.status();
    part.bitmaps.push_back(*std::move(bitmap));
  }
  return part;
}

absl::StatusOr<FilterPart> Exclude(const std::vector<Selection>& exclusions, TermReader& terms) {
  FilterPart part{std::nullopt, {}};
  for (std::size_t i = 0; i < terms.segments(); ++i) {
    Bitmap rest = Bitmap::Range(1, terms.rows(i));
    for (const Selection& selection : exclusions) {
      const absl::StatusOr<SharedBitmap> bitmap = terms.ValueBitmap(i, selection.values);
      if (!bitmap.ok()) return bitmap.status();
      rest -= **bitmap;
    }
    part.bitmaps.push_back(std::make_shared<const Bitmap>(std::move(rest)));
  }
  return part;
}

}  // namespace

absl::StatusOr<std::vector<FilterPart>> EvaluateFilter(const v1::Filter& filter,
                                                       const names::EntityIndex& entities,
                                                       TermReader& terms) {
  std::vector<FilterPart> parts;
  const v1::TimeRange& range = filter.publish_time();
  if (range.has_start_time() || range.has_end_time()) parts.push_back(SelectByTime(range, terms));
  const Selections selections(filter, entities);
  for (const Selection& selection : selections.all()) {
    absl::StatusOr<FilterPart> part = Select(selection, terms);
    if (!part.ok()) return part.status();
    parts.push_back(*std::move(part));
  }
  const Selections exclusions(filter.exclude(), entities);
  if (exclusions.all().empty()) return parts;
  absl::StatusOr<FilterPart> part = Exclude(exclusions.all(), terms);
  if (!part.ok()) return part.status();
  parts.push_back(*std::move(part));
  return parts;
}

SegmentBitmaps CombineParts(const SegmentBitmaps& live, const std::vector<FilterPart>& parts,
                            std::optional<article::Field> left_out) {
  SegmentBitmaps combined = live;
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

}  // namespace dateline::search
