// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/subject_codes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace dateline::bench {
namespace {

using CodeAndName = std::pair<std::string_view, std::string_view>;

// Names of organisations that their codes do not spell, folded; by code.
constexpr auto kNamesOfCodes =
    std::to_array<CodeAndName>({{"adb-africa", "adb"},
                                {"adb-africa", "african development bank"},
                                {"adb-asia", "adb"},
                                {"adb-asia", "asian development bank"},
                                {"amex", "american stock exchange"},
                                {"ase", "amsterdam bourse"},
                                {"ase", "amsterdam stock exchange"},
                                {"asx", "australian stock exchange"},
                                {"atpc", "association of tin producing countries"},
                                {"bis", "bank for international settlements"},
                                {"bse", "brussels bourse"},
                                {"bse", "brussels stock exchange"},
                                {"cboe", "chicago board options exchange"},
                                {"cbt", "chicago board of trade"},
                                {"cme", "chicago mercantile exchange"},
                                {"comex", "commodity exchange"},
                                {"ec", "common market"},
                                {"ec", "ec commission"},
                                {"ec", "eec"},
                                {"ec", "european commission"},
                                {"ec", "european communities"},
                                {"ec", "european community"},
                                {"ec", "european economic community"},
                                {"eca", "economic commission for africa"},
                                {"eib", "european investment bank"},
                                {"fao", "food and agriculture organisation"},
                                {"fao", "food and agriculture organization"},
                                {"fse", "frankfurt bourse"},
                                {"fse", "frankfurt stock exchange"},
                                {"gatt", "general agreement on tariffs and trade"},
                                {"gcc", "gulf cooperation council"},
                                {"hkse", "hong kong stock exchange"},
                                {"hkse", "stock exchange of hong kong"},
                                {"icco", "international cocoa organisation"},
                                {"icco", "international cocoa organization"},
                                {"ico-coffee", "international coffee organisation"},
                                {"ico-coffee", "ico"},
                                {"ico-coffee", "international coffee organization"},
                                {"iea", "international energy agency"},
                                {"imf", "international monetary fund"},
                                {"inro", "international natural rubber organisation"},
                                {"inro", "international natural rubber organization"},
                                {"ipe", "international petroleum exchange"},
                                {"itc", "international tin council"},
                                {"iwc-wheat", "international wheat council"},
                                {"liffe", "london international financial futures exchange"},
                                {"lme", "london metal exchange"},
                                {"lse", "london stock exchange"},
                                {"lse", "stock exchange"},
                                {"mise", "milan bourse"},
                                {"mise", "milan stock exchange"},
                                {"mnse", "manila stock exchange"},
                                {"mose", "montreal exchange"},
                                {"mose", "montreal stock exchange"},
                                {"nasdaq", "national association of securities dealers"},
                                {"nyce", "new york cotton exchange"},
                                {"nycsce", "coffee, sugar and cocoa exchange"},
                                {"nycsce", "new york coffee, sugar and cocoa exchange"},
                                {"nymex", "new york mercantile exchange"},
                                {"nyse", "big board"},
                                {"nyse", "new york stock exchange"},
                                {"oecd", "organisation for economic co-operation and development"},
                                {"oecd", "organisation for economic cooperation and development"},
                                {"oecd", "organization for economic cooperation and development"},
                                {"opec", "organization of petroleum exporting countries"},
                                {"opec", "organization of the petroleum exporting countries"},
                                {"ose", "oslo bourse"},
                                {"ose", "oslo stock exchange"},
                                {"pse", "paris bourse"},
                                {"pse", "paris stock exchange"},
                                {"simex", "singapore international monetary exchange"},
                                {"sse", "singapore stock exchange"},
                                {"sse", "stock exchange of singapore"},
                                {"stse", "stockholm bourse"},
                                {"stse", "stockholm stock exchange"},
                                {"tose", "toronto stock exchange"},
                                {"tse", "tokyo stock exchange"},
                                {"un", "u.n."},
                                {"un", "united nations"},
                                {"unctad", "united nations conference on trade and development"},
                                {"worldbank", "world bank"},
                                {"zse", "zurich bourse"},
                                {"zse", "zurich stock exchange"}});
static_assert(std::ranges::is_sorted(kNamesOfCodes, {}, &CodeAndName::first));

// Countries that their codes do not spell.
std::string NameOfPlace(const std::string& code) {
  static const std::map<std::string, std::string> names{{"kampuchea", "cambodia"},
                                                        {"trinidad-tobago", "trinidad and tobago"},
                                                        {"yemen-arab-republic", "yemen"},
                                                        {"yemen-demo-republic", "yemen"}};
  if (const auto it = names.find(code); it != names.end()) return it->second;
  std::string name = code;
  std::ranges::replace(name, '-', ' ');
  return name;
}

}  // namespace

bool NamesPerson(const std::set<std::string>& names, std::string_view code) {
  const std::string word = fmt::format(" {} ", code.substr(code.rfind('-') + 1));
  return std::ranges::any_of(names, [&](std::string name) {
    std::ranges::replace(name, '-', ' ');  // leigh-pemberton is Robin Leigh-Pemberton
    return fmt::format(" {} ", name).find(word) != std::string::npos;
  });
}

bool NamesOrganisation(const std::set<std::string>& names, const std::string& code) {
  if (names.contains(code)) return true;
  const auto entries =
      std::ranges::equal_range(kNamesOfCodes, std::string_view(code), {}, &CodeAndName::first);
  return std::ranges::any_of(entries, [&](const CodeAndName& entry) {
    const std::string name(entry.second);
    return names.contains(name) || names.contains("the " + name);
  });
}

std::string CountryOfCode(const std::string& code, const tagger::Gazetteer& gazetteer) {
  const std::string_view country = gazetteer.FindPlace(NameOfPlace(code)).country;
  return country.empty() ? code : std::string(country);
}

}  // namespace dateline::bench
