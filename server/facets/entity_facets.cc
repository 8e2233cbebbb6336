// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/facets/entity_facets.h"

#include <absl/cleanup/cleanup.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "core/text/fold.h"
#include "server/facets/blocks.h"
#include "server/facets/value_test.h"

namespace dateline::facets {
namespace {

// Units of a Ticker: to look a name up, and to keep an entity that it means.
constexpr std::size_t kNameUnits = 128;
constexpr std::size_t kEntityUnits = 16;

struct EntityTally {
  std::uint32_t last_match = 0;  // the last one counted; numbered from 1 over all segments
  std::uint32_t count = 0;
};

// One tally per entity, all zero between counts. As large as the index has entities, so it is kept.
struct CountingSpace {
  std::vector<EntityTally> tallies;
  std::vector<std::uint32_t> touched;
};

CountingSpace& ThreadSpace(std::size_t entities) {
  thread_local CountingSpace space;
  if (space.tallies.size() < entities) {
    space.tallies.resize(entities);
    space.touched.resize(entities + 1);
  }
  return space;
}

// The entities that a filter selects, and which of them some match has.
class SelectedEntities {
 public:
  explicit SelectedEntities(const names::EntityIndex& entities) : entities_(entities) {}

  // Those of `fields`. DEADLINE_EXCEEDED or CANCELLED if `context` says so.
  absl::Status AddAll(const v1::Filter& filter, std::span<const article::Field> fields,
                      const search::SearchContext& context) {
    search::Ticker ticker(context);
    for (const auto* list : {&filter.entities(), &filter.about()}) {
      for (const v1::Entity& entity : *list) {
        if (!ticker.Tick(kNameUnits)) return ticker.status();
        if (!Add(entity, fields, ticker)) return ticker.status();
      }
    }
    return absl::OkStatus();
  }

  bool empty() const { return values_of_.empty(); }

  // Whether the filter selects `id`, which some match has.
  bool MarkCounted(names::EntityId id) {
    const auto [first, last] = values_of_.equal_range(id);
    for (auto it = first; it != last; ++it) values_[it->second].counted = true;
    return first != last;
  }

  // Selected values that no match has and that `test` lets through.
  void AddMissing(const ValueTest& test, v1::FacetResult& result) const {
    for (const Value& value : values_) {
      if (value.counted || !test.Passes(text::FoldName(ShownName(value)))) continue;
      v1::FacetBucket* bucket = result.add_buckets();
      bucket->set_selected(true);
      bucket->set_key(value.entity->name());
      bucket->set_entity_type(value.entity->type());
      if (!value.ids.empty()) {
        const names::EntityId id = value.ids.front();
        bucket->set_key(std::string(entities_.Name(id)));
        bucket->set_entity_type(names::EntityTypeOf(id.field));
        bucket->set_country(std::string(entities_.Country(id)));
      }
    }
  }

 private:
  struct Value {
    const v1::Entity* entity;
    std::vector<names::EntityId> ids;
    bool counted = false;  // some match has one of them
  };

  std::string_view ShownName(const Value& value) const {
    return value.ids.empty() ? value.entity->name() : entities_.Name(value.ids.front());
  }

  // Whether an entity without a type is one of another field than `fields`.
  bool MeansOther(const v1::Entity& entity, std::span<const article::Field> fields) const {
    if (entity.type() != v1::ENTITY_TYPE_UNSPECIFIED) return false;
    return std::any_of(
        names::kEntityFields.begin(), names::kEntityFields.end(), [&](article::Field field) {
          return std::find(fields.begin(), fields.end(), field) == fields.end() &&
                 !entities_.Find(entity.name(), field, names::EntityIndex::Reach::kNearest).empty();
        });
  }

  // False if the ticker says that the search is over.
  bool Add(const v1::Entity& entity, std::span<const article::Field> fields,
           search::Ticker& ticker) {
    if (entity.name().empty()) return true;  // selected by its id alone
    Value value{&entity, {}};
    bool counted_here = false;
    for (const article::Field field : names::EntityFieldsOf(entity.type())) {
      if (std::find(fields.begin(), fields.end(), field) == fields.end()) continue;
      counted_here = true;
      const auto ids = entities_.Find(entity.name(), field, names::EntityIndex::Reach::kNearest);
      value.ids.insert(value.ids.end(), ids.begin(), ids.end());
    }
    if (value.ids.empty() && MeansOther(entity, fields)) return true;
    if (!counted_here || !seen_.emplace(entity.type(), text::FoldName(entity.name())).second)
      return true;
    for (const names::EntityId id : value.ids) {
      if (!ticker.Tick(kEntityUnits)) return false;
      values_of_.emplace(id, values_.size());
    }
    values_.push_back(std::move(value));
    return true;
  }

  const names::EntityIndex& entities_;
  std::vector<Value> values_;
  std::multimap<names::EntityId, std::size_t> values_of_;
  std::set<std::pair<v1::EntityType, std::string>> seen_;
};

void AddBucket(const names::EntityIndex& entities, const EntityCount& counted, bool selected,
               v1::FacetResult& result) {
  v1::FacetBucket* bucket = result.add_buckets();
  bucket->set_key(std::string(entities.Name(counted.id)));
  bucket->set_count(counted.articles);
  bucket->set_entity_type(names::EntityTypeOf(counted.id.field));
  bucket->set_country(std::string(entities.Country(counted.id)));
  bucket->set_selected(selected);
}

// Drops what `test` does not let through, except that selected entities need no articles. Errors as
// CountEntities.
absl::Status Keep(const ValueTest& test, const FacetScope& scope, SelectedEntities& selection,
                  std::vector<EntityCount>& counted) {
  if (test.passes_all()) return absl::OkStatus();
  const names::EntityIndex& entities = *scope.snapshot.entities;
  std::vector<EntityCount> kept;
  absl::Status status = ForEachBlock(
      std::span<const EntityCount>(counted), scope.context,
      [&](std::span<const EntityCount> block) {
        for (const EntityCount& entity : block) {
          const bool passes =
              !test.looks_inside() || test.Passes(text::FoldName(entities.Name(entity.id)));
          const bool enough = entity.articles >= test.min_count() ||
                              (!selection.empty() && selection.MarkCounted(entity.id));
          if (passes && enough) kept.push_back(entity);
        }
      },
      kBlock / 8);
  counted = std::move(kept);
  return status;
}

// An entity with its folded name, for the order by key.
struct NamedCount : EntityCount {
  std::string key;
};

// The first `max_buckets` buckets of `counted`, then those that are selected. Errors as
// CountEntities.
template <typename Item, typename Before>
absl::Status AddBuckets(std::vector<Item>& counted, std::size_t max_buckets, Before before,
                        SelectedEntities& selection, const FacetScope& scope,
                        v1::FacetResult& result) {
  const names::EntityIndex& entities = *scope.snapshot.entities;
  const std::size_t shown = std::min(max_buckets, counted.size());
  absl::Status status = SortFirst(counted, shown, before, scope.context);
  if (!status.ok()) return status;
  for (const Item& entity : std::span(counted).first(shown)) {
    AddBucket(entities, entity, selection.MarkCounted(entity.id), result);
  }
  std::vector<Item> below;
  std::uint32_t other = 0;
  status = ForEachBlock(std::span<const Item>(counted).subspan(shown), scope.context,
                        [&](std::span<const Item> block) {
                          for (const Item& entity : block) {
                            if (!selection.empty() && selection.MarkCounted(entity.id)) {
                              below.push_back(entity);
                            } else {
                              other += entity.articles;
                            }
                          }
                        });
  if (status.ok()) status = SortFirst(below, below.size(), before, scope.context);
  if (!status.ok()) return status;
  for (const Item& entity : below) AddBucket(entities, entity, true, result);
  result.set_other_count(other);
  return absl::OkStatus();
}

// The rows of EntityIndex::Joining that match; `matches` is ascending.
std::vector<names::MovedRow> JoiningMatches(const names::EntityIndex& entities, std::size_t segment,
                                            article::Field field,
                                            const std::vector<std::uint32_t>& matches) {
  std::vector<names::MovedRow> rows;
  auto at = matches.begin();
  for (const names::MovedRow& row : entities.Joining(segment, field)) {
    at = std::lower_bound(at, matches.end(), row.doc);
    if (at == matches.end()) break;
    if (*at == row.doc) rows.push_back(row);
  }
  return rows;
}

// Matches with an entity of the field by a value of another field alone, less those whose values
// count under another field alone; modulo 2^32.
std::uint32_t MovedWithValue(const names::EntityIndex& entities, std::size_t segment,
                             const index::TermsColumn& column, article::Field field,
                             const std::vector<std::uint32_t>& matches) {
  const auto emptied = entities.Emptied(segment, field);
  std::uint32_t with = 0;
  std::uint32_t last = 0;
  for (const names::MovedRow& row : JoiningMatches(entities, segment, field, matches)) {
    if (row.doc == last) continue;
    last = row.doc;
    with += column.Ordinals(row.doc - 1).empty() ||
            std::binary_search(emptied.begin(), emptied.end(), row.doc);
  }
  auto at = matches.begin();
  for (const std::uint32_t doc : emptied) {
    at = std::lower_bound(at, matches.end(), doc);
    if (at == matches.end()) break;
    with -= *at == doc;
  }
  return with;
}

// The same, in the order that `terms` asks for; last what is selected and no match has.
absl::Status AddInOrder(const v1::TermsFacet& terms, std::vector<EntityCount>& counted,
                        std::size_t max_buckets, SelectedEntities selection,
                        const FacetScope& scope, v1::FacetResult& result) {
  const names::EntityIndex& entities = *scope.snapshot.entities;
  const auto by_name = [&entities](const EntityCount& a, const EntityCount& b) {
    const int order = entities.Name(a.id).compare(entities.Name(b.id));
    return order != 0 ? order < 0 : a.id < b.id;
  };
  absl::Status status;
  if (terms.order() == v1::TERMS_ORDER_KEY) {
    std::vector<NamedCount> named;
    named.reserve(counted.size());
    for (const EntityCount& entity : counted) {
      named.push_back({entity, text::FoldName(entities.Name(entity.id))});
    }
    const auto before = [&by_name](const NamedCount& a, const NamedCount& b) {
      return a.key != b.key ? a.key < b.key : by_name(a, b);
    };
    status = AddBuckets(named, max_buckets, before, selection, scope, result);
  } else {
    const auto before = [&by_name](const EntityCount& a, const EntityCount& b) {
      return a.articles != b.articles ? a.articles > b.articles : by_name(a, b);
    };
    status = AddBuckets(counted, max_buckets, before, selection, scope, result);
  }
  if (status.ok()) selection.AddMissing(ValueTest(terms), result);
  return status;
}

absl::StatusOr<MatchIds> CopyIds(const search::SegmentBitmaps& matches,
                                 const search::SearchContext& context) {
  const search::Ticker ticker(context);
  MatchIds ids(matches.size());
  for (std::size_t i = 0; i < matches.size(); ++i) {
    if (absl::Status status = ticker.Check(); !status.ok()) return status;
    matches[i]->CopyTo(ids[i]);
  }
  return ids;
}

}  // namespace

MatchIds GatherIds(const search::SegmentBitmaps& matches) {
  MatchIds ids(matches.size());
  for (std::size_t i = 0; i < matches.size(); ++i) matches[i]->CopyTo(ids[i]);
  return ids;
}

absl::StatusOr<std::vector<EntityCount>> CountEntities(const search::SearchSnapshot& snapshot,
                                                       const MatchIds& matches,
                                                       article::Field field,
                                                       const search::SearchContext& context,
                                                       std::uint32_t& with_value) {
  // The last tally is of values that count under an entity of another field.
  const std::uint32_t moved = snapshot.entities->size(field);
  CountingSpace& space = ThreadSpace(moved + std::size_t{1});
  EntityTally* const tallies = space.tallies.data();
  std::uint32_t* const touched = space.touched.data();
  std::size_t distinct = 0;
  std::uint32_t before = 0;  // rows of the segments before; a match is before + its document
  // The count may end early, and there may not be the memory for its result.
  const absl::Cleanup zero = [&] {
    for (std::size_t i = 0; i < distinct; ++i) tallies[touched[i]] = {};
  };
  for (std::size_t i = 0; i < matches.size(); ++i) {
    const index::Columns& columns = snapshot.snapshot->segments[i].segment->columns();
    // As TermsColumn::Ordinals, which costs a third more here.
    const index::TermsColumn& column = columns.terms(field);
    const std::uint32_t* const offsets = column.offsets.data();
    const std::uint32_t* const ordinals = column.ordinals.data();
    const auto end = static_cast<std::uint32_t>(column.ordinals.size());
    const std::uint32_t* const numbers = snapshot.entities->Numbers(i, field).data();
    const auto values = static_cast<std::uint32_t>(snapshot.entities->Numbers(i, field).size());
    const auto count = [&](std::span<const std::uint32_t> block) {
      std::size_t found = distinct;  // what is captured is not kept in a register
      std::uint32_t with = 0;
      for (const std::uint32_t id : block) {
        const std::uint32_t first = index::ReadOnce(offsets[id - 1]);
        std::uint32_t last = index::ReadOnce(offsets[id]);
        if (last > end) [[unlikely]]
          last = end;
        with += first < last;
        for (std::uint32_t at = first; at < last; ++at) {
          const std::uint32_t ordinal = index::ReadOnce(ordinals[at]);
          if (ordinal >= values) [[unlikely]]
            continue;
          const std::uint32_t number = numbers[ordinal];
          EntityTally& tally = tallies[number];
          if (tally.last_match == before + id) continue;
          tally.last_match = before + id;
          touched[found] = number;
          found += tally.count++ == 0;
        }
      }
      distinct = found;
      with_value += with;
    };
    absl::Status status = ForEachBlock(std::span(matches[i]), context, count);
    if (!status.ok()) return status;
    for (const names::MovedRow& row : JoiningMatches(*snapshot.entities, i, field, matches[i])) {
      const std::uint32_t number = row.number;
      const auto own = column.Ordinals(row.doc - 1);
      const bool counted = std::any_of(own.begin(), own.end(), [&](std::uint32_t ordinal) {
        return ordinal < values && numbers[ordinal] == number;
      });
      if (counted) continue;
      touched[distinct] = number;
      distinct += tallies[number].count++ == 0;
    }
    with_value += MovedWithValue(*snapshot.entities, i, column, field, matches[i]);
    before += static_cast<std::uint32_t>(columns.rows());
  }
  std::vector<EntityCount> counts;
  counts.reserve(distinct);
  for (std::size_t i = 0; i < distinct; ++i) {
    if (touched[i] != moved) counts.push_back({{field, touched[i]}, tallies[touched[i]].count});
  }
  return counts;
}

absl::Status CountEntityFacet(const v1::TermsFacet& terms, std::span<const article::Field> fields,
                              std::size_t max_buckets, const FacetScope& scope,
                              v1::FacetResult& result) {
  auto matches = CopyIds(scope.matches, scope.context);
  if (!matches.ok()) return matches.status();
  std::vector<EntityCount> counted;
  std::uint32_t with_value = 0;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!scope.field_matches.empty()) matches = CopyIds(scope.field_matches[i], scope.context);
    if (!matches.ok()) return matches.status();
    const auto some = CountEntities(scope.snapshot, *matches, fields[i], scope.context, with_value);
    if (!some.ok()) return some.status();
    counted.insert(counted.end(), some->begin(), some->end());
  }
  SelectedEntities selection(*scope.snapshot.entities);
  absl::Status status = selection.AddAll(scope.filter, fields, scope.context);
  if (status.ok()) status = Keep(ValueTest(terms), scope, selection, counted);
  if (status.ok()) {
    status = AddInOrder(terms, counted, max_buckets, std::move(selection), scope, result);
  }
  if (!status.ok()) return status;
  result.set_distinct_count(static_cast<std::uint32_t>(counted.size()));
  if (fields.size() == 1) {
    std::uint32_t matched = 0;
    for (const auto& ids : *matches) matched += static_cast<std::uint32_t>(ids.size());
    result.set_missing_count(matched - with_value);
  }
  return absl::OkStatus();
}

}  // namespace dateline::facets
