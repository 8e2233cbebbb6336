// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/entities/entity_index.h"

#include <algorithm>
#include <map>
#include <utility>

#include "core/article/article.h"
#include "core/article/name_forms.h"
#include "core/text/fold.h"
#include "server/entities/person_groups.h"

namespace dateline::names {

std::shared_ptr<const EntityIndex> EntityIndex::Make(std::vector<EntitySegment> segments,
                                                     const EntityIndex* previous,
                                                     const EntityIndexOptions& options) {
  auto index = std::make_shared<EntityIndex>();
  index->segments_ = std::move(segments);
  if (previous != nullptr && previous->groups_->keys() >= options.small_keys) {
    index->groups_ = previous->groups_;
    index->MapSegments(*previous);
  }
  if (index->groups_ == nullptr || index->IsStale(options)) {
    index->groups_ = EntityGroups::Make(index->segments_, index->mappings_);
  }
  index->numbers_.resize(index->segments_.size());
  for (const article::Field field : kEntityFields) index->AddOverlay(field);
  return index;
}

bool EntityIndex::IsStale(const EntityIndexOptions& options) const {
  std::size_t unknown = 0;
  for (const SharedMapping& mapping : mappings_) {
    for (const article::Field field : kEntityFields) unknown += mapping->unknown[field].size();
  }
  const std::size_t now = CountRows(segments_);
  const std::size_t changed = std::max(now, groups_->rows()) - std::min(now, groups_->rows());
  return unknown * options.rebuild_part > groups_->keys() ||
         changed * options.rebuild_part > groups_->rows();
}

void EntityIndex::MapSegments(const EntityIndex& previous) {
  for (const EntitySegment& segment : segments_) {
    const auto known = std::find_if(
        previous.segments_.begin(), previous.segments_.end(),
        [&segment](const EntitySegment& other) { return other.serial == segment.serial; });
    mappings_.push_back(
        known == previous.segments_.end()
            ? groups_->MapSegment(segment.columns)
            : previous.mappings_[static_cast<std::size_t>(known - previous.segments_.begin())]);
  }
}

void EntityIndex::AddOverlay(article::Field field) {
  std::vector<DictionaryPart> parts;
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    parts.push_back({&segments_[i].columns.terms(field), mappings_[i]->unknown[field]});
  }
  const MergedKeys merged = MergeDictionaries(std::move(parts));
  std::vector<std::uint32_t> entity_of_key;
  overlay_[field] = EntityNames(field, merged, &groups_->names(field), {}, entity_of_key);
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    numbers_[i][field] = mappings_[i]->numbers[field];
    const std::vector<std::uint32_t>& unknown = merged.parts[i].ordinals;
    const std::vector<MovedValue>& moved = mappings_[i]->moved[field];
    if (unknown.empty() && moved.empty()) continue;
    std::vector<std::uint32_t> numbers = *numbers_[i][field];
    for (const MovedValue& value : moved) numbers[value.ordinal] = overlay_[field].end();
    for (std::size_t k = 0; k < unknown.size(); ++k) {
      numbers[unknown[k]] = entity_of_key[merged.key_of[i][k]];
    }
    numbers_[i][field] = std::make_shared<const std::vector<std::uint32_t>>(std::move(numbers));
  }
}

std::size_t EntityIndex::bytes() const {
  std::size_t sum = groups_->bytes();
  for (const article::Field field : kEntityFields) {
    sum += overlay_[field].bytes();
    for (std::size_t i = 0; i < segments_.size(); ++i) {
      const bool own = numbers_[i][field] != mappings_[i]->numbers[field];
      sum += numbers_[i][field]->size() * sizeof(std::uint32_t) * (own ? 2 : 1);
    }
  }
  return sum;
}

const EntityNames& EntityIndex::Names(EntityId id) const {
  const EntityNames& overlay = overlay_[id.field];
  return id.number >= overlay.first() ? overlay : groups_->names(id.field);
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
  look_up(groups_->names(field), numbers);
  look_up(overlay_[field], numbers);
  for (const std::uint32_t number : numbers) out.push_back({field, number});
}

std::vector<EntityId> EntityIndex::Find(std::string_view name, article::Field field,
                                        Reach reach) const {
  const std::string folded = text::FoldName(name);
  std::vector<EntityId> found = FindFolded(folded, field, reach);
  if (!found.empty() || folded.empty()) return found;
  // Nobody is called by an article: The Hague is not William Hague.
  if (field == article::Field::kPerson && folded.starts_with("the ")) return found;
  const article::NameForm form = article::MakeNameForm(name, EntityTypeOf(field));
  if (form.folded != folded) found = FindFolded(form.folded, field, reach);
  if (found.empty() && form.key != folded && form.key != form.folded) {
    found = FindFolded(form.key, field, reach);
  }
  if (found.empty() && field == article::Field::kPerson) found = FindEnding(form.folded);
  return found;
}

std::vector<EntityId> EntityIndex::FindEnding(std::string_view words) const {
  const std::string folded = text::FoldName(words);
  std::vector<EntityId> found;
  Collect(article::Field::kPerson, found,
          [&](const EntityNames& names, auto& out) { names.FindEnding(folded, out); });
  SortByArticles(found);
  return found;
}

std::vector<EntityId> EntityIndex::FindFolded(const std::string& folded, article::Field field,
                                              Reach reach) const {
  std::vector<EntityId> found;
  if (folded.empty()) return found;
  const bool all = reach == Reach::kAll && folded.find(' ') == std::string::npos;
  const auto missing = [&] { return all || found.empty(); };
  Collect(field, found, [&](const EntityNames& names, std::vector<std::uint32_t>& out) {
    if (const auto entity = names.FindKey(folded)) out.push_back(*entity);
  });
  if (const auto moved = groups_->FindMoved(field, folded)) found.push_back(*moved);
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

bool EntityIndex::MayNameSeveral(std::string_view text) const {
  return groups_->MayNameSeveral(text::FoldName(text));
}

std::vector<EntityId> EntityIndex::FindPrefix(std::string_view folded, article::Field field,
                                              std::size_t most) const {
  std::vector<EntityId> found;
  Collect(field, found,
          [&](const EntityNames& names, auto& out) { names.FindPrefix(folded, most + 1, out); });
  SortByArticles(found);
  return found;
}

std::vector<EntityId> EntityIndex::Suggest(std::string_view folded,
                                           std::span<const article::Field> fields,
                                           std::size_t count) const {
  std::vector<EntityId> found;
  // An entity may have got ahead of others since the last grouping: twice as many are ranked.
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
  groups_->names(id.field).AppendKeys(id.number, keys);
  overlay_[id.field].AppendKeys(id.number, keys);
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
  std::vector<std::pair<article::Field, std::string_view>> moved;
  groups_->AppendMovedKeys(id, moved);
  for (const auto& [field, key] : moved) terms.push_back(article::EntityTerm(field, key));
  return terms;
}

template <typename Visit>
void EntityIndex::VisitValues(EntityId id, const Visit& visit) const {
  std::vector<std::pair<article::Field, std::string_view>> keys;
  for (const std::string_view key : Keys(id)) keys.emplace_back(id.field, key);
  groups_->AppendMovedKeys(id, keys);
  for (const EntitySegment& segment : segments_) {
    for (const auto& [field, key] : keys) {
      const index::TermsColumn& column = segment.columns.terms(field);
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

bool EntityIndex::Holds(article::Field field, std::string_view key) const {
  return std::any_of(segments_.begin(), segments_.end(), [&](const EntitySegment& segment) {
    const index::TermsColumn& column = segment.columns.terms(field);
    const std::size_t ordinal = column.Find(key);
    return ordinal < column.size() && index::ReadOnce(column.articles[ordinal]) > 0;
  });
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
  summary.set_bare(IsBare(id));
  return summary;
}

// A name of one word that nobody has as a surname is not less than a full name: Madonna.
bool EntityIndex::IsBare(EntityId id) const {
  if (id.field != article::Field::kPerson) return false;
  const std::vector<std::string_view> keys = Keys(id);
  const bool full = std::any_of(keys.begin(), keys.end(), [](std::string_view key) {
    return key.find(' ') != std::string_view::npos;
  });
  if (full || keys.empty()) return false;
  std::vector<EntityId> namesakes;
  Collect(id.field, namesakes,
          [&](const EntityNames& names, auto& out) { names.FindSurname(keys.front(), out); });
  return !namesakes.empty();
}

std::vector<v1::EntitySpelling> EntityIndex::Spellings(EntityId id, std::size_t count) const {
  // By folded form: "TOKYO" is the same spelling as "Tokyo".
  struct Spelled {
    std::map<std::string_view, std::uint32_t> forms;
    std::uint32_t articles = 0;
  };
  std::map<std::string, Spelled> by_folded;
  VisitValues(id, [&by_folded](const index::TermsColumn& column, std::size_t ordinal) {
    const auto [first, last] = column.Spellings(ordinal);
    for (std::size_t s = first; s < last; ++s) {
      const std::uint32_t articles = column.spelling_articles[s];
      if (articles == 0) continue;
      Spelled& spelled = by_folded[text::FoldName(column.spellings[s])];
      spelled.forms[column.spellings[s]] += articles;
      spelled.articles += articles;
    }
  });
  std::vector<v1::EntitySpelling> spellings;
  for (const auto& [folded, spelled] : by_folded) {
    const auto most =
        std::max_element(spelled.forms.begin(), spelled.forms.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    v1::EntitySpelling& spelling = spellings.emplace_back();
    spelling.set_text(std::string(most->first));
    spelling.set_article_count(spelled.articles);
  }
  std::stable_sort(spellings.begin(), spellings.end(), [](const auto& a, const auto& b) {
    return a.article_count() > b.article_count();
  });
  if (spellings.size() > count) spellings.resize(count);
  return spellings;
}

}  // namespace dateline::names
