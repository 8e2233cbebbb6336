// SPDX-License-Identifier: GPL-3.0-or-later
// The names of one type of entity, and the entities that they stand for.
#ifndef DATELINE_SERVER_ENTITIES_ENTITY_NAMES_H_
#define DATELINE_SERVER_ENTITIES_ENTITY_NAMES_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/article/field_table.h"
#include "server/entities/dictionary_merge.h"
#include "server/entities/name_suffixes.h"

namespace dateline::names {

// Strings in one buffer, each ended by a NUL. Up to 4 GiB.
class StringBlock {
 public:
  std::uint32_t Add(std::string_view text);  // its offset in all()
  std::size_t size() const { return starts_.size(); }
  std::string_view operator[](std::size_t i) const { return At(starts_[i]); }
  const std::string& all() const { return text_; }
  std::size_t bytes() const { return text_.size() + starts_.size() * sizeof(starts_[0]); }

 private:
  std::string_view At(std::uint32_t start) const { return text_.c_str() + start; }
  std::string text_;
  std::vector<std::uint32_t> starts_;
};

// Immutable once built; read from any thread. Entities are numbered from first() on, those with
// most articles first.
class EntityNames {
 public:
  EntityNames() = default;

  // Groups the keys of a merge, none of which is in `base` (may be null). `rivals` are those of
  // people (RivalsOf), or none. With a base, numbers
  // start after those of the base, and the name of a person joins a person of the base if the rules
  // of GroupPersons say so. `entity_of_key` gets the entity of each key.
  EntityNames(article::Field field, const MergedKeys& merged, const EntityNames* base,
              std::span<const std::uint32_t> rivals, std::vector<std::uint32_t>& entity_of_key);

  std::uint32_t first() const { return first_; }
  std::uint32_t end() const { return first_ + static_cast<std::uint32_t>(articles_.size()); }
  std::size_t keys() const { return key_entities_.size(); }
  std::size_t bytes() const;  // in memory

  // Of an entity from first() to end() - 1, as of the build. Articles are those of all its keys,
  // added up.
  std::uint32_t Articles(std::uint32_t entity) const { return articles_[entity - first_]; }
  std::string_view Display(std::uint32_t entity) const { return displays_[entity - first_]; }
  std::string_view Country(std::uint32_t entity) const { return countries_[entity - first_]; }

  // Appends the keys of an entity, here or of the base, that are in this object.
  void AppendKeys(std::uint32_t entity, std::vector<std::string_view>& out) const;

  // Index of the first key, from `from` on, that is not less than `key`; keys() if there is none.
  std::size_t SeekKey(std::string_view key, std::size_t from) const;
  std::string_view Key(std::size_t index) const { return text_[index]; }
  std::uint32_t EntityOfKey(std::size_t index) const { return key_entities_[index]; }

  // Each look-up appends entities; it may append one more than once.
  std::optional<std::uint32_t> FindKey(std::string_view folded) const;
  // Of the first `most` keys with the prefix.
  void FindPrefix(std::string_view folded, std::size_t most, std::vector<std::uint32_t>& out) const;
  // Other spellings that articles use of a key.
  void FindSpelling(std::string_view folded, std::vector<std::uint32_t>& out) const;
  // People whose name, generation aside, ends with these words, two or more, hyphens as spaces:
  // "strauss kahn" finds Dominique Strauss-Kahn, "john rockefeller" John Rockefeller IV.
  void FindEnding(std::string_view folded, std::vector<std::uint32_t>& out) const;
  // Whom a surname alone means, and in how many articles it stands beside the full name.
  struct Owner {
    std::uint64_t surname;  // hash
    std::uint32_t entity;
    std::uint32_t alone;
  };
  const Owner* FindOwner(std::string_view folded) const;
  // People with the skeletons of a full name, whatever their middle names are; none for one word.
  void FindFullName(std::string_view folded, std::vector<std::uint32_t>& out) const;
  // People with a full name whose surname has the skeleton of this word.
  void FindSurname(std::string_view folded, std::vector<std::uint32_t>& out) const;

  // The `count` entities with the smallest numbers that have a word that starts with `folded`,
  // ascending.
  std::vector<std::uint32_t> Suggest(std::string_view folded, std::size_t count) const {
    return suffixes_.Smallest(text_.all(), folded, count);
  }

 private:
  enum class AliasKind : std::uint8_t { kSpelling, kFullName, kSurname, kEnding, kOwner };
  struct Alias {
    std::uint64_t hash;
    std::uint32_t entity;
    auto operator<=>(const Alias&) const = default;
  };
  class Builder;
  static std::uint64_t AliasHash(AliasKind kind, std::string_view text);
  void FindAlias(AliasKind kind, std::string_view text, std::vector<std::uint32_t>& out) const;

  std::uint32_t first_ = 0;
  StringBlock text_;  // the keys in ascending order, then other spellings
  std::vector<std::uint32_t> key_entities_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> members_;  // entity, key; ascending
  std::vector<std::uint32_t> articles_;
  StringBlock displays_;
  StringBlock countries_;
  std::vector<Owner> owners_;   // ascending by surname
  std::vector<Alias> aliases_;  // ascending; two names have one hash with a chance of 1 in 10^13
  NameSuffixes suffixes_;
};

}  // namespace dateline::names

#endif  // DATELINE_SERVER_ENTITIES_ENTITY_NAMES_H_
