// SPDX-License-Identifier: GPL-3.0-or-later
// Regions that are written after a city ("Paris, Texas"), and names that cities of several
// countries share.
#ifndef DATELINE_INDEXER_ENTITIES_RESOLVER_PLACE_REGIONS_H_
#define DATELINE_INDEXER_ENTITIES_RESOLVER_PLACE_REGIONS_H_

#include <span>
#include <string_view>

namespace dateline::resolver {

struct Region {
  std::string_view name;     // English; empty = not known
  std::string_view country;  // English name
};

// A state, province or part of a country, by its name or abbreviation as written: "Texas", "Tex.",
// "TX", "Ont.", "N.S.W.", "England". Two letters without a dot must be capitals. Static.
Region FindRegion(std::string_view written);

// The countries of well-known cities of one folded name, none of which all newspapers mean, the one
// with the largest city first; empty for other names.
std::span<const std::string_view> RivalCountries(std::string_view folded);

}  // namespace dateline::resolver

#endif  // DATELINE_INDEXER_ENTITIES_RESOLVER_PLACE_REGIONS_H_
