// SPDX-License-Identifier: GPL-3.0-or-later
// In which country the places of an article are.
#ifndef DATELINE_INDEXER_ENTITIES_RESOLVER_PLACE_COUNTRIES_H_
#define DATELINE_INDEXER_ENTITIES_RESOLVER_PLACE_COUNTRIES_H_

#include "core/article/article.h"
#include "indexer/entities/resolver/joined_names.h"
#include "indexer/entities/resolver/name_table.h"
#include "indexer/entities/tagger/gazetteer.h"

namespace dateline::resolver {

// Sets the country of the places of `joined`. The region that is written after a city ("Paris,
// Texas", "London, Ont.") decides for the city and for the region, most mentions first; a country
// after it ("Tripoli, Lebanon") does if the city's name is of several countries or not known. Else
// a name that cities of several countries share (place_regions.h) is in the one of these that the
// article names most, itself aside, or in that with the largest city; else a place is in the
// country of the gazetteer. Georgia is the state of the United States if it stands after one of its
// cities, or if the article names more of that country than of the neighbours of the other one.
// Linear in the mentions.
void DecideCountries(const NameTable& table, const tagger::Gazetteer& gazetteer,
                     const article::Article& article, JoinedNames& joined);

}  // namespace dateline::resolver

#endif  // DATELINE_INDEXER_ENTITIES_RESOLVER_PLACE_COUNTRIES_H_
