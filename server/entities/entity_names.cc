// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/entities/entity_names.h"

#include <xxhash.h>

#include <algorithm>
#include <limits>

#include "core/article/name_key.h"
#include "core/text/fold.h"
#include "server/entities/person_groups.h"

namespace dateline::names {
namespace {

constexpr std::uint32_t kShorterPart = 10;
constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

// Whether `text` is ASCII that folds to `folded`; cheaper than folding it.
bool FoldsPlainly(std::string_view text, std::string_view folded) {
  return text.size() == folded.size() &&
         std::equal(text.begin(), text.end(), folded.begin(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

// Whether `words` ends `name` at the start of a word.
bool EndsWithWords(std::string_view name, std::string_view words) {
  return name.ends_with(words) &&
         (name.size() == words.size() || name[name.size() - words.size() - 1] == ' ');
}

bool IsOneWord(std::string_view folded) { return folded.find(' ') == std::string_view::npos; }

// A company's name without the word that says only that it is one; empty if there is none.
std::string_view WithoutCompanyWord(std::string_view name) {
  for (const std::string_view word : {" group", " holdings", " holding", " motor"}) {
    if (name.ends_with(word)) return name.substr(0, name.size() - word.size());
  }
  return {};
}

std::string WithoutHyphens(std::string_view folded) {
  std::string spaced(folded);
  std::replace(spaced.begin(), spaced.end(), '-', ' ');
  return spaced;
}

}  // namespace

std::uint32_t StringBlock::Add(std::string_view text) {
  const auto start = static_cast<std::uint32_t>(text_.size());
  text_ += text;
  text_ += '\0';
  starts_.push_back(start);
  return start;
}

class EntityNames::Builder {
 public:
  Builder(article::Field field, const MergedKeys& merged, const EntityNames* base,
          std::span<const std::uint32_t> rivals, EntityNames& names)
      : person_(field == article::Field::kPerson),
        organisation_(field == article::Field::kOrganisation),
        merged_(merged),
        base_(base),
        rivals_(rivals),
        names_(names) {}

  void Run(std::vector<std::uint32_t>& entity_of_key) {
    names_.first_ = base_ == nullptr ? 0 : base_->end();
    std::vector<std::uint32_t> entities(merged_.size(), kNone);
    if (person_ && base_ != nullptr) JoinBase(entities);
    if (organisation_ && base_ != nullptr) JoinBaseCompanies(entities);
    NumberEntities(Leaders(entities), entities);
    AddOwners(entities);
    for (std::uint32_t key = 0; key < merged_.size(); ++key) AddKey(key, entities[key]);
    for (const auto& [text, entity] : spellings_) {
      names_.suffixes_.Add(text, names_.text_.Add(text), entity);
    }
    std::sort(names_.members_.begin(), names_.members_.end());
    std::sort(names_.aliases_.begin(), names_.aliases_.end());
    names_.aliases_.erase(std::unique(names_.aliases_.begin(), names_.aliases_.end()),
                          names_.aliases_.end());
    names_.suffixes_.Sort(names_.text_.all());
    entity_of_key = entities;
    names_.key_entities_ = std::move(entities);
  }

 private:
  // The entity of the base that is dominant among `candidates`; kNone if none is.
  std::uint32_t Dominant(const std::vector<std::uint32_t>& candidates) const {
    std::uint64_t total = 0;
    std::uint32_t top = kNone;
    for (const std::uint32_t entity : candidates) {
      total += base_->Articles(entity);
      top = std::min(top, entity);  // smaller numbers have more articles
    }
    if (top == kNone) return kNone;
    return IsDominant(base_->Articles(top), total) ? top : kNone;
  }

  bool AgreesWithAll(std::string_view key, std::uint32_t entity) const {
    std::vector<std::string_view> known;
    base_->AppendKeys(entity, known);
    return std::all_of(known.begin(), known.end(), [key](std::string_view other) {
      return IsOneWord(other) || MiddleNamesAgree(key, other);
    });
  }

  void JoinBase(std::vector<std::uint32_t>& entities) const {
    std::vector<std::uint32_t> found;
    for (std::size_t key = 0; key < merged_.size(); ++key) {
      const std::string_view name = merged_.keys[key];
      found.clear();
      if (IsOneWord(name)) {
        const Owner* owner = base_->FindOwner(name);
        if (owner == nullptr) continue;
        const std::uint32_t rivals = rivals_.empty() ? 0 : rivals_[key];
        if (MeansOwner(merged_.articles[key], owner->alone, rivals)) entities[key] = owner->entity;
        continue;
      }
      base_->FindFullName(name, found);
      std::sort(found.begin(), found.end());
      if (!HasMiddleName(name)) {
        entities[key] = Dominant(found);
        continue;
      }
      const auto agrees = std::find_if(found.begin(), found.end(), [&](std::uint32_t entity) {
        return AgreesWithAll(name, entity);
      });
      if (agrees != found.end()) entities[key] = *agrees;
    }
  }

  // The leading key of each key that has no entity yet; kNone for the others.
  std::vector<std::uint32_t> Leaders(const std::vector<std::uint32_t>& entities) {
    std::vector<std::uint32_t> leaders(merged_.size(), kNone);
    std::vector<std::uint32_t> open;
    for (std::uint32_t key = 0; key < merged_.size(); ++key) {
      if (entities[key] == kNone) open.push_back(key);
    }
    if (!person_) {
      for (const std::uint32_t key : open) leaders[key] = organisation_ ? Company(key) : key;
      return leaders;
    }
    std::vector<std::string_view> names;
    std::vector<std::uint32_t> articles;
    std::vector<std::uint32_t> alone;
    std::vector<std::uint32_t> rivals;
    for (const std::uint32_t key : open) {
      names.push_back(merged_.keys[key]);
      articles.push_back(merged_.articles[key]);
      alone.push_back(ArticlesWithSurname(key));
      rivals.push_back(rivals_.empty() ? 0 : rivals_[key]);
    }
    PersonGrouping grouping = GroupPersons({names, articles, alone, rivals});
    for (std::size_t i = 0; i < open.size(); ++i) leaders[open[i]] = open[grouping.leaders[i]];
    for (SurnameOwner& owner : grouping.owners) owner.key = open[owner.key];
    owners_ = std::move(grouping.owners);
    return leaders;
  }

  // The key of a company without "Group" and the like, if it has a tenth of the articles of the one
  // with it; else `key`. That key has none of these words, or goes by itself.
  std::uint32_t Company(std::uint32_t key) const {
    for (;;) {
      const std::string_view name = WithoutCompanyWord(merged_.keys[key]);
      const auto it = std::lower_bound(merged_.keys.begin(), merged_.keys.end(), name);
      if (name.empty() || it == merged_.keys.end() || *it != name) return key;
      const auto shorter = static_cast<std::uint32_t>(it - merged_.keys.begin());
      if (merged_.articles[shorter] * kShorterPart < merged_.articles[key]) return key;
      key = shorter;
    }
  }

  void JoinBaseCompanies(std::vector<std::uint32_t>& entities) const {
    for (std::size_t key = 0; key < merged_.size(); ++key) {
      const std::string_view name = WithoutCompanyWord(merged_.keys[key]);
      if (name.empty()) continue;
      if (const auto entity = base_->FindKey(name)) entities[key] = *entity;
    }
  }

  // Articles of a full name that have its surname alone, too.
  std::uint32_t ArticlesWithSurname(std::uint32_t key) const {
    const std::string_view name = merged_.keys[key];
    if (IsOneWord(name)) return 0;
    const std::string surname = article::Surname(name);
    std::uint32_t articles = 0;
    for (const KeySource& source : merged_.SourcesOf(key)) {
      const index::TermsColumn& column = *merged_.parts[source.part].column;
      const auto [first, last] = column.Spellings(source.ordinal);
      for (std::size_t s = first; s < last; ++s) {
        const std::string_view spelling = column.spellings[s];
        if (spelling.find(' ') != std::string_view::npos) continue;
        if (FoldsPlainly(spelling, surname) ||
            article::Surname(text::FoldName(spelling)) == surname) {
          articles += column.spelling_articles[s];
        }
      }
    }
    return articles;
  }

  void AddOwners(const std::vector<std::uint32_t>& entities) {
    for (const SurnameOwner& owner : owners_) {
      names_.owners_.push_back({AliasHash(AliasKind::kOwner, owner.surname), entities[owner.key],
                                static_cast<std::uint32_t>(owner.alone)});
    }
    std::sort(names_.owners_.begin(), names_.owners_.end(),
              [](const Owner& a, const Owner& b) { return a.surname < b.surname; });
  }

  void NumberEntities(const std::vector<std::uint32_t>& leaders,
                      std::vector<std::uint32_t>& entities) {
    std::vector<std::uint32_t> articles(leaders.size(), 0);
    std::vector<std::uint32_t> order;
    for (std::uint32_t key = 0; key < leaders.size(); ++key) {
      if (leaders[key] == kNone) continue;
      articles[leaders[key]] += merged_.articles[key];
      if (leaders[key] == key) order.push_back(key);
    }
    std::sort(order.begin(), order.end(), [&articles](std::uint32_t a, std::uint32_t b) {
      return articles[a] != articles[b] ? articles[a] > articles[b] : a < b;
    });
    std::vector<std::uint32_t> number_of(leaders.size(), kNone);
    for (const std::uint32_t key : order) {
      number_of[key] = names_.end();
      names_.articles_.push_back(articles[key]);
      names_.displays_.Add(MergedDisplay(merged_, key));
      names_.countries_.Add(MergedNote(merged_, key));
    }
    for (std::size_t key = 0; key < leaders.size(); ++key) {
      if (leaders[key] != kNone) entities[key] = number_of[leaders[key]];
    }
  }

  void AddAlias(AliasKind kind, std::string_view text, std::uint32_t entity) {
    names_.aliases_.push_back({AliasHash(kind, text), entity});
  }

  void AddKey(std::uint32_t key, std::uint32_t entity) {
    const std::string_view name = merged_.keys[key];
    names_.suffixes_.Add(name, names_.text_.Add(name), entity);
    names_.members_.emplace_back(entity, key);
    if (person_ && !IsOneWord(name)) {
      AddAlias(AliasKind::kFullName, article::PersonSkeleton(name), entity);
      AddAlias(AliasKind::kSurname, article::NameSkeleton(article::Surname(name)), entity);
      AddEndings(name, entity);
    }
    AddSpellings(key, entity);
  }

  // Two and more of the last words before a generation, hyphens as spaces; and all of them, if that
  // is not the name.
  void AddEndings(std::string_view name, std::uint32_t entity) {
    const std::string spaced = WithoutHyphens(article::WithoutGeneration(name));
    const std::size_t last = spaced.rfind(' ');
    for (std::size_t space = spaced.find(' '); space < last; space = spaced.find(' ', space + 1)) {
      AddAlias(AliasKind::kEnding, std::string_view(spaced).substr(space + 1), entity);
    }
    if (spaced != name) AddAlias(AliasKind::kEnding, spaced, entity);
  }

  // Spellings other than the key and, for a person, the surname: those are found without them.
  void AddSpellings(std::uint32_t key, std::uint32_t entity) {
    const std::string_view name = merged_.keys[key];
    const std::string_view surname =
        person_ ? article::LastWord(article::WithoutGeneration(name)) : std::string_view();
    std::vector<std::string> others;
    for (const KeySource& source : merged_.SourcesOf(key)) {
      const index::TermsColumn& column = *merged_.parts[source.part].column;
      const auto [first, last] = column.Spellings(source.ordinal);
      for (std::size_t s = first; s < last; ++s) {
        const std::string_view spelling = column.spellings[s];
        if (column.spelling_articles[s] == 0) continue;
        if (FoldsPlainly(spelling, name) || FoldsPlainly(spelling, surname)) continue;
        std::string folded = text::FoldName(spelling);
        if (!folded.empty() && folded != name && folded != surname) {
          others.push_back(std::move(folded));
        }
      }
    }
    std::sort(others.begin(), others.end());
    others.erase(std::unique(others.begin(), others.end()), others.end());
    for (const std::string& spelling : others) {
      AddAlias(AliasKind::kSpelling, spelling, entity);
      if (!EndsWithWords(name, spelling)) spellings_.emplace_back(spelling, entity);
    }
  }

  bool person_;
  bool organisation_;
  const MergedKeys& merged_;
  const EntityNames* base_;
  std::span<const std::uint32_t> rivals_;
  EntityNames& names_;
  std::vector<std::pair<std::string, std::uint32_t>> spellings_;
  std::vector<SurnameOwner> owners_;
};

EntityNames::EntityNames(article::Field field, const MergedKeys& merged, const EntityNames* base,
                         std::span<const std::uint32_t> rivals,
                         std::vector<std::uint32_t>& entity_of_key) {
  Builder(field, merged, base, rivals, *this).Run(entity_of_key);
}

void EntityNames::AppendKeys(std::uint32_t entity, std::vector<std::string_view>& out) const {
  auto it = std::lower_bound(members_.begin(), members_.end(), std::pair(entity, 0U));
  for (; it != members_.end() && it->first == entity; ++it) out.push_back(text_[it->second]);
}

// Gallops: the next key of a small dictionary is far away, that of a large one is near.
std::size_t EntityNames::SeekKey(std::string_view key, std::size_t from) const {
  std::size_t step = 1;
  std::size_t low = from;
  while (low + step < keys() && Key(low + step) < key) {
    low += step;
    step *= 2;
  }
  std::size_t high = std::min(low + step, keys());
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (Key(middle) < key) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

std::optional<std::uint32_t> EntityNames::FindKey(std::string_view folded) const {
  const std::size_t at = SeekKey(folded, 0);
  if (at == keys() || Key(at) != folded) return std::nullopt;
  return key_entities_[at];
}

void EntityNames::FindPrefix(std::string_view folded, std::size_t most,
                             std::vector<std::uint32_t>& out) const {
  const std::size_t first = SeekKey(folded, 0);
  const std::size_t end = first + std::min(most, keys() - first);
  for (std::size_t at = first; at < end && Key(at).starts_with(folded); ++at) {
    out.push_back(key_entities_[at]);
  }
}

std::size_t EntityNames::bytes() const {
  return text_.bytes() + displays_.bytes() + countries_.bytes() + suffixes_.bytes() +
         (key_entities_.size() + articles_.size()) * sizeof(std::uint32_t) +
         members_.size() * sizeof(members_[0]) + aliases_.size() * sizeof(Alias) +
         owners_.size() * sizeof(Owner);
}

std::uint64_t EntityNames::AliasHash(AliasKind kind, std::string_view text) {
  return XXH3_64bits_withSeed(text.data(), text.size(), static_cast<std::uint64_t>(kind));
}

void EntityNames::FindAlias(AliasKind kind, std::string_view text,
                            std::vector<std::uint32_t>& out) const {
  const Alias first{AliasHash(kind, text), 0};
  auto it = std::lower_bound(aliases_.begin(), aliases_.end(), first);
  for (; it != aliases_.end() && it->hash == first.hash; ++it) out.push_back(it->entity);
}

void EntityNames::FindSpelling(std::string_view folded, std::vector<std::uint32_t>& out) const {
  FindAlias(AliasKind::kSpelling, folded, out);
}

void EntityNames::FindFullName(std::string_view folded, std::vector<std::uint32_t>& out) const {
  if (!IsOneWord(folded)) FindAlias(AliasKind::kFullName, article::PersonSkeleton(folded), out);
}

void EntityNames::FindSurname(std::string_view folded, std::vector<std::uint32_t>& out) const {
  if (IsOneWord(folded))
    FindAlias(AliasKind::kSurname, article::NameSkeleton(article::Surname(folded)), out);
}

void EntityNames::FindEnding(std::string_view folded, std::vector<std::uint32_t>& out) const {
  const std::string spaced = WithoutHyphens(folded);
  if (!IsOneWord(spaced)) FindAlias(AliasKind::kEnding, spaced, out);
}

const EntityNames::Owner* EntityNames::FindOwner(std::string_view folded) const {
  const std::uint64_t hash = AliasHash(AliasKind::kOwner, article::Surname(folded));
  const auto it =
      std::lower_bound(owners_.begin(), owners_.end(), hash,
                       [](const Owner& owner, std::uint64_t h) { return owner.surname < h; });
  return it == owners_.end() || it->surname != hash ? nullptr : &*it;
}

}  // namespace dateline::names
