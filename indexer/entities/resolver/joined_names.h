// SPDX-License-Identifier: GPL-3.0-or-later
// Which names of an article are names of one thing.
#ifndef DATELINE_INDEXER_ENTITIES_RESOLVER_JOINED_NAMES_H_
#define DATELINE_INDEXER_ENTITIES_RESOLVER_JOINED_NAMES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/entities/resolver/name_table.h"

namespace dateline::resolver {

inline constexpr std::uint32_t kNoCluster = 0xFFFFFFFF;

// Names, or single mentions of them, that are of one thing.
struct Cluster {
  v1::EntityType type = v1::ENTITY_TYPE_OTHER;
  std::string_view canonical = {};  // of a person or organisation; empty = not known
  bool told = false;                // by the list of known names
  tagger::Gazetteer::Place place = {};
};

struct JoinedNames {
  std::vector<Cluster> clusters;
  std::vector<std::uint32_t> of_name;     // index into clusters, or kNoCluster: no entity
  std::vector<std::uint32_t> of_mention;  // the same; one surname may be of several people
};

// Persons, organisations and places are joined by the rules of their kind (join_persons.h,
// join_organisations.h, the gazetteer), other names if they are equal. Demonyms and other
// adjectives are dropped. Linear in the mentions, sorting aside.
JoinedNames JoinNames(const NameTable& table, const tagger::Gazetteer& gazetteer,
                      const article::Article& article);

// For the rules of one kind: makes clusters and gives names to them.
class ClusterMaker {
 public:
  explicit ClusterMaker(const NameTable& table);

  bool IsJoined(std::size_t name) const { return joined_.of_name[name] != kNoCluster; }
  std::uint32_t ClusterOf(std::size_t name) const { return joined_.of_name[name]; }
  std::uint32_t Make(std::size_t name, v1::EntityType type);  // a new cluster of one name
  void Join(std::size_t name, std::uint32_t cluster);         // with all its mentions
  void JoinMention(std::uint32_t mention, std::uint32_t cluster);
  JoinedNames Release() { return std::move(joined_); }

 private:
  const NameTable& table_;
  JoinedNames joined_;
};

}  // namespace dateline::resolver

#endif  // DATELINE_INDEXER_ENTITIES_RESOLVER_JOINED_NAMES_H_
