// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/training/places.h"

#include "core/text/fold.h"

namespace dateline::training {
namespace {

// Plural of an English demonym, or itself if it has none ("French", "Chinese").
std::string Plural(const std::string& demonym) {
  for (const char* ending : {"s", "sh", "ch", "ese", "men"}) {
    if (demonym.ends_with(ending)) return demonym;
  }
  for (const char* ending : {"shman", "chman", "tsman", "chwoman", "shwoman"}) {
    if (demonym.ends_with(ending)) return demonym.substr(0, demonym.size() - 2) + "en";
  }
  return demonym + "s";
}

// Words of a row such as "Antiguan, Barbudan" or "Kittitian or Nevisian".
std::vector<std::string> DemonymsOf(const std::string& name) {
  std::vector<std::string> demonyms;
  std::string rest = text::FoldName(name);
  while (!rest.empty()) {
    std::size_t end = rest.find(", ");
    std::size_t next = end == std::string::npos ? end : end + 2;
    if (const std::size_t either = rest.find(" or "); either < end) {
      end = either;
      next = either + 4;
    }
    demonyms.push_back(rest.substr(0, end));
    rest = next == std::string::npos ? "" : rest.substr(next);
  }
  return demonyms;
}

}  // namespace

Places::Places(const std::vector<GazetteerRow>& rows) {
  std::set<std::string> own_countries;
  for (const GazetteerRow& row : rows) {
    if (row.type != RowType::kCountry) continue;
    AddCountry(row);
    if (row.source.empty()) own_countries.insert(text::FoldName(row.name));
  }
  for (const GazetteerRow& row : rows) {
    const std::string folded = text::FoldName(row.name);
    const bool own = row.source.empty();
    const std::string code = CodeOf(row.extra);
    if (row.type == RowType::kRegion || (row.type == RowType::kCapital && own)) {
      // Granada is not Grenada, whatever that is called in some language.
      if (!own_countries.contains(folded)) countries_.erase(folded);
      regions_[folded] = {row.canonical, code};
      const std::string phrase = PhraseOf(row.name);
      if (!code.empty() && !phrase.empty()) phrases_[phrase] = code;
    } else if (row.type == RowType::kCapital) {
      cities_[folded][code] = {row.canonical, true};
    } else if (row.type == RowType::kCity) {
      cities_[folded].try_emplace(code, City{row.canonical});
    } else if (row.type == RowType::kDemonym) {
      for (const std::string& word : DemonymsOf(row.name)) {
        auto& codes = demonyms_[word];
        // Ours says which country is meant.
        if (own) codes.clear();
        codes.insert(code);
      }
    }
  }
}

void Places::AddCountry(const GazetteerRow& row) {
  names_[row.extra] = row.canonical;
  countries_[text::FoldName(row.name)] = row.extra;
  countries_[text::FoldName(row.canonical)] = row.extra;
  const std::string phrase = PhraseOf(row.name);
  if (!phrase.empty()) phrases_[phrase] = row.extra;
}

std::string Places::CodeOf(const std::string& country) const {
  if (names_.contains(country)) return country;
  const auto at = countries_.find(text::FoldName(country));
  return at == countries_.end() ? "" : at->second;
}

std::string Places::DisplayName(const std::string& code) const {
  const auto at = names_.find(code);
  return at == names_.end() ? "" : at->second;
}

std::set<std::string> Places::CityPhrases() const {
  std::set<std::string> phrases;
  for (const auto& [name, by_country] : cities_) phrases.insert(PhraseOf(name));
  phrases.erase("");
  return phrases;
}

// The code of the country in which a city of that name is most likely meant. A country that is
// named often stands next to everything, so its neighbours count less the more it is named; a
// capital of a country that is seldom named (Hamilton, Victoria) is less known than other cities.
const std::string& Places::MostLikely(const std::string& name, const ByCountry& cities,
                                      const NewsEvidence& evidence) const {
  constexpr double kAfterCommaWeight = 50;
  constexpr double kOftenNamed = 20000;
  constexpr double kCapitalShare = 0.02;
  const auto& near = evidence.Of(PhraseOf(name)).near;
  const std::string* best = &cities.begin()->first;
  double most = -1;
  for (const auto& [code, city] : cities) {
    const auto at = near.find(code);
    const PhraseEvidence::Near counts = at == near.end() ? PhraseEvidence::Near() : at->second;
    const auto uses = static_cast<double>(evidence.CountryUses(code));
    const double score =
        kAfterCommaWeight * static_cast<double>(counts.after_comma) +
        static_cast<double>(counts.in_sentence) * kOftenNamed / (kOftenNamed + uses) +
        (city.capital ? kCapitalShare * uses : 0);
    if (score > most) {
      most = score;
      best = &code;
    }
  }
  return *best;
}

void Places::AddTo(const NewsEvidence& evidence, GazetteerContents& gazetteer) const {
  constexpr std::uint64_t kMinUses = 3;
  for (const auto& [name, code] : countries_) {
    const std::string display = DisplayName(code);
    gazetteer.places[name] = {display, display};
  }
  for (const auto& [name, region] : regions_)
    gazetteer.places.try_emplace(name, region.name, DisplayName(region.code));
  for (const auto& [name, by_country] : cities_) {
    const PhraseEvidence& found = evidence.Of(PhraseOf(name));
    if (found.uses >= kMinUses && !found.IsUsedAsPlace() && name.find(' ') == std::string::npos)
      continue;
    const std::string& code = MostLikely(name, by_country, evidence);
    gazetteer.places.try_emplace(name, by_country.at(code).name, DisplayName(code));
  }
  AddDemonyms(evidence, gazetteer);
}

void Places::AddDemonyms(const NewsEvidence& evidence, GazetteerContents& gazetteer) const {
  for (const auto& [word, codes] : demonyms_) {
    const std::string* best = nullptr;
    for (const std::string& code : codes) {
      if (best == nullptr || evidence.CountryUses(code) > evidence.CountryUses(*best)) best = &code;
    }
    const std::string country = DisplayName(*best);
    if (country.empty()) continue;
    gazetteer.demonyms[word] = country;
    gazetteer.demonyms.try_emplace(Plural(word), country);
  }
}

}  // namespace dateline::training
