// SPDX-License-Identifier: GPL-3.0-or-later
// The four fields that hold entities, one per type, and what is kept per field.
#ifndef DATELINE_SERVER_ENTITIES_ENTITY_FIELDS_H_
#define DATELINE_SERVER_ENTITIES_ENTITY_FIELDS_H_

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/article/field_table.h"
#include "dateline/v1/search_service.pb.h"

namespace dateline::names {

inline constexpr std::array<article::Field, 4> kEntityFields{
    article::Field::kPerson, article::Field::kOrganisation, article::Field::kPlace,
    article::Field::kOther};

// The type of what an entity field holds; unspecified for any other field.
v1::EntityType EntityTypeOf(article::Field field);

// The fields that hold entities of a type: one, or all four if it is unspecified.
std::span<const article::Field> EntityFieldsOf(v1::EntityType type);

// A value per entity field.
template <typename Value>
class PerEntityField {
 public:
  Value& operator[](article::Field field) { return values_[IndexOf(field)]; }
  const Value& operator[](article::Field field) const { return values_[IndexOf(field)]; }

 private:
  static std::size_t IndexOf(article::Field field) {
    return static_cast<std::size_t>(field) - static_cast<std::size_t>(kEntityFields.front());
  }
  std::array<Value, kEntityFields.size()> values_{};
};

// An entity of one EntityIndex: its type's field, and a number within the type.
struct EntityId {
  article::Field field = article::Field::kOther;
  std::uint32_t number = 0;
  auto operator<=>(const EntityId&) const = default;
};

}  // namespace dateline::names

#endif  // DATELINE_SERVER_ENTITIES_ENTITY_FIELDS_H_
