// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/entities/entity_groups.h"

#include <xxhash.h>

#include <algorithm>
#include <compare>
#include <limits>
#include <thread>
#include <tuple>
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
  const auto for_each_field = [&](const auto& visit) {
    std::vector<std::jthread> threads;
    for (const article::Field field : kEntityFields) {
      if (keys < kWorthAThread) {
        visit(field);
      } else {
        threads.emplace_back([field, &visit] { visit(field); });
      }
    }
  };
  PerEntityField<MergedKeys> merged;
  for_each_field([&](article::Field field) {
    std::vector<DictionaryPart> parts;
    for (const EntitySegment& segment : segments) {
      parts.push_back(WholeDictionary(segment.columns.terms(field)));
    }
    merged[field] = MergeDictionaries(std::move(parts));
  });
  const PerEntityField<std::vector<MovedKey>> moved = DecideTypes(merged);
  for_each_field([&](article::Field field) {
    const MergedKeys kept = MoveKeys(merged, field, moved);
    std::vector<std::uint32_t> rivals;
    if (field == article::Field::kPerson) rivals = RivalsOf(kept, merged, moved);
    groups->GroupField(field, kept, rivals, segments, made);
  });
  groups->KeepMoved(merged, moved);
  for (std::size_t i = 0; i < segments.size(); ++i) {
    groups->MapMoved(segments[i].columns, *made[i]);
  }
  groups->rows_ = CountRows(segments);
  for (const article::Field field : kEntityFields) groups->keys_ += merged[field].size();
  groups->FindAmbiguous();
  mappings.assign(made.begin(), made.end());
  return groups;
}

void EntityGroups::GroupField(article::Field field, const MergedKeys& merged,
                              std::span<const std::uint32_t> rivals,
                              std::span<const EntitySegment> segments,
                              std::span<const std::shared_ptr<SegmentMapping>> mappings) {
  std::vector<std::uint32_t> entity_of_key;
  names_[field] = EntityNames(field, merged, nullptr, rivals, entity_of_key);
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

void EntityGroups::KeepMoved(const PerEntityField<MergedKeys>& merged,
                             const PerEntityField<std::vector<MovedKey>>& moved) {
  for (const article::Field from : kEntityFields) {
    for (const MovedKey& one : moved[from]) {
      const std::string_view key = merged[from].keys[one.from_key];
      const std::optional<std::uint32_t> number = names_[one.to].FindKey(key);
      if (!number.has_value()) continue;  // the key stays in that field
      const EntityId id{one.to, *number};
      moved_[from].emplace(key, id);
      moved_names_.push_back({id, from, std::string(key)});
    }
  }
  std::sort(moved_names_.begin(), moved_names_.end(), [](const MovedName& a, const MovedName& b) {
    return std::tie(a.id, a.from, a.key) < std::tie(b.id, b.from, b.key);
  });
}

// The rows come from the lists of the moved values alone.
void EntityGroups::MapMoved(const index::Columns& columns, SegmentMapping& mapping) const {
  for (const article::Field from : kEntityFields) {
    const index::TermsColumn& column = columns.terms(from);
    std::vector<bool> gone(column.size());
    std::vector<std::uint32_t> docs;
    for (const auto& [key, id] : moved_[from]) {
      const std::size_t ordinal = column.Find(key);
      if (ordinal == column.size() || column.articles[ordinal] == 0) continue;
      gone[ordinal] = true;
      mapping.moved[from].push_back({static_cast<std::uint32_t>(ordinal), id});
      index::VisitPostings(column.docs[ordinal],
                           [&, number = id.number, to = id.field](index::DocId doc, bool salient) {
                             if (!salient || doc > columns.rows()) return true;
                             mapping.joining[to].push_back({doc, number});
                             docs.push_back(doc);
                             return true;
                           });
    }
    std::sort(docs.begin(), docs.end());
    docs.erase(std::unique(docs.begin(), docs.end()), docs.end());
    for (const std::uint32_t doc : docs) {
      const auto ordinals = column.Ordinals(doc - 1);
      const bool stays = std::any_of(ordinals.begin(), ordinals.end(), [&](std::uint32_t ordinal) {
        return ordinal < gone.size() && !gone[ordinal];
      });
      if (!stays) mapping.emptied[from].push_back(doc);
    }
  }
  for (const article::Field field : kEntityFields) {
    std::vector<MovedRow>& rows = mapping.joining[field];
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  }
}

std::optional<EntityId> EntityGroups::FindMoved(article::Field field, std::string_view key) const {
  const auto it = moved_[field].find(std::string(key));
  return it == moved_[field].end() ? std::nullopt : std::optional(it->second);
}

void EntityGroups::AppendMovedKeys(
    EntityId id, std::vector<std::pair<article::Field, std::string_view>>& out) const {
  auto it =
      std::lower_bound(moved_names_.begin(), moved_names_.end(), id,
                       [](const MovedName& name, EntityId wanted) { return name.id < wanted; });
  for (; it != moved_names_.end() && it->id == id; ++it) out.emplace_back(it->from, it->key);
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
      const std::string_view surname = field == article::Field::kPerson
                                           ? article::LastWord(article::WithoutGeneration(key))
                                           : key;
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
  for (const article::Field field : kEntityFields) {
    sum += names_[field].bytes() + moved_[field].size() * 2 * sizeof(std::string);
  }
  sum += moved_names_.size() * sizeof(MovedName);
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
      } else if (!FindMoved(field, key).has_value()) {
        mapping->unknown[field].push_back(static_cast<std::uint32_t>(ordinal));
      }
    }
    mapping->numbers[field] =
        std::make_shared<const std::vector<std::uint32_t>>(std::move(numbers));
  }
  MapMoved(columns, *mapping);
  return mapping;
}

bool EntityGroups::MayNameSeveral(std::string_view folded) const {
  return !ambiguous_.empty() && ambiguous_.contains(NameHash(folded));
}

}  // namespace dateline::names
