// SPDX-License-Identifier: GPL-3.0-or-later
// All names in the segments of one snapshot, grouped into entities.
#ifndef DATELINE_SERVER_ENTITIES_ENTITY_GROUPS_H_
#define DATELINE_SERVER_ENTITIES_ENTITY_GROUPS_H_

#include <absl/container/flat_hash_set.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/index/columns.h"
#include "server/entities/entity_fields.h"
#include "server/entities/entity_names.h"

namespace dateline::names {

// The serial number of an open segment (index::Segment::serial) and its columns.
struct EntitySegment {
  std::uint64_t serial = 0;
  index::Columns columns;  // shares the segment's memory
};

using SharedNumbers = std::shared_ptr<const std::vector<std::uint32_t>>;

// The dictionaries of one segment as one EntityGroups sees them. Immutable.
struct SegmentMapping {
  PerEntityField<SharedNumbers> numbers;  // per ordinal: its entity, if the groups have its key
  // The other ordinals, ascending, except for values in no article.
  PerEntityField<std::vector<std::uint32_t>> unknown;
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

  // Whether a folded text is the name or the surname of several entities in at least two articles
  // each. One probe of a hash table.
  bool MayNameSeveral(std::string_view folded) const;

 private:
  void GroupField(article::Field field, std::span<const EntitySegment> segments,
                  std::span<const std::shared_ptr<SegmentMapping>> mappings);
  void FindAmbiguous();

  PerEntityField<EntityNames> names_;
  absl::flat_hash_set<std::uint64_t> ambiguous_;  // hashes of texts that name several
  std::size_t rows_ = 0;
  std::size_t keys_ = 0;
};

// Rows of all segments.
std::size_t CountRows(std::span<const EntitySegment> segments);

}  // namespace dateline::names

#endif  // DATELINE_SERVER_ENTITIES_ENTITY_GROUPS_H_
