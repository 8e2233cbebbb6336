// SPDX-License-Identifier: GPL-3.0-or-later
// All names in the segments of one snapshot, grouped into entities.
#ifndef DATELINE_SERVER_ENTITIES_ENTITY_GROUPS_H_
#define DATELINE_SERVER_ENTITIES_ENTITY_GROUPS_H_

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/index/columns.h"
#include "server/entities/entity_fields.h"
#include "server/entities/entity_names.h"
#include "server/entities/name_types.h"

namespace dateline::names {

// The serial number of an open segment (index::Segment::serial) and its columns.
struct EntitySegment {
  std::uint64_t serial = 0;
  index::Columns columns;  // shares the segment's memory
};

using SharedNumbers = std::shared_ptr<const std::vector<std::uint32_t>>;

// A value of one field that is of another type (name_types.h).
struct MovedValue {
  std::uint32_t ordinal;
  EntityId id;
};

// A document that has an entity by a value of another field.
struct MovedRow {
  std::uint32_t doc;
  std::uint32_t number;  // of the entity in the field that it counts under
  auto operator<=>(const MovedRow&) const = default;
};

// The dictionaries of one segment as one EntityGroups sees them. Immutable.
struct SegmentMapping {
  PerEntityField<SharedNumbers> numbers;  // per ordinal: its entity, if the groups have its key
  // The other ordinals, ascending, except for values in no article and for moved ones.
  PerEntityField<std::vector<std::uint32_t>> unknown;
  PerEntityField<std::vector<MovedValue>> moved;  // out of each field
  // Into each field: documents that are about the entity, ascending.
  PerEntityField<std::vector<MovedRow>> joining;
  // Documents of whose values of a field, salient ones, none stays in it; ascending.
  PerEntityField<std::vector<std::uint32_t>> emptied;
};
using SharedMapping = std::shared_ptr<const SegmentMapping>;

// Immutable once made; read from any thread.
class EntityGroups {
 public:
  // Groups the names of all segments; `mappings` gets one per segment, without unknown ordinals.
  // Large dictionaries take one thread per field.
  static std::shared_ptr<const EntityGroups> Make(std::span<const EntitySegment> segments,
                                                  std::vector<SharedMapping>& mappings);

  const EntityNames& names(article::Field field) const { return names_[field]; }
  std::size_t rows() const { return rows_; }  // of all segments
  std::size_t keys() const { return keys_; }  // of all fields
  std::size_t bytes() const;                  // in memory

  // Looks up the keys of another segment.
  SharedMapping MapSegment(const index::Columns& columns) const;

  // The entity that a key of `field` counts under, if that is of another field.
  std::optional<EntityId> FindMoved(article::Field field, std::string_view key) const;
  // The keys of other fields that count under an entity, with their fields. Views.
  void AppendMovedKeys(EntityId id,
                       std::vector<std::pair<article::Field, std::string_view>>& out) const;

  // Whether a folded text is the name or the surname of several entities in at least two articles
  // each. One probe of a hash table.
  bool MayNameSeveral(std::string_view folded) const;

 private:
  struct MovedName {
    EntityId id;
    article::Field from;
    std::string key;
  };

  void GroupField(article::Field field, const MergedKeys& merged,
                  std::span<const std::uint32_t> rivals, std::span<const EntitySegment> segments,
                  std::span<const std::shared_ptr<SegmentMapping>> mappings);
  void KeepMoved(const PerEntityField<MergedKeys>& merged,
                 const PerEntityField<std::vector<MovedKey>>& moved);
  void MapMoved(const index::Columns& columns, SegmentMapping& mapping) const;
  void FindAmbiguous();

  PerEntityField<EntityNames> names_;
  PerEntityField<absl::flat_hash_map<std::string, EntityId>> moved_;  // out of each field
  std::vector<MovedName> moved_names_;                                // ascending by entity
  absl::flat_hash_set<std::uint64_t> ambiguous_;  // hashes of texts that name several
  std::size_t rows_ = 0;
  std::size_t keys_ = 0;
};

// Rows of all segments.
std::size_t CountRows(std::span<const EntitySegment> segments);

}  // namespace dateline::names

#endif  // DATELINE_SERVER_ENTITIES_ENTITY_GROUPS_H_
