// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/resolver/joined_names.h"

#include <absl/container/flat_hash_map.h>

#include "core/article/name_key.h"
#include "core/article/word_set.h"
#include "indexer/entities/resolver/join_organisations.h"
#include "indexer/entities/resolver/join_persons.h"

namespace dateline::resolver {
namespace {

// Of parts of the world that no country's demonym covers.
constexpr auto kRegionAdjectives = article::MakeWordSet(
    {"european", "europeans", "african", "africans", "asian", "asians", "eurasian", "western",
     "north american", "south american", "latin american", "central american", "middle eastern",
     "east asian", "southeast asian", "mediterranean", "scandinavian", "pan-european"});

// "U.S.-led", "EU-wide": the part after the last hyphen is written small.
bool IsHyphenAdjective(std::string_view shown) {
  const auto hyphen = shown.rfind('-');
  return hyphen != std::string_view::npos && hyphen + 1 < shown.size() &&
         shown[hyphen + 1] >= 'a' && shown[hyphen + 1] <= 'z';
}

class NameJoiner {
 public:
  NameJoiner(const NameTable& table, const tagger::Gazetteer& gazetteer,
             const article::Article& article)
      : table_(table),
        gazetteer_(gazetteer),
        maker_(table),
        persons_(table, gazetteer, maker_),
        organisations_(table, gazetteer, article, maker_) {}

  JoinedNames Join() {
    persons_.JoinFullNames();
    organisations_.Join();
    for (std::size_t i = 0; i < table_.names.size(); ++i) {
      if (!maker_.IsJoined(i)) JoinRest(i);
    }
    return maker_.Release();
  }

 private:
  void JoinRest(std::size_t i) {
    const Name& name = table_.names[i];
    switch (name.type) {
      case v1::ENTITY_TYPE_PERSON:
        return JoinLonePerson(i);
      case v1::ENTITY_TYPE_PLACE:
        if (name.place.name.empty() && (persons_.JoinSurname(i) || IsDemonym(name))) return;
        return JoinPlace(i);
      default:
        if (persons_.JoinSurname(i) || IsDemonym(name) || IsHyphenAdjective(name.folded)) return;
        maker_.Make(i, v1::ENTITY_TYPE_OTHER);
    }
  }

  void JoinLonePerson(std::size_t i) {
    const Name& name = table_.names[i];
    if (persons_.JoinSurname(i) || persons_.JoinFirstName(i)) return;
    // A name alone is often mistaken for a person's.
    if (name.place.is_country) return JoinPlace(i);
    if (organisations_.JoinPrefix(i) || IsDemonym(name)) return;
    persons_.JoinLoneNames(i);
  }

  bool IsDemonym(const Name& name) const {
    if (!name.place.name.empty()) return false;
    std::string_view word = name.folded;
    if (kRegionAdjectives.Has(word)) return true;
    if (!gazetteer_.DemonymCountry(word).empty()) return true;
    if (!word.ends_with('s')) return false;
    word.remove_suffix(1);
    return !gazetteer_.DemonymCountry(word).empty();
  }

  void JoinPlace(std::size_t i) {
    const Name& name = table_.names[i];
    if (name.place.name.empty()) {
      maker_.Make(i, v1::ENTITY_TYPE_PLACE);
      return;
    }
    const auto [it, is_new] = places_.try_emplace(name.place.name, kNoCluster);
    if (is_new) {
      it->second = maker_.Make(i, v1::ENTITY_TYPE_PLACE);
    } else {
      maker_.Join(i, it->second);
    }
  }

  const NameTable& table_;
  const tagger::Gazetteer& gazetteer_;
  ClusterMaker maker_;
  PersonJoiner persons_;
  OrganisationJoiner organisations_;
  absl::flat_hash_map<std::string_view, std::uint32_t> places_;  // by canonical name
};

}  // namespace

ClusterMaker::ClusterMaker(const NameTable& table) : table_(table) {
  joined_.of_name.assign(table.names.size(), kNoCluster);
  joined_.of_mention.assign(table.mentions.size(), kNoCluster);
}

std::uint32_t ClusterMaker::Make(std::size_t name, v1::EntityType type) {
  const auto cluster = static_cast<std::uint32_t>(joined_.clusters.size());
  joined_.clusters.push_back({.type = type});
  Join(name, cluster);
  return cluster;
}

void ClusterMaker::Join(std::size_t name, std::uint32_t cluster) {
  Cluster& made = joined_.clusters[cluster];
  const Name& joining = table_.names[name];
  if (made.type == v1::ENTITY_TYPE_PLACE) {
    if (made.place.name.empty()) made.place = joining.place;
  } else if (made.type == joining.type && made.canonical.empty()) {
    made.canonical = joining.canonical;
    made.told = joining.told != nullptr;
  }
  joined_.of_name[name] = cluster;
  for (const std::uint32_t mention : joining.mentions) joined_.of_mention[mention] = cluster;
}

void ClusterMaker::JoinMention(std::uint32_t mention, std::uint32_t cluster) {
  joined_.of_mention[mention] = cluster;
  std::uint32_t& of_name = joined_.of_name[table_.surfaces[table_.mentions[mention].surface].name];
  if (of_name == kNoCluster) of_name = cluster;
}

JoinedNames JoinNames(const NameTable& table, const tagger::Gazetteer& gazetteer,
                      const article::Article& article) {
  return NameJoiner(table, gazetteer, article).Join();
}

}  // namespace dateline::resolver
