// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/request_filter.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "core/dates/time_span.h"
#include "core/errors/errors.h"
#include "server/search/value_terms.h"

namespace dateline::search {
namespace {

// What a filter selects by a field.
struct Selection {
  std::optional<article::Field> field;  // as FilterPart has it
  ValueMatch values;
  std::vector<article::Field> other_fields{};
};

// Units of a Ticker: to look a name up, and to copy the terms of an entity.
constexpr std::size_t kNameUnits = 128;
constexpr std::size_t kEntityUnits = 64;

// The types of entities, each a field of a filter; last those of any type.
constexpr v1::EntityType kTypes[] = {v1::ENTITY_TYPE_PERSON, v1::ENTITY_TYPE_ORGANISATION,
                                     v1::ENTITY_TYPE_PLACE, v1::ENTITY_TYPE_OTHER,
                                     v1::ENTITY_TYPE_UNSPECIFIED};

// Makes the selections of a filter or of its exclusions, which have the same fields. None is cut:
// an exclusion, or the filter of a key, must hold for all that a name may mean.
class Selections {
 public:
  // `all`: names of the fields of which every value must match.
  template <typename Names>
  Selections(const names::EntityIndex& entities, Ticker& ticker, const Names& all)
      : entities_(entities), ticker_(ticker), all_(all.begin(), all.end()) {}

  // DEADLINE_EXCEEDED or CANCELLED if the ticker says so.
  template <typename Lists>
  absl::StatusOr<std::vector<Selection>> Make(const Lists& lists) && {
    Add(article::Field::kSource, lists.sources());
    Add(article::Field::kSection, lists.sections());
    Add(article::Field::kLanguage, lists.languages());
    Add(article::Field::kAuthor, lists.authors());
    Add(article::Field::kHost, lists.hosts());
    return std::move(*this).MakeNames(lists);
  }

  // Of entities and countries alone.
  template <typename Lists>
  absl::StatusOr<std::vector<Selection>> MakeNames(const Lists& lists) && {
    for (const v1::EntityType type : kTypes) AddEntities(lists.entities(), type, Mentions::kAll);
    for (const v1::EntityType type : kTypes) AddEntities(lists.about(), type, Mentions::kSalient);
    Add(article::Field::kCountry, lists.countries());
    if (over_) return ticker_.status();
    return std::move(selections_);
  }

 private:
  bool Tick(std::size_t units) {
    over_ = over_ || !ticker_.Tick(units);
    return !over_;
  }

  bool AsksForAll(std::string_view name) const {
    return std::find(all_.begin(), all_.end(), name) != all_.end();
  }

  template <typename Values>
  void Add(article::Field field, const Values& values) {
    const bool all = AsksForAll(article::Row(field).name);
    bool first = true;
    for (const std::string& value : values) {
      if (!Tick(kNameUnits)) return;
      if (first || all) selections_.push_back({all ? std::nullopt : std::optional(field), {}});
      first = false;
      for (std::string& term :
           ValueTerms(entities_, field, value, names::EntityIndex::Reach::kNearest)) {
        selections_.back().values.terms.push_back(std::move(term));
      }
    }
  }

  // Those of `type` alone.
  template <typename Values>
  void AddEntities(const Values& values, v1::EntityType type, Mentions mentions) {
    const bool any = type == v1::ENTITY_TYPE_UNSPECIFIED;
    const article::Field field = names::EntityFieldsOf(type).front();
    const bool all = AsksForAll(any ? "entity" : article::Row(field).name) ||
                     (mentions == Mentions::kSalient && AsksForAll("about"));
    bool first = true;
    for (const v1::Entity& entity : values) {
      if (entity.type() != type) continue;
      if (first || all) {
        selections_.push_back({all || any ? std::nullopt : std::optional(field), {{}, mentions}});
      }
      first = false;
      if (!entity.id().empty()) {  // says more than the name beside it
        selections_.back().values.terms.push_back(
            article::ExactTerm(article::Field::kEntityId, entity.id()));
        continue;
      }
      const std::optional<article::Field> meant = AddEntity(entity);
      if (any && !all && meant) selections_.back().other_fields.push_back(*meant);
      if (over_) return;
    }
  }

  // Adds the terms of what `entity` may mean; a surname may be that of a hundred thousand people.
  // The field of that in most articles; nullopt: it means nothing, or the search is over.
  std::optional<article::Field> AddEntity(const v1::Entity& entity) {
    std::optional<names::EntityId> most;
    for (const article::Field field : names::EntityFieldsOf(entity.type())) {
      if (!Tick(kNameUnits)) return std::nullopt;
      for (const names::EntityId id :
           entities_.Find(entity.name(), field, names::EntityIndex::Reach::kNearest)) {
        if (!Tick(kEntityUnits)) return std::nullopt;
        if (!most || entities_.RoughArticles(id) > entities_.RoughArticles(*most)) most = id;
        for (std::string& term : entities_.Terms(id)) {
          selections_.back().values.terms.push_back(std::move(term));
        }
      }
    }
    return most ? std::optional(most->field) : std::nullopt;
  }

  const names::EntityIndex& entities_;
  Ticker& ticker_;
  const std::vector<std::string_view> all_;
  bool over_ = false;
  std::vector<Selection> selections_;
};

constexpr std::array<std::string_view, 0> kNoFields{};

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
  FilterPart part{selection.field, {}, selection.other_fields};
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
  const auto selections = Selections(entities, terms.ticker(), filter.all()).Make(filter);
  if (!selections.ok()) return selections.status();
  for (const Selection& selection : *selections) {
    if (absl::Status status = add(Select(selection, terms)); !status.ok()) return status;
  }
  const auto exclusions = Selections(entities, terms.ticker(), kNoFields).Make(filter.exclude());
  if (!exclusions.ok()) return exclusions.status();
  if (exclusions->empty()) return parts;
  if (absl::Status status = add(Exclude(*exclusions, terms)); !status.ok()) return status;
  return parts;
}

absl::StatusOr<std::vector<std::string>> SelectedNames(const v1::Filter& filter,
                                                       const names::EntityIndex& entities,
                                                       Ticker& ticker) {
  auto selections = Selections(entities, ticker, kNoFields).MakeNames(filter);
  if (!selections.ok()) return selections.status();
  std::vector<std::string> names;
  for (Selection& selection : *selections) {
    for (std::string& term : selection.values.terms) names.push_back(std::move(term));
  }
  return names;
}

SegmentBitmaps CombineParts(const SegmentBitmaps& live, const std::vector<FilterPart>& parts,
                            std::optional<article::Field> left_out) {
  SegmentBitmaps combined = live;
  for (const FilterPart& part : parts) {
    if (left_out && part.SelectsBy(*left_out)) continue;
    for (std::size_t i = 0; i < combined.size(); ++i) {
      combined[i] = combined[i] == nullptr
                        ? part.bitmaps[i]
                        : std::make_shared<const Bitmap>(*combined[i] & *part.bitmaps[i]);
    }
  }
  return combined;
}

}  // namespace dateline::search
