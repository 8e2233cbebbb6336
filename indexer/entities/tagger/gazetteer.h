// SPDX-License-Identifier: GPL-3.0-or-later
// Names that no rule joins: countries and cities in many languages, demonyms, aliases. A view of
// the gazetteer section of a model file.
#ifndef DATELINE_INDEXER_ENTITIES_TAGGER_GAZETTEER_H_
#define DATELINE_INDEXER_ENTITIES_TAGGER_GAZETTEER_H_

#include <absl/status/statusor.h>

#include <cstdint>
#include <string_view>

#include "indexer/entities/tagger/hash_index.h"

namespace dateline::tagger {

// Immutable and thread-safe; views live as long as the mapped file. Names are folded (FoldName),
// what is returned are display names; empty = not known.
class Gazetteer {
 public:
  Gazetteer() = default;  // knows nothing
  // A section of a model file (GazetteerContents makes one). DATA_LOSS: it does not parse.
  static absl::StatusOr<Gazetteer> Parse(std::string_view section);

  struct Place {
    std::string_view name;     // canonical ("United States")
    std::string_view country;  // its country; of a country, itself
    bool is_country = false;
  };
  // By any known name or abbreviation ("u.s.", "usa", "britain", "berlin").
  Place FindPlace(std::string_view name) const;
  // The country of a demonym ("french" -> "France").
  std::string_view DemonymCountry(std::string_view word) const;
  struct Alias {
    std::string_view name;  // canonical
    bool is_organisation = false;
  };
  // One name for a person or organisation whose names no rule joins ("kadhafi", "gaddafi"; "un",
  // "united nations").
  Alias FindAlias(std::string_view name) const;

 private:
  std::string_view NameAt(std::uint32_t id) const;  // 0 = none, empty

  std::string_view name_ends_;  // u32 per name: its end in names_
  std::string_view names_;      // display names, one after the other
  HashIndex places_;
  std::string_view place_names_;      // u32 per place: id of its name
  std::string_view place_countries_;  // the same of its country
  HashIndex demonyms_;
  std::string_view demonym_countries_;
  HashIndex aliases_;
  std::string_view alias_names_;
  std::string_view organisation_marks_;  // a byte per alias: 1 = of an organisation
};

}  // namespace dateline::tagger

#endif  // DATELINE_INDEXER_ENTITIES_TAGGER_GAZETTEER_H_
