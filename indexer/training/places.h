// SPDX-License-Identifier: GPL-3.0-or-later
// Countries, regions and cities of the gazetteers, and which of several places a name means.
#ifndef DATELINE_INDEXER_TRAINING_PLACES_H_
#define DATELINE_INDEXER_TRAINING_PLACES_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "indexer/training/contents.h"
#include "indexer/training/gazetteer_rows.h"
#include "indexer/training/news_evidence.h"

namespace dateline::training {

class Places {
 public:
  // If rows of countries, regions or capitals disagree, the last one wins.
  explicit Places(const std::vector<GazetteerRow>& rows);

  // Names of countries and regions as phrases (PhraseOf), with the code of their country: what
  // tells which of several cities is meant.
  const std::map<std::string, std::string>& phrases() const { return phrases_; }
  // Phrases of the cities.
  std::set<std::string> CityPhrases() const;

  // Adds places and demonyms. A name that is of a country is of no other place; of several cities
  // the one whose country news names most near it is taken. Cities of one word that news uses but
  // not as a place (Obama, Bush) are left out.
  void AddTo(const NewsEvidence& evidence, GazetteerContents& gazetteer) const;

 private:
  struct City {
    std::string name;
    bool capital = false;
  };
  using ByCountry = std::map<std::string, City>;  // by code

  void AddCountry(const GazetteerRow& row);
  std::string CodeOf(const std::string& country) const;  // of a code or a name; empty = none
  std::string DisplayName(const std::string& code) const;
  const std::string& MostLikely(const std::string& name, const ByCountry& cities,
                                const NewsEvidence& evidence) const;
  void AddDemonyms(const NewsEvidence& evidence, GazetteerContents& gazetteer) const;

  struct Region {
    std::string name;
    std::string code;
  };
  std::map<std::string, std::string> names_;               // of countries, by code
  std::map<std::string, std::string> countries_;           // codes, by folded name
  std::map<std::string, Region> regions_;                  // by folded name; our own cities too
  std::map<std::string, ByCountry> cities_;                // by folded name
  std::map<std::string, std::set<std::string>> demonyms_;  // codes, by folded word
  std::map<std::string, std::string> phrases_;
};

}  // namespace dateline::training

#endif  // DATELINE_INDEXER_TRAINING_PLACES_H_
