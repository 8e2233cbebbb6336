// SPDX-License-Identifier: GPL-3.0-or-later
// Look-ups in an EntityIndex.
#include "server/entities/entity_index.h"

#include <xxhash.h>

#include <algorithm>
#include <map>
#include <utility>

#include "core/article/article.h"
#include "core/text/fold.h"
#include "server/entities/person_groups.h"

namespace dateline::names {

v1::EntityType EntityTypeOf(article::Field field) {
  switch (field) {
    case article::Field::kPerson:
      return v1::ENTITY_TYPE_PERSON;
    case article::Field::kOrganisation:
      return v1::ENTITY_TYPE_ORGANISATION;
    case article::Field::kPlace:
      return v1::ENTITY_TYPE_PLACE;
    case article::Field::kOther:
      return v1::ENTITY_TYPE_OTHER;
    default:
      return v1::ENTITY_TYPE_UNSPECIFIED;
  }
}

std::span<const article::Field> EntityFieldsOf(v1::EntityType type) {
  const std::span<const article::Field> all(kEntityFields);
  if (type == v1::ENTITY_TYPE_UNSPECIFIED) return all;
  const article::Field field = article::EntityField(type);
  return all.subspan(static_cast<std::size_t>(field) - static_cast<std::size_t>(all.front()), 1);
}

const EntityNames& EntityIndex::Names(EntityId id) const {
  const EntityNames& overlay = overlay_[Slot(id.field)];
  return id.number >= overlay.first() ? overlay : base_->names[Slot(id.field)];
}

void EntityIndex::SortByArticles(std::vector<EntityId>& ids) const {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::stable_sort(ids.begin(), ids.end(),
                   [this](EntityId a, EntityId b) { return RoughArticles(a) > RoughArticles(b); });
}

template <typename LookUp>
void EntityIndex::Collect(article::Field field, std::vector<EntityId>& out,
                          const LookUp& look_up) const {
  std::vector<std::uint32_t> numbers;
  look_up(base_->names[Slot(field)], numbers);
  look_up(overlay_[Slot(field)], numbers);
  for (const std::uint32_t number : numbers) out.push_back({field, number});
}

std::vector<EntityId> EntityIndex::Find(std::string_view name, article::Field field,
                                        Reach reach) const {
  const std::string folded = text::FoldName(name);
  std::vector<EntityId> found;
  if (folded.empty()) return found;
  const bool all = reach == Reach::kAll && folded.find(' ') == std::string::npos;
  const auto missing = [&] { return all || found.empty(); };
  Collect(field, found, [&](const EntityNames& names, std::vector<std::uint32_t>& out) {
    if (const auto entity = names.FindKey(folded)) out.push_back(*entity);
  });
  if (missing()) {
    Collect(field, found,
            [&](const EntityNames& names, auto& out) { names.FindSpelling(folded, out); });
  }
  if (missing() && field == article::Field::kPerson) {
    Collect(field, found,
            [&](const EntityNames& names, auto& out) { names.FindFullName(folded, out); });
    std::erase_if(found, [&](EntityId id) { return !NameAgrees(folded, id); });
    Collect(field, found,
            [&](const EntityNames& names, auto& out) { names.FindSurname(folded, out); });
  }
  SortByArticles(found);
  return found;
}

std::vector<EntityId> EntityIndex::FindAny(std::string_view name, Reach reach) const {
  std::vector<EntityId> found;
  for (const article::Field field : kEntityFields) {
    const std::vector<EntityId> some = Find(name, field, reach);
    found.insert(found.end(), some.begin(), some.end());
  }
  SortByArticles(found);
  return found;
}

std::uint64_t EntityIndex::NameHash(std::string_view folded) {
  return XXH3_64bits(folded.data(), folded.size());
}

bool EntityIndex::MayNameSeveral(std::string_view text) const {
  return !base_->ambiguous.empty() && base_->ambiguous.contains(NameHash(text::FoldName(text)));
}

std::vector<EntityId> EntityIndex::FindPrefix(std::string_view folded, article::Field field) const {
  std::vector<EntityId> found;
  Collect(field, found,
          [&](const EntityNames& names, auto& out) { names.FindPrefix(folded, out); });
  SortByArticles(found);
  return found;
}

std::vector<EntityId> EntityIndex::Suggest(std::string_view folded,
                                           std::span<const article::Field> fields,
                                           std::size_t count) const {
  std::vector<EntityId> found;
  // What has grown since the last grouping may have overtaken others: twice as many are ranked.
  for (const article::Field field : fields) {
    Collect(field, found, [&](const EntityNames& names, std::vector<std::uint32_t>& out) {
      const auto some = names.Suggest(folded, 2 * count);
      out.insert(out.end(), some.begin(), some.end());
    });
  }
  SortByArticles(found);
  found.resize(std::min(found.size(), 2 * count));
  std::vector<std::pair<std::uint32_t, EntityId>> ranked;
  for (const EntityId id : found) ranked.emplace_back(Articles(id), id);
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  found.clear();
  for (std::size_t i = 0; i < std::min(count, ranked.size()); ++i) {
    found.push_back(ranked[i].second);
  }
  return found;
}

std::vector<std::string_view> EntityIndex::Keys(EntityId id) const {
  std::vector<std::string_view> keys;
  base_->names[Slot(id.field)].AppendKeys(id.number, keys);
  overlay_[Slot(id.field)].AppendKeys(id.number, keys);
  return keys;
}

bool EntityIndex::NameAgrees(std::string_view folded, EntityId id) const {
  const std::vector<std::string_view> keys = Keys(id);
  return std::all_of(keys.begin(), keys.end(), [folded](std::string_view key) {
    return key.find(' ') == std::string_view::npos || MiddleNamesAgree(folded, key);
  });
}

std::vector<std::string> EntityIndex::Terms(EntityId id) const {
  std::vector<std::string> terms;
  for (const std::string_view key : Keys(id)) terms.push_back(article::EntityTerm(id.field, key));
  return terms;
}

template <typename Visit>
void EntityIndex::VisitValues(EntityId id, const Visit& visit) const {
  const std::vector<std::string_view> keys = Keys(id);
  for (const EntitySegment& segment : segments_) {
    const index::TermsColumn& column = segment.columns.terms(id.field);
    for (const std::string_view key : keys) {
      const std::size_t ordinal = column.Find(key);
      if (ordinal < column.size()) visit(column, ordinal);
    }
  }
}

std::string_view EntityIndex::CountryName(std::string_view name) const {
  for (const EntityId id : Find(name, article::Field::kPlace, Reach::kNearest)) {
    if (Country(id) == Name(id)) return Country(id);
  }
  return name;
}

std::uint32_t EntityIndex::Articles(EntityId id) const {
  std::uint32_t articles = 0;
  VisitValues(id, [&articles](const index::TermsColumn& column, std::size_t ordinal) {
    articles += column.articles[ordinal];
  });
  return articles;
}

v1::EntitySummary EntityIndex::Summary(EntityId id) const {
  v1::EntitySummary summary;
  summary.set_name(std::string(Name(id)));
  summary.set_type(EntityTypeOf(id.field));
  summary.set_country(std::string(Country(id)));
  summary.set_article_count(Articles(id));
  return summary;
}

std::vector<v1::EntitySpelling> EntityIndex::Spellings(EntityId id, std::size_t count) const {
  std::map<std::string_view, std::uint32_t> articles;
  VisitValues(id, [&articles](const index::TermsColumn& column, std::size_t ordinal) {
    const auto [first, last] = column.Spellings(ordinal);
    for (std::size_t s = first; s < last; ++s) {
      articles[column.spellings[s]] += column.spelling_articles[s];
    }
  });
  std::vector<v1::EntitySpelling> spellings;
  for (const auto& [text, number] : articles) {
    v1::EntitySpelling& spelling = spellings.emplace_back();
    spelling.set_text(std::string(text));
    spelling.set_article_count(number);
  }
  std::stable_sort(spellings.begin(), spellings.end(), [](const auto& a, const auto& b) {
    return a.article_count() > b.article_count();
  });
  if (spellings.size() > count) spellings.resize(count);
  return spellings;
}

}  // namespace dateline::names
