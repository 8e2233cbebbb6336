// SPDX-License-Identifier: GPL-3.0-or-later
// The names of an article and their places in it, before any are joined.
#ifndef DATELINE_INDEXER_ENTITIES_RESOLVER_NAME_TABLE_H_
#define DATELINE_INDEXER_ENTITIES_RESOLVER_NAME_TABLE_H_

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/article/article.h"
#include "core/article/name_forms.h"
#include "core/text/fold.h"
#include "indexer/entities/resolver/known_names.h"
#include "indexer/entities/tagger/gazetteer.h"
#include "indexer/entities/tagger/tagger.h"

namespace dateline::resolver {

// `type`, or OTHER if it is not a known one.
v1::EntityType KnownType(v1::EntityType type);

// How often a name was seen as each type.
struct TypeVotes {
  std::array<std::uint32_t, v1::EntityType_ARRAYSIZE> counts{};
  void Add(v1::EntityType type, std::uint32_t count = 1) {
    counts[static_cast<std::size_t>(type)] += count;
  }
  v1::EntityType Majority() const;  // the lower number of equals
};

struct Mention {
  std::uint32_t start;  // bytes of the headline or body, half open
  std::uint32_t end;
  bool in_headline;
  v1::EntityType type;    // as tagged
  std::uint32_t surface;  // index into NameTable::surfaces
};

// One way a name is written.
struct Surface {
  std::string_view text;  // as in the article
  TypeVotes votes = {};
  article::NameForm form = {};
  std::uint32_t name = 0;  // index into NameTable::names
};

// All spellings with one key (NameForm).
struct Name {
  std::string key;
  std::string folded;
  v1::EntityType type = v1::ENTITY_TYPE_OTHER;
  TypeVotes votes = {};
  std::vector<std::uint32_t> mentions = {};  // ascending indexes into NameTable::mentions
  tagger::Gazetteer::Place place = {};       // if the gazetteer knows a place of this name
  std::string_view canonical = {};           // of a person or organisation, if it knows one
  bool is_organisation = false;     // by the gazetteer; then canonical is one's, if not empty
  bool is_acronym = false;          // some surface looks like one
  const KnownName* told = nullptr;  // what the list of known names says
  std::string known = {};           // FoldName(canonical), or `folded` if that is empty
};

struct NameTable {
  // The article's, or `unwrapped`; with the same offsets.
  std::string_view body;
  std::unique_ptr<const std::string> unwrapped;  // text::Unwrapped, if that is not empty
  std::vector<Mention> mentions;  // those of the headline, then of the body, in order
  std::vector<Surface> surfaces;
  std::vector<Name> names;  // in order of first mention

  const Name& NameOf(const Mention& mention) const { return names[surfaces[mention.surface].name]; }
};

// The mentions in `tagged`, mended (mend_spans.h), that name something and are not boilerplate
// (mention_filter.h), and those the tagger missed: further occurrences of its names of two and more
// words, and of the names given with the article. Views into `article`, `gazetteer` and `known`.
NameTable MakeNameTable(const tagger::ArticleNames& tagged, const tagger::Gazetteer& gazetteer,
                        const KnownNames& known, const article::Article& article);

}  // namespace dateline::resolver

#endif  // DATELINE_INDEXER_ENTITIES_RESOLVER_NAME_TABLE_H_
