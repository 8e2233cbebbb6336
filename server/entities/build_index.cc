// SPDX-License-Identifier: GPL-3.0-or-later
// How an EntityIndex is made: a base of groups, and an overlay of the names that it lacks.
#include <algorithm>
#include <limits>
#include <thread>
#include <utility>

#include "core/article/name_key.h"
#include "server/entities/entity_index.h"

namespace dateline::names {
namespace {

constexpr std::uint32_t kUnknown = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t kMinAmbiguous = 2;     // articles
constexpr std::size_t kWorthAThread = 20'000;  // keys

template <typename Numbers>
auto Share(Numbers numbers) {
  return std::make_shared<const Numbers>(std::move(numbers));
}

}  // namespace

std::shared_ptr<const EntityIndex> EntityIndex::Make(std::vector<EntitySegment> segments,
                                                     const EntityIndex* previous,
                                                     const EntityIndexOptions& options) {
  auto index = std::make_shared<EntityIndex>();
  index->segments_ = std::move(segments);
  index->views_.resize(index->segments_.size());
  if (previous != nullptr && previous->base_->keys >= options.small_keys) {
    index->base_ = previous->base_;
    index->MapSegments(*previous);
  }
  if (index->base_ == nullptr || index->IsStale(options)) index->BuildBase();
  index->BuildOverlay();
  return index;
}

std::size_t EntityIndex::rows() const {
  std::size_t rows = 0;
  for (const EntitySegment& segment : segments_) rows += segment.columns.rows();
  return rows;
}

bool EntityIndex::IsStale(const EntityIndexOptions& options) const {
  std::size_t unknown = 0;
  for (const View& view : views_) {
    for (const auto& ordinals : view.mapping->unknown) unknown += ordinals.size();
  }
  const std::size_t now = rows();
  const std::size_t changed = std::max(now, base_->rows) - std::min(now, base_->rows);
  return unknown * options.rebuild_part > base_->keys ||
         changed * options.rebuild_part > base_->rows;
}

void EntityIndex::MapSegments(const EntityIndex& previous) {
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    const auto known = std::find_if(
        previous.segments_.begin(), previous.segments_.end(),
        [&](const EntitySegment& other) { return other.number == segments_[i].number; });
    views_[i].mapping =
        known == previous.segments_.end()
            ? MapSegment(segments_[i].columns)
            : previous.views_[static_cast<std::size_t>(known - previous.segments_.begin())].mapping;
  }
}

std::shared_ptr<const EntityIndex::Mapping> EntityIndex::MapSegment(
    const index::Columns& columns) const {
  auto mapping = std::make_shared<Mapping>();
  for (const article::Field field : kEntityFields) {
    const EntityNames& names = base_->names[Slot(field)];
    const index::StringTable& keys = columns.terms(field).keys;
    std::vector<std::uint32_t> numbers(keys.size(), kUnknown);
    std::size_t at = 0;
    for (std::size_t ordinal = 0; ordinal < keys.size(); ++ordinal) {
      const std::string_view key = keys[ordinal];
      at = names.SeekKey(key, at);
      if (at < names.keys() && names.Key(at) == key) {
        numbers[ordinal] = names.EntityOfKey(at);
      } else {
        mapping->unknown[Slot(field)].push_back(static_cast<std::uint32_t>(ordinal));
      }
    }
    mapping->numbers[Slot(field)] = Share(std::move(numbers));
  }
  return mapping;
}

void EntityIndex::BuildBase() {
  auto base = std::make_shared<Base>();
  std::vector<std::shared_ptr<Mapping>> mappings;
  for (std::size_t i = 0; i < segments_.size(); ++i)
    mappings.push_back(std::make_shared<Mapping>());
  base->rows = rows();
  std::size_t keys = 0;
  for (const EntitySegment& segment : segments_) {
    for (const article::Field field : kEntityFields) keys += segment.columns.terms(field).size();
  }
  // Each field has its own place in base and mappings: the threads share nothing else.
  std::vector<std::jthread> threads;
  for (const article::Field field : kEntityFields) {
    const auto build = [this, field, &base, &mappings] { BuildBaseField(field, *base, mappings); };
    if (keys < kWorthAThread) {
      build();
    } else {
      threads.emplace_back(build);
    }
  }
  threads.clear();  // joins
  for (const EntityNames& names : base->names) base->keys += names.keys();
  FindAmbiguous(*base);
  for (std::size_t i = 0; i < segments_.size(); ++i) views_[i].mapping = std::move(mappings[i]);
  base_ = std::move(base);
  fresh_ = true;
}

void EntityIndex::BuildBaseField(article::Field field, Base& base,
                                 const std::vector<std::shared_ptr<Mapping>>& mappings) const {
  std::vector<DictionaryPart> parts;
  for (const EntitySegment& segment : segments_) {
    parts.push_back(WholeDictionary(segment.columns.terms(field)));
  }
  MergedKeys merged = MergeDictionaries(parts);
  std::vector<std::uint32_t> entity_of_key;
  base.names[Slot(field)] = EntityNames(field, merged, parts, nullptr, entity_of_key);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    std::vector<std::uint32_t>& numbers = merged.key_of[i];
    for (std::uint32_t& number : numbers) number = entity_of_key[number];
    mappings[i]->numbers[Slot(field)] = Share(std::move(numbers));
  }
}

// By key and, of people, by surname.
void EntityIndex::FindAmbiguous(Base& base) {
  struct Named {
    std::uint64_t hash;
    EntityId id;
    auto operator<=>(const Named&) const = default;
  };
  std::vector<Named> named;
  for (const article::Field field : kEntityFields) {
    const EntityNames& names = base.names[Slot(field)];
    for (std::size_t i = 0; i < names.keys(); ++i) {
      const EntityId id{field, names.EntityOfKey(i)};
      if (names.Articles(id.number) < kMinAmbiguous) continue;
      const std::string_view key = names.Key(i);
      const std::string_view surname =
          field == article::Field::kPerson ? article::LastWord(key) : key;
      named.push_back({NameHash(key), id});
      if (surname.size() != key.size()) named.push_back({NameHash(surname), id});
    }
  }
  std::sort(named.begin(), named.end());
  for (std::size_t i = 1; i < named.size(); ++i) {
    const bool several = named[i].hash == named[i - 1].hash && named[i].id != named[i - 1].id;
    if (several) base.ambiguous.insert(named[i].hash);
  }
}

void EntityIndex::BuildOverlay() {
  for (const article::Field field : kEntityFields) BuildOverlayField(field);
}

void EntityIndex::BuildOverlayField(article::Field field) {
  const std::size_t slot = Slot(field);
  std::vector<DictionaryPart> parts;
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    parts.push_back({&segments_[i].columns.terms(field), views_[i].mapping->unknown[slot]});
  }
  const MergedKeys merged = MergeDictionaries(parts);
  std::vector<std::uint32_t> entity_of_key;
  overlay_[slot] = EntityNames(field, merged, parts, &base_->names[slot], entity_of_key);
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    views_[i].numbers[slot] = views_[i].mapping->numbers[slot];
    if (parts[i].ordinals.empty()) continue;
    std::vector<std::uint32_t> numbers = *views_[i].numbers[slot];
    for (std::size_t k = 0; k < parts[i].ordinals.size(); ++k) {
      numbers[parts[i].ordinals[k]] = entity_of_key[merged.key_of[i][k]];
    }
    views_[i].numbers[slot] = Share(std::move(numbers));
  }
}

}  // namespace dateline::names
