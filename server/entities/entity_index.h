// SPDX-License-Identifier: GPL-3.0-or-later
// The entities of one snapshot: which names in its segments stand for the same person,
// organisation, place or other thing. doc/entities.md says how names are grouped.
#ifndef DATELINE_SERVER_ENTITIES_ENTITY_INDEX_H_
#define DATELINE_SERVER_ENTITIES_ENTITY_INDEX_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dateline/v1/search_service.pb.h"
#include "server/entities/entity_fields.h"
#include "server/entities/entity_groups.h"
#include "server/entities/entity_names.h"

namespace dateline::names {

struct EntityIndexOptions {
  // All names are grouped again if more than one in `rebuild_part` keys or rows has changed since
  // they were; until then new names join the old groups or make groups of their own.
  std::size_t rebuild_part = 8;
  std::size_t small_keys = 4096;  // an index with fewer keys is always grouped again
};

// Immutable; read from any thread. Made from the dictionaries of the segments: no article is read.
// Values and spellings in no article, which columns of a part of an index have, are not there.
class EntityIndex {
 public:
  // For Make, which is what to use.
  EntityIndex() = default;
  // `previous` (may be null) is the index of the snapshot before; its work is used again. Takes
  // time in proportion to the keys of new segments, or to all keys if all names are grouped again.
  static std::shared_ptr<const EntityIndex> Make(std::vector<EntitySegment> segments,
                                                 const EntityIndex* previous,
                                                 const EntityIndexOptions& options = {});

  // Which entities a name finds.
  enum class Reach : std::uint8_t {
    kNearest,  // those that have it as a key; if there are none, as a spelling; then those with its
               // skeleton; then those with this surname
    kAll,      // all of these for one word; as kNearest for a name of several words
  };
  // Entities of a field that `name` (any spelling) may mean, those with most articles first. If
  // nothing is found, what does not belong to a name is taken off as the index does it: titles,
  // possessives, company suffixes. A name that some articles have as of this field, and most as of
  // another one, finds the entity in that field.
  std::vector<EntityId> Find(std::string_view name, article::Field field, Reach reach) const;
  // People whose name, generation aside, ends with these two or more words, hyphens as spaces:
  // "strauss kahn". Find looks there last.
  std::vector<EntityId> FindEnding(std::string_view words) const;
  // The same as Find in all four fields.
  std::vector<EntityId> FindAny(std::string_view name, Reach reach) const;
  // Entities of a field with a key that starts with `folded`: all, or so many that they have more
  // than `most` keys together.
  std::vector<EntityId> FindPrefix(std::string_view folded, article::Field field,
                                   std::size_t most) const;
  // At most `count` entities of `fields` with a name in which a word starts with `folded`, those
  // with most articles first.
  std::vector<EntityId> Suggest(std::string_view folded, std::span<const article::Field> fields,
                                std::size_t count) const;

  // Whether a text, as typed, is the name or the surname of several entities with at least two
  // articles each, as of the last grouping. One probe of a hash table.
  bool MayNameSeveral(std::string_view text) const;

  // EntityTerm of every name of an entity.
  std::vector<std::string> Terms(EntityId id) const;
  // Name, type, country, articles, and whether it is a surname that stands alone. Takes time with
  // the number of segments and of its keys.
  v1::EntitySummary Summary(EntityId id) const;
  // Articles of all its names in all segments, added up. Takes as long.
  std::uint32_t Articles(EntityId id) const;
  // What is shown of it; in constant time.
  std::string_view Name(EntityId id) const { return Names(id).Display(id.number); }
  std::string_view Country(EntityId id) const { return Names(id).Country(id.number); }
  // The English name of the country that has the spelling `name` ("USA"); `name` if none has.
  std::string_view CountryName(std::string_view name) const;
  // Whether any article has a value of a field with a column, by its folded form.
  bool Holds(article::Field field, std::string_view key) const;
  // Articles as of the last grouping: good enough to rank and to choose by.
  std::uint32_t RoughArticles(EntityId id) const { return Names(id).Articles(id.number); }
  // At most `count` spellings that articles use, the most frequent first.
  std::vector<v1::EntitySpelling> Spellings(EntityId id, std::size_t count) const;

  // The numbers of the entities of a field are below it.
  std::uint32_t size(article::Field field) const { return overlay_[field].end(); }
  // In memory, besides the segments. What it shares with the index before counts too.
  std::size_t bytes() const;
  // Number of the entity of each ordinal of a segment's column; size(field) for a value that counts
  // under an entity of another field.
  std::span<const std::uint32_t> Numbers(std::size_t segment, article::Field field) const {
    return *numbers_[segment][field];
  }
  // Documents of a segment, ascending, that are about an entity of `field` by a value of another
  // field, because the type of a name is decided over all its articles.
  std::span<const MovedRow> Joining(std::size_t segment, article::Field field) const {
    return mappings_[segment]->joining[field];
  }
  // Documents of a segment, ascending, that have values in the column but, for the same reason, no
  // entity of the field by them.
  std::span<const std::uint32_t> Emptied(std::size_t segment, article::Field field) const {
    return mappings_[segment]->emptied[field];
  }

 private:
  const EntityNames& Names(EntityId id) const;
  bool IsStale(const EntityIndexOptions& options) const;
  void MapSegments(const EntityIndex& previous);
  void AddOverlay(article::Field field);
  std::vector<std::string_view> Keys(EntityId id) const;
  std::vector<EntityId> FindFolded(const std::string& folded, article::Field field,
                                   Reach reach) const;
  bool IsBare(EntityId id) const;
  // Whether a full name's middle names agree with those of all names of a person.
  bool NameAgrees(std::string_view folded, EntityId id) const;
  // Calls visit(column, ordinal) for each of its values in each segment.
  template <typename Visit>
  void VisitValues(EntityId id, const Visit& visit) const;
  template <typename LookUp>
  void Collect(article::Field field, std::vector<EntityId>& out, const LookUp& look_up) const;
  void SortByArticles(std::vector<EntityId>& ids) const;

  std::vector<EntitySegment> segments_;
  std::shared_ptr<const EntityGroups> groups_;          // of this snapshot or an earlier one
  std::vector<SharedMapping> mappings_;                 // one per segment, onto groups_
  PerEntityField<EntityNames> overlay_;                 // the names that groups_ lacks
  std::vector<PerEntityField<SharedNumbers>> numbers_;  // one per segment: of groups and overlay
};

}  // namespace dateline::names

#endif  // DATELINE_SERVER_ENTITIES_ENTITY_INDEX_H_
