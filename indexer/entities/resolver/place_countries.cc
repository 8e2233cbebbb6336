// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/resolver/place_countries.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/article/word_set.h"
#include "core/text/char_kind.h"
#include "core/text/fold.h"
#include "indexer/entities/resolver/place_regions.h"

namespace dateline::resolver {
namespace {

constexpr std::string_view kUnitedStates = "United States";
constexpr std::string_view kGeorgia = "Georgia";

// What is named with the country Georgia, folded.
constexpr auto kNearGeorgia = article::MakeWordSet({"georgian",
                                                    "georgians",
                                                    "tbilisi",
                                                    "russia",
                                                    "russian",
                                                    "moscow",
                                                    "south ossetia",
                                                    "ossetia",
                                                    "abkhazia",
                                                    "saakashvili",
                                                    "mikheil saakashvili",
                                                    "batumi",
                                                    "gori",
                                                    "armenia",
                                                    "azerbaijan",
                                                    "ukraine",
                                                    "nato",
                                                    "poti",
                                                    "caucasus",
                                                    "sukhumi",
                                                    "tskhinvali",
                                                    "moldova",
                                                    "shevardnadze"});

bool IsCapital(char c) { return c >= 'A' && c <= 'Z'; }

// The end of the word at `at`, with the dots of an abbreviation.
std::size_t WordEnd(std::string_view text, std::size_t at) {
  while (at < text.size() &&
         (text::IsAsciiLetter(text[at]) || text[at] == '.' || text[at] == '-')) {
    ++at;
  }
  return at;
}

// The capitalised words at `at`, at most `count`; ends in `ends`.
void WordEnds(std::string_view text, std::size_t at, std::size_t count,
              std::vector<std::size_t>& ends) {
  ends.clear();
  while (ends.size() < count && at < text.size()) {
    if (!IsCapital(text[at]) && !(text.substr(at).starts_with("of ") && !ends.empty())) return;
    const std::size_t end = WordEnd(text, at);
    ends.push_back(end);
    if (end >= text.size() || text[end] != ' ') return;
    at = end + 1;
  }
}

struct WrittenPlace {
  std::string_view text;
  Region region;  // of FindRegion
};

// The region at `at`, the longest; a dot that ends a sentence is not of it.
WrittenPlace RegionAt(std::string_view text, std::size_t at) {
  constexpr std::size_t kMostWords = 3;
  std::vector<std::size_t> ends;
  WordEnds(text, at, kMostWords, ends);
  for (auto end = ends.rbegin(); end != ends.rend(); ++end) {
    std::string_view written = text.substr(at, *end - at);
    Region region = FindRegion(written);
    if (region.name.empty() && written.ends_with('.')) {
      written.remove_suffix(1);
      region = FindRegion(written);
    }
    if (!region.name.empty()) return {written, region};
  }
  return {};
}

class CountryJudge {
 public:
  CountryJudge(const NameTable& table, const tagger::Gazetteer& gazetteer,
               const article::Article& article, JoinedNames& joined)
      : table_(table), gazetteer_(gazetteer), article_(article), joined_(joined) {}

  void Judge() {
    const bool has_places = std::ranges::any_of(
        joined_.clusters, [](const Cluster& c) { return c.type == v1::ENTITY_TYPE_PLACE; });
    if (!has_places) return;
    CountNeighbours();
    for (std::uint32_t i = 0; i < table_.mentions.size(); ++i) ReadRegion(i);
    for (std::uint32_t i = 0; i < joined_.clusters.size(); ++i) {
      if (joined_.clusters[i].type == v1::ENTITY_TYPE_PLACE) Decide(i);
    }
  }

 private:
  using Votes = std::map<std::string_view, std::uint32_t>;

  std::string_view TextOf(const Mention& mention) const {
    return mention.in_headline ? article_.headline() : table_.body;
  }

  // What speaks for a country: its own name, its adjectives, and its places that no other shares.
  void CountNeighbours() {
    for (const Name& name : table_.names) {
      const auto mentions = static_cast<std::uint32_t>(name.mentions.size());
      if (kNearGeorgia.Has(name.folded)) near_georgia_ += mentions;
      std::string_view country = gazetteer_.DemonymCountry(name.folded);
      if (country.empty() && name.type == v1::ENTITY_TYPE_PLACE &&
          RivalCountries(name.folded).empty()) {
        country = name.place.country;
        if (IsWithinStates(name.place)) within_states_ += mentions;
      }
      if (!country.empty()) named_[country] += mentions;
    }
  }

  // A state or city other than the two that news of every country names.
  static bool IsWithinStates(const tagger::Gazetteer::Place& place) {
    return place.country == kUnitedStates && !place.is_country && place.name != kGeorgia &&
           place.name != "Washington" && place.name != "New York";
  }

  std::uint32_t PlaceAt(std::uint32_t mention) const {
    const std::uint32_t cluster = joined_.of_mention[mention];
    if (cluster == kNoCluster) return kNoCluster;
    return joined_.clusters[cluster].type == v1::ENTITY_TYPE_PLACE ? cluster : kNoCluster;
  }

  // "Atlanta, Georgia", "Paris (Texas)" at a mention of the city.
  void ReadRegion(std::uint32_t i) {
    const std::uint32_t city = PlaceAt(i);
    if (city == kNoCluster || joined_.clusters[city].place.is_country) return;
    const Mention& mention = table_.mentions[i];
    const std::string_view text = TextOf(mention);
    const std::string_view after = text.substr(mention.end);
    if (!after.starts_with(", ") && !after.starts_with(" (")) return;
    const std::size_t at = mention.end + 2;
    const std::uint32_t next = i + 1 < table_.mentions.size() &&
                                       table_.mentions[i + 1].start == at &&
                                       table_.mentions[i + 1].in_headline == mention.in_headline
                                   ? PlaceAt(i + 1)
                                   : kNoCluster;
    if (const WrittenPlace written = RegionAt(text, at); !written.text.empty()) {
      VoteForRegion(city, next, written.region);
    } else if (next != kNoCluster && joined_.clusters[next].place.is_country) {
      VoteForCountry(city, joined_.clusters[next].place.country);
    }
  }

  void VoteForRegion(std::uint32_t city, std::uint32_t region, const Region& written) {
    const std::string_view known = joined_.clusters[city].place.country;
    // "Tbilisi, Georgia"
    if (written.name == kGeorgia && known != kUnitedStates) {
      if (known == kGeorgia || !IsStateOfGeorgia()) return;
    }
    ++votes_[city][written.country];
    if (region != kNoCluster) ++votes_[region][written.country];
  }

  void VoteForCountry(std::uint32_t city, std::string_view country) {
    const Cluster& cluster = joined_.clusters[city];
    const auto rivals = RivalCountries(text::FoldName(cluster.place.name));
    const bool open =
        cluster.place.name.empty() || std::ranges::find(rivals, country) != rivals.end();
    if (open) ++votes_[city][country];
  }

  bool IsStateOfGeorgia() const {
    if (near_georgia_ > 0) return within_states_ > near_georgia_;
    return within_states_ > 0 || named_.contains(kUnitedStates);
  }

  void Decide(std::uint32_t i) {
    tagger::Gazetteer::Place& place = joined_.clusters[i].place;
    if (const auto it = votes_.find(i); it != votes_.end()) {
      place.country = std::ranges::max_element(it->second, {}, [](const auto& vote) {
                        return vote.second;
                      })->first;
      return;
    }
    if (place.name == kGeorgia) {
      if (IsStateOfGeorgia()) place.country = kUnitedStates;
      return;
    }
    std::uint32_t most = 0;
    const auto rivals = RivalCountries(text::FoldName(place.name));
    if (!rivals.empty()) place.country = rivals.front();
    for (const std::string_view country : rivals) {
      const auto it = named_.find(country);
      if (it == named_.end() || it->second <= most) continue;
      most = it->second;
      place.country = country;
    }
  }

  const NameTable& table_;
  const tagger::Gazetteer& gazetteer_;
  const article::Article& article_;
  JoinedNames& joined_;
  Votes named_;
  std::uint32_t within_states_ = 0;                  // mentions of places of the United States
  std::uint32_t near_georgia_ = 0;                   // mentions of what is named with the country
  absl::flat_hash_map<std::uint32_t, Votes> votes_;  // by cluster
};

}  // namespace

void DecideCountries(const NameTable& table, const tagger::Gazetteer& gazetteer,
                     const article::Article& article, JoinedNames& joined) {
  CountryJudge(table, gazetteer, article, joined).Judge();
}

}  // namespace dateline::resolver
