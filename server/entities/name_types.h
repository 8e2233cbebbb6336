// SPDX-License-Identifier: GPL-3.0-or-later
// The type of a name, decided over all its articles: a tagger that sees one article at a time errs.
#ifndef DATELINE_SERVER_ENTITIES_NAME_TYPES_H_
#define DATELINE_SERVER_ENTITIES_NAME_TYPES_H_

#include <cstdint>
#include <vector>

#include "server/entities/dictionary_merge.h"
#include "server/entities/entity_fields.h"

namespace dateline::names {

// A key of `from` whose articles count under the same key of `to`. Numbers are of MergedKeys.
struct MovedKey {
  std::uint32_t from_key;
  std::uint32_t to_key;
  article::Field to;
};

// Of each entity field the keys that are of another type, ascending. A key that is in several
// fields is of the type with most evidence: its articles, twice those of a place whose country is
// known, half those of a thing without a kind. If two types have as much, both stay. A surname that
// stands alone stays a person beside a place or company of that name, unless that has ten times its
// articles.
PerEntityField<std::vector<MovedKey>> DecideTypes(const PerEntityField<MergedKeys>& merged);

// `merged` without the moved keys of its field, with the articles of those that are moved to it.
MergedKeys MoveKeys(const PerEntityField<MergedKeys>& merged, article::Field field,
                    const PerEntityField<std::vector<MovedKey>>& moved);

// Of each name of one word of `people`: the articles in which the word is something else, as far as
// names tell: a name of another type that is not moved to people, a first name, or a part of an
// organisation's name ("Pratt & Whitney", "Fisker Automotive"). 0 for other names.
std::vector<std::uint32_t> RivalsOf(const MergedKeys& people,
                                    const PerEntityField<MergedKeys>& merged,
                                    const PerEntityField<std::vector<MovedKey>>& moved);

}  // namespace dateline::names

#endif  // DATELINE_SERVER_ENTITIES_NAME_TYPES_H_
