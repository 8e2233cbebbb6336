// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/entities/entity_groups.h"

#include <xxhash.h>

#include <algorithm>
#include <compare>
#include <limits>
#include <thread>
#include <utility>

#include "core/article/name_key.h"

namespace dateline::names {
namespace {

constexpr std::uint32_t kUnknown = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t kMinAmbiguous = 2;     // articles
constexpr std::size_t kWorthAThread = 20'000;  // keys

std::uint64_t NameHash(std::string_view folded) {
  return XXH3_64bits(folded.data(), folded.size());
}

}  // namespace

std::size_t CountRows(std::span<const EntitySegment> segments) {
  std::size_t rows = 0;
  for (const EntitySegment& segment : segments) rows += segment.columns.rows();
  return rows;
}

std::shared_ptr<const EntityGroups> EntityGroups::Make(std::span<const EntitySegment> segments,
                                                       std::vector<SharedMapping>& mappings) {
  auto groups = std::make_shared<EntityGroups>();
  std::vector<std::shared_ptr<SegmentMapping>> made;
  std::size_t keys = 0;
  for (const EntitySegment& segment : segments) {
    made.push_back(std::make_shared<SegmentMapping>());
    for (const article::Field field : kEntityFields) keys += segment.columns.terms(field).size();
  }
  // Each field has its own place in groups and mappings: the threads share nothing else.
  std::vector<std::jthread> threads;
  for (const article::Field field : kEntityFields) {
    const auto group = [field, segments, &groups, &made] {
      groups->GroupField(field, segments, made);
    };
    if (keys < kWorthAThread) {
      group();
    } else {
      threads.emplace_back(group);
    }
  }
  threads.clear();  // joins
  groups->rows_ = CountRows(segments);
  for (const article::Field field : kEntityFields) groups->keys_ += groups->names_[field].keys();
  groups->FindAmbiguous();
  mappings.assign(made.begin(), made.end());
  return groups;
}

void EntityGroups::GroupField(article::Field field, std::span<const EntitySegment> segments,
                              std::span<const std::shared_ptr<SegmentMapping>> mappings) {
  std::vector<DictionaryPart> parts;
  for (const EntitySegment& segment : segments) {
    parts.push_back(WholeDictionary(segment.columns.terms(field)));
  }
  const MergedKeys merged = MergeDictionaries(std::move(parts));
  std::vector<std::uint32_t> entity_of_key;
  names_[field] = EntityNames(field, merged, nullptr, entity_of_key);
  for (std::size_t i = 0; i < segments.size(); ++i) {
    std::vector<std::uint32_t> numbers(segments[i].columns.terms(field).size(), kUnknown);
    const std::vector<std::uint32_t>& ordinals = merged.parts[i].ordinals;
    for (std::size_t k = 0; k < ordinals.size(); ++k) {
      numbers[ordinals[k]] = entity_of_key[merged.key_of[i][k]];
    }
    mappings[i]->numbers[field] =
        std::make_shared<const std::vector<std::uint32_t>>(std::move(numbers));
  }
}

// By key and, of people, by surname.
void EntityGroups::FindAmbiguous() {
  struct Named {
    std::uint64_t hash;
    EntityId id;
    auto operator<=>(const Named&) const = default;
  };
  std::vector<Named> named;
  for (const article::Field field : kEntityFields) {
    const EntityNames& names = names_[field];
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
    if (several) ambiguous_.insert(named[i].hash);
  }
}

std::size_t EntityGroups::bytes() const {
  std::size_t sum = ambiguous_.size() * 2 * sizeof(std::uint64_t);
  for (const article::Field field : kEntityFields) sum += names_[field].bytes();
  return sum;
}

SharedMapping EntityGroups::MapSegment(const index::Columns& columns) const {
  auto mapping = std::make_shared<SegmentMapping>();
  for (const article::Field field : kEntityFields) {
    const EntityNames& names = names_[field];
    const index::StringTable& keys = columns.terms(field).keys;
    const std::span<const std::uint32_t> articles = columns.terms(field).articles;
    std::vector<std::uint32_t> numbers(keys.size(), kUnknown);
    std::size_t at = 0;
    for (std::size_t ordinal = 0; ordinal < keys.size(); ++ordinal) {
      if (articles[ordinal] == 0) continue;
      const std::string_view key = keys[ordinal];
      at = names.SeekKey(key, at);
      if (at < names.keys() && names.Key(at) == key) {
        numbers[ordinal] = names.EntityOfKey(at);
      } else {
        mapping->unknown[field].push_back(static_cast<std::uint32_t>(ordinal));
      }
    }
    mapping->numbers[field] =
        std::make_shared<const std::vector<std::uint32_t>>(std::move(numbers));
  }
  return mapping;
}

bool EntityGroups::MayNameSeveral(std::string_view folded) const {
  return !ambiguous_.empty() && ambiguous_.contains(NameHash(folded));
}

}  // namespace dateline::names
