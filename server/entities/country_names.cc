// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/entities/country_names.h"

#include <unicode/uloc.h>
#include <unicode/unistr.h>

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "core/text/fold.h"

namespace dateline::names {
namespace {

// Languages whose names of countries are known; if two countries share a name, the first counts.
constexpr std::array<const char*, 28> kLocales{
    "en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "sk",
    "hu", "ro", "el", "ru", "uk", "tr", "ar", "fa", "he", "zh", "ja", "ko", "id", "vi"};

struct CommonName {
  const char* code;  // ISO 3166-1
  std::string_view name;
};

// What CLDR lacks: names in common use, older ones, and parts that people say for the whole. The
// first ones of a code are those of gazetteers, which CLDR writes in another way.
constexpr CommonName kCommonNames[] = {
    {"US", "United States of America"},
    {"US", "America"},
    {"US", "the US"},
    {"US", "the USA"},
    {"US", "U.S."},
    {"US", "U.S.A."},
    {"US", "the United States"},
    {"US", "the States"},
    {"GB", "UK"},
    {"GB", "U.K."},
    {"GB", "the UK"},
    {"GB", "the United Kingdom"},
    {"GB", "United Kingdom of Great Britain and Northern Ireland"},
    {"GB", "Britain"},
    {"GB", "Great Britain"},
    {"GB", "England"},
    {"GB", "Scotland"},
    {"GB", "Wales"},
    {"GB", "Northern Ireland"},
    {"NL", "Holland"},
    {"NL", "the Netherlands"},
    {"NL", "Kingdom of the Netherlands"},
    {"MM", "Myanmar"},
    {"MM", "Burma"},
    {"AE", "UAE"},
    {"AE", "U.A.E."},
    {"AE", "the UAE"},
    {"AE", "the United Arab Emirates"},
    {"AE", "Emirates"},
    {"CZ", "Czech Republic"},
    {"CZ", "the Czech Republic"},
    {"CI", "Ivory Coast"},
    {"CI", "Cote d'Ivoire"},
    {"CV", "Cape Verde"},
    {"CV", "Cabo Verde"},
    {"SZ", "Swaziland"},
    {"SZ", "eSwatini"},
    {"MK", "Macedonia"},
    {"MK", "Republic of Macedonia"},
    {"MK", "FYROM"},
    {"TL", "East Timor"},
    {"TL", "Timor Leste"},
    {"CD", "Democratic Republic of the Congo"},
    {"CD", "Democratic Republic of Congo"},
    {"CD", "DR Congo"},
    {"CD", "DRC"},
    {"CD", "D.R.C."},
    {"CD", "Congo-Kinshasa"},
    {"CD", "Zaire"},
    {"CG", "Republic of the Congo"},
    {"CG", "Republic of Congo"},
    {"CG", "Congo-Brazzaville"},
    {"CG", "Congo"},
    {"RU", "Russian Federation"},
    {"KR", "Republic of Korea"},
    {"KR", "Korea"},
    {"KP", "Democratic People's Republic of Korea"},
    {"KP", "DPRK"},
    {"CN", "People's Republic of China"},
    {"CN", "PRC"},
    {"CN", "Mainland China"},
    {"TW", "Republic of China"},
    {"TW", "Chinese Taipei"},
    {"HK", "Hong Kong"},
    {"MO", "Macau"},
    {"MO", "Macao"},
    {"TR", "Turkey"},
    {"TR", "Turkiye"},
    {"IR", "Persia"},
    {"IR", "Islamic Republic of Iran"},
    {"IE", "Republic of Ireland"},
    {"IE", "Eire"},
    {"PS", "Palestine"},
    {"PS", "State of Palestine"},
    {"PS", "Palestinian Territory"},
    {"PS", "Occupied Palestinian Territory"},
    {"VA", "Vatican"},
    {"VA", "Holy See"},
    {"LK", "Ceylon"},
    {"TH", "Siam"},
    {"KH", "Kampuchea"},
    {"GM", "the Gambia"},
    {"BS", "the Bahamas"},
    {"PH", "the Philippines"},
    {"SD", "the Sudan"},
    {"UA", "the Ukraine"},
    {"SA", "KSA"},
    {"SA", "Saudi"},
    {"DE", "Federal Republic of Germany"},
    {"FR", "French Republic"},
    {"BY", "Byelorussia"},
    {"BY", "Belorussia"},
    {"MD", "Moldavia"},
    {"KG", "Kirghizia"},
    {"BA", "Bosnia"},
    {"BA", "Bosnia-Herzegovina"},
    {"BA", "Bosnia and Herzegovina"},
    {"TT", "Trinidad"},
    {"TT", "Trinidad and Tobago"},
    {"AG", "Antigua and Barbuda"},
    {"AG", "Antigua"},
    {"KN", "Saint Kitts and Nevis"},
    {"KN", "St. Kitts"},
    {"LC", "Saint Lucia"},
    {"VC", "Saint Vincent and the Grenadines"},
    {"VC", "Saint Vincent"},
    {"ST", "Sao Tome and Principe"},
    {"ST", "Sao Tome"},
    {"PG", "PNG"},
    {"CF", "CAR"},
    {"FM", "Federated States of Micronesia"},
    {"SY", "Syrian Arab Republic"},
    {"LA", "Lao PDR"},
    {"LA", "Lao People's Democratic Republic"},
    {"VN", "Viet Nam"},
    {"BN", "Brunei Darussalam"},
    {"TZ", "United Republic of Tanzania"},
    {"VE", "Bolivarian Republic of Venezuela"},
    {"BO", "Plurinational State of Bolivia"},
    {"LY", "Libyan Arab Jamahiriya"},
    {"RS", "Republic of Serbia"},
    {"XK", "Kosovo"},
};

class Countries {
 public:
  Countries() {
    for (const CommonName& common : kCommonNames) Add(common.code, common.name);
    for (const char* locale : kLocales) AddLocale(locale);
    for (const char* const* code = uloc_getISOCountries(); *code != nullptr; ++code) {
      const std::string region = std::string("und_") + *code;
      Add(*code, *code);
      if (const char* three = uloc_getISO3Country(region.c_str()); *three != '\0')
        Add(*code, three);
    }
  }

  std::span<const std::string> Find(std::string_view folded) const {
    const auto found = by_name_.find(folded);
    if (found == by_name_.end()) return {};
    return names_[found->second];
  }

 private:
  void AddLocale(const char* locale) {
    for (const char* const* code = uloc_getISOCountries(); *code != nullptr; ++code) {
      std::array<UChar, 200> name{};
      UErrorCode error = U_ZERO_ERROR;
      const std::string region = std::string("und_") + *code;
      const std::int32_t length = uloc_getDisplayCountry(
          region.c_str(), locale, name.data(), static_cast<std::int32_t>(name.size()), &error);
      // A default: this language has no name for it.
      if (U_FAILURE(error) || error == U_USING_DEFAULT_WARNING || length <= 0) continue;
      std::string text;
      icu::UnicodeString(name.data(), length).toUTF8String(text);
      Add(*code, text);
    }
  }

  void Add(const std::string& code, std::string_view name) {
    const auto [at, added] = by_code_.emplace(code, names_.size());
    if (added) names_.emplace_back();
    std::string folded = text::FoldName(name);
    if (folded.empty() || !by_name_.emplace(folded, at->second).second) return;
    names_[at->second].push_back(std::move(folded));
  }

  std::map<std::string, std::size_t> by_code_;
  std::map<std::string, std::size_t, std::less<>> by_name_;  // folded
  std::vector<std::vector<std::string>> names_;
};

}  // namespace

std::span<const std::string> CountryNames(std::string_view folded) {
  static const Countries countries;
  return countries.Find(folded);
}

}  // namespace dateline::names
