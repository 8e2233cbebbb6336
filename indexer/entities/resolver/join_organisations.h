// SPDX-License-Identifier: GPL-3.0-or-later
// Rules that join the names of organisations.
#ifndef DATELINE_INDEXER_ENTITIES_RESOLVER_JOIN_ORGANISATIONS_H_
#define DATELINE_INDEXER_ENTITIES_RESOLVER_JOIN_ORGANISATIONS_H_

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/entities/resolver/joined_names.h"

namespace dateline::resolver {

// The longest names first. A name joins the one the gazetteer says it is, one that it follows in
// brackets, one whose initials it is, or the only longer one that starts with it, if that was
// written out before ("Goldman" after "Goldman Sachs"; not "Google" with a later "Google News") and
// the short name is not a place's; or the only one that is it after a country ("Russian Defence
// Ministry") or before a word that all companies have ("BT" and "BT Group"); or, as a common word
// that ends one name that was written out before, the only one ("the Commission" after "European
// Commission").
class OrganisationJoiner {
 public:
  OrganisationJoiner(const NameTable& table, const tagger::Gazetteer& gazetteer,
                     const article::Article& article, ClusterMaker& maker)
      : table_(table), gazetteer_(gazetteer), article_(article), maker_(maker) {}

  void Join();
  // Whether `name` starts one organisation's name, with the conditions above; then it is joined.
  bool JoinPrefix(std::size_t name);

 private:
  struct Longer {
    std::uint32_t cluster;  // kNoCluster = several
    std::uint32_t first;    // body mention of the name that has the prefix
  };

  void FindBracketed();
  std::vector<std::size_t> LongestFirst() const;
  std::uint32_t FirstInBody(std::size_t name) const;
  std::uint32_t Find(std::size_t name) const;
  void Register(std::size_t name, std::uint32_t cluster);
  void RegisterHead(std::size_t name, std::uint32_t cluster);
  void RegisterWithoutCountry(const Name& name, std::uint32_t cluster);
  bool IsAcronym(const Name& name) const;

  const NameTable& table_;
  const tagger::Gazetteer& gazetteer_;
  const article::Article& article_;
  ClusterMaker& maker_;
  absl::flat_hash_map<std::uint32_t, std::uint32_t> bracketed_;  // name -> name before the bracket
  // Views into the table.
  absl::flat_hash_map<std::string_view, std::uint32_t> by_folded_;
  absl::flat_hash_map<std::string, std::uint32_t> by_acronym_;
  absl::flat_hash_map<std::string_view, std::uint32_t> without_country_;  // kNoCluster = several
  absl::flat_hash_map<std::string_view, Longer> by_prefix_;
  absl::flat_hash_map<std::string_view, Longer> by_head_;  // by the last word
};

}  // namespace dateline::resolver

#endif  // DATELINE_INDEXER_ENTITIES_RESOLVER_JOIN_ORGANISATIONS_H_
