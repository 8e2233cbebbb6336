// SPDX-License-Identifier: GPL-3.0-or-later
// Rules that join the names of people.
#ifndef DATELINE_INDEXER_ENTITIES_RESOLVER_JOIN_PERSONS_H_
#define DATELINE_INDEXER_ENTITIES_RESOLVER_JOIN_PERSONS_H_

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "indexer/entities/resolver/joined_names.h"

namespace dateline::resolver {

// Full names join if the skeletons of the last names are equal, the first names are compatible
// (equal, one the initial of the other, or of equal skeleton), and the middle initials and the
// generations (Jr., II) do not differ. A part of a full name ("Putin", "bin Laden", "Xi"), spelled
// as it is there (the Arabic article aside), goes, mention by mention, to the most recent full name
// before it that it is a part of, else to the first (of 256 names that share it). "King Hussein" is
// a full name, so he is not Saddam Hussein.
class PersonJoiner {
 public:
  PersonJoiner(const NameTable& table, const tagger::Gazetteer& gazetteer, ClusterMaker& maker)
      : table_(table), gazetteer_(gazetteer), maker_(maker) {}

  void JoinFullNames();
  // Whether `name` ends, or starts, a full name; then it is joined.
  bool JoinSurname(std::size_t name) { return JoinPart(name, endings_); }
  bool JoinFirstName(std::size_t name) { return JoinPart(name, beginnings_); }
  // A name that is not a part of another, with others of its kind.
  void JoinLoneNames(std::size_t name);

 private:
  // Full names that have a part, at most kMaxNamesOfPart, and their mentions as far as they were
  // asked for.
  struct Part {
    std::vector<std::uint32_t> names;
    std::size_t gathered = 0;                                       // of `names`
    std::vector<std::pair<std::uint32_t, std::uint32_t>> mentions;  // with their clusters, in order
  };
  // By the part, each word as PartWord gives it.
  using Parts = absl::flat_hash_map<std::string, Part>;

  struct FullName {
    article::PersonParts parts;
    std::string first;  // skeleton
    std::uint32_t cluster;
  };

  std::vector<std::uint32_t> FullNames() const;
  void JoinFullName(std::uint32_t name);
  std::uint32_t FindNamesake(const article::PersonParts& parts, const std::string& first,
                             const std::string& last);
  std::string LastSkeleton(std::string_view last) const;
  void AddParts(std::uint32_t name);
  void AddPart(Parts& parts, std::string part, std::uint32_t name);
  bool HasRegnalTitle(const Name& name) const;
  void Gather(Part& part) const;
  bool JoinPart(std::size_t name, Parts& parts);

  const NameTable& table_;
  const tagger::Gazetteer& gazetteer_;
  ClusterMaker& maker_;
  absl::flat_hash_map<std::string, std::vector<FullName>> by_last_;
  absl::flat_hash_map<std::string_view, std::uint32_t> by_known_name_;  // views into the table
  absl::flat_hash_map<std::string, std::uint32_t> lone_;
  Parts endings_;
  Parts beginnings_;
};

}  // namespace dateline::resolver

#endif  // DATELINE_INDEXER_ENTITIES_RESOLVER_JOIN_PERSONS_H_
