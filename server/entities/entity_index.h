// SPDX-License-Identifier: GPL-3.0-or-later
// The entities of one snapshot: which names in its segments stand for the same person,
// organisation, place or other thing.
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
  // Names are grouped anew where more than one in so many keys or rows is new since; until then
  // new names are put beside the old groups.
  std::size_t rebuild_part = 8;
  std::size_t small_keys = 4096;  // an index of fewer keys is always grouped anew
};

// Immutable; read from any thread. Made of the segments' dictionaries alone: no article is read.
class EntityIndex {
 public:
  // Empty: no segment. Use Make.
  EntityIndex() = default;
  // `previous` (may be null): of the snapshot before, whose work is used again. Takes time with
  // the keys of the segments that are new, but for the rebuilds that the options tell.
  static std::shared_ptr<const EntityIndex> Make(std::vector<EntitySegment> segments,
                                                 const EntityIndex* previous,
                                                 const EntityIndexOptions& options = {});

  // How far a name reaches.
  enum class Reach : std::uint8_t {
    kNearest,  // who has it as a key, else as a spelling, else its skeleton, else as a surname
    kAll,      // all of these; of names of several words as kNearest
  };
  // Entities of a field that `name` (any spelling) may mean, most articles first.
  std::vector<EntityId> Find(std::string_view name, article::Field field, Reach reach) const;
  // The same in all four fields.
  std::vector<EntityId> FindAny(std::string_view name, Reach reach) const;
  // Entities of a field with a key that starts so; `folded` is folded.
  std::vector<EntityId> FindPrefix(std::string_view folded, article::Field field) const;
  // At most `count` entities of `fields` with a word that starts `folded`, most articles first.
  std::vector<EntityId> Suggest(std::string_view folded, std::span<const article::Field> fields,
                                std::size_t count) const;

  // Whether a text, as typed, is the name or the surname of several entities in at least two
  // articles each, as of the last grouping. One probe of a hash table.
  bool MayNameSeveral(std::string_view text) const;

  // EntityTerm of every name of an entity.
  std::vector<std::string> Terms(EntityId id) const;
  // Name, type, country and articles; each takes time with the segments and the entity's keys.
  v1::EntitySummary Summary(EntityId id) const;
  // Articles of all its names in all segments, added up.
  std::uint32_t Articles(EntityId id) const;
  // Name and country alone.
  std::string_view Name(EntityId id) const { return Names(id).Display(id.number); }
  std::string_view Country(EntityId id) const { return Names(id).Country(id.number); }
  // The English name of the country of which `name` is a spelling ("USA"); else `name`.
  std::string_view CountryName(std::string_view name) const;
  // Articles as of the last grouping, which is near enough to rank and to choose by.
  std::uint32_t RoughArticles(EntityId id) const { return Names(id).Articles(id.number); }
  // How articles write it, most articles first, at most `count`.
  std::vector<v1::EntitySpelling> Spellings(EntityId id, std::size_t count) const;

  // Numbers are below it.
  std::uint32_t size(article::Field field) const { return overlay_[field].end(); }
  // Number of the entity of each ordinal of a segment's column.
  std::span<const std::uint32_t> Numbers(std::size_t segment, article::Field field) const {
    return *numbers_[segment][field];
  }

 private:
  const EntityNames& Names(EntityId id) const;
  bool IsStale(const EntityIndexOptions& options) const;
  void MapSegments(const EntityIndex& previous);
  void AddOverlay(article::Field field);
  std::vector<std::string_view> Keys(EntityId id) const;
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
