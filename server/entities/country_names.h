// SPDX-License-Identifier: GPL-3.0-or-later
// Names under which people know a country.
#ifndef DATELINE_SERVER_ENTITIES_COUNTRY_NAMES_H_
#define DATELINE_SERVER_ENTITIES_COUNTRY_NAMES_H_

#include <span>
#include <string>
#include <string_view>

namespace dateline::names {

// All names, folded (FoldName), of the country that a folded name means: of "usa" also "united
// states", "america", "us". They are those of Unicode's CLDR in the languages of most news, the
// codes of ISO 3166-1, and others in common use; England, Scotland, Wales and Northern Ireland mean
// the United Kingdom. Empty: no country is known by this name. Thread-safe; the first call takes
// some tens of milliseconds.
std::span<const std::string> CountryNames(std::string_view folded);

}  // namespace dateline::names

#endif  // DATELINE_SERVER_ENTITIES_COUNTRY_NAMES_H_
