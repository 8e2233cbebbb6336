// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/entities/entity_fields.h"

#include "core/article/article.h"

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

}  // namespace dateline::names
