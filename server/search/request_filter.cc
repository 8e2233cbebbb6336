// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/request_filter.h"

#include <string>
#include <utility>

#include "core/dates/time_span.h"
#include "core/errors/errors.h"
#include "server/search/value_terms.h"

namespace dateline::search {
namespace {

// What a filter selects by a field.
struct Selection {
  article::Field field;  // kPerson stands for all entities
  ValueMatch values;
};

// Units of a Ticker: to look a name up, and to copy the terms of an entity.
constexpr std::size_t kNameUnits = 128;
constexpr std::size_t kEntityUnits = 64;

// Makes the selections of a filter or of its exclusions, which have the same fields. None is cut:
// an exclusion, or the filter of a key, must hold for all that a name may mean.
class Selections {
 public:
  Selections(const names::EntityIndex& entities, Ticker& ticker)
      : entities_(entities), ticker_(ticker) {}

  // DEADLINE_EXCEEDED or CANCELLED if the ticker says so.
  template <typename Lists>
  absl::StatusOr<std::vector<Selection>> Make(const Lists& lists) && {
    Add(article::Field::kSource, lists.sources());
    Add(article::Field::kSection, lists.sections());
    Add(article::Field::kLanguage, lists.languages());
    Add(article::Field::kAuthor, lists.authors());
    AddEntities(lists.entities(), Mentions::kAll);
    AddEntities(lists.about(), Mentions::kSalient);
    Add(article::Field::kCountry, lists.countries());
    if (over_) return ticker_.status();
    return std::move(selections_);
  }

 private:
  bool Tick(std::size_t units) {
    over_ = over_ || !ticker_.Tick(units);
    return !over_;
  }

  template <typename Values>
  void Add(article::Field field, const Values& values) {
    if (values.empty()) return;
    Selection selection{field, {}};
    for (const std::string& value : values) {
      if (!Tick(kNameUnits)) return;
      for (std::string& term :
           ValueTerms(entities_, field, value, names::EntityIndex::Reach::kNearest)) {
        selection.values.terms.push_back(std::move(term));
      }
    }
    selections_.push_back(std::move(selection));
  }

  // Any of the entities, whatever their type.
  template <typename Values>
  void AddEntities(const Values& values, Mentions mentions) {
    if (values.empty()) return;
    Selection selection{article::Field::kPerson, {{}, mentions}};
    for (const v1::Entity& entity : values) {
      if (!entity.id().empty()) {  // says more than the name beside it
        selection.values.terms.push_back(
            article::ExactTerm(article::Field::kEntityId, entity.id()));
        continue;
      }
      for (const article::Field field : names::EntityFieldsOf(entity.type())) {
        AddEntity(entity.name(), field, selection.values.terms);
      }
    }
    selections_.push_back(std::move(selection));
  }

  // A surname may be that of a hundred thousand people.
  void AddEntity(const std::string& name, article::Field field, std::vector<std::string>& terms) {
    if (!Tick(kNameUnits)) return;
    for (const names::EntityId id :
         entities_.Find(name, field, names::EntityIndex::Reach::kNearest)) {
      if (!Tick(kEntityUnits)) return;
      for (std::string& term : entities_.Terms(id)) terms.push_back(std::move(term));
    }
  }

  const names::EntityIndex& entities_;
  Ticker& ticker_;
  bool over_ = false;
  std::vector<Selection> selections_;
};

absl::StatusOr<FilterPart> SelectByDate(const DateMatch& date, TermReader& terms) {
  FilterPart part{article::Field::kDate, {}};
  for (std::size_t i = 0; i < terms.segments(); ++i) {
    absl::StatusOr<SharedBitmap> bitmap = terms.DateBitmap(i, date);
    if (!bitmap.ok()) return bitmap.status();
    part.bitmaps.push_back(*std::move(bitmap));
  }
  return part;
}

// The spans of time that the filter selects, of which both must hold.
absl::StatusOr<std::vector<DateMatch>> DatesOf(const v1::Filter& filter, const FilterClock& clock) {
  const bool certain = filter.date_match() == v1::DATE_MATCH_CERTAIN;
  std::vector<DateMatch> found;
  const v1::TimeRange& range = filter.publish_time();
  if (range.has_start_time() || range.has_end_time()) {
    std::optional<absl::Time> start;
    std::optional<absl::Time> end;
    if (range.has_start_time()) start = absl::FromUnixSeconds(range.start_time().seconds());
    if (range.has_end_time()) end = absl::FromUnixSeconds(range.end_time().seconds());
    found.push_back({dates::SpanOf(start, end, clock.zone), certain});
  }
  if (!filter.date().empty()) {
    const auto span = dates::ParseTimeSpan(filter.date(), clock.now, clock.zone);
    if (!span.ok()) {
      return errors::MakeFieldError(v1::ERROR_REASON_INVALID_FILTER, "filter.date",
                                    std::string(span.status().message()));
    }
    found.push_back({*span, certain});
  }
  return found;
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
                                                       const FilterClock& clock,
                                                       const names::EntityIndex& entities,
                                                       TermReader& terms) {
  std::vector<FilterPart> parts;
  const auto add = [&parts](absl::StatusOr<FilterPart> part) {
    if (part.ok()) parts.push_back(*std::move(part));
    return part.status();
  };
  const auto dates = DatesOf(filter, clock);
  if (!dates.ok()) return dates.status();
  for (const DateMatch& date : *dates) {
    if (absl::Status status = add(SelectByDate(date, terms)); !status.ok()) return status;
  }
  const auto selections = Selections(entities, terms.ticker()).Make(filter);
  if (!selections.ok()) return selections.status();
  for (const Selection& selection : *selections) {
    if (absl::Status status = add(Select(selection, terms)); !status.ok()) return status;
  }
  const auto exclusions = Selections(entities, terms.ticker()).Make(filter.exclude());
  if (!exclusions.ok()) return exclusions.status();
  if (exclusions->empty()) return parts;
  if (absl::Status status = add(Exclude(*exclusions, terms)); !status.ok()) return status;
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
