// SPDX-License-Identifier: GPL-3.0-or-later
// The tree of a query. No Xapian here.
#ifndef DATELINE_SERVER_QUERY_TREE_H_
#define DATELINE_SERVER_QUERY_TREE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/article/field_table.h"

namespace dateline::query {

enum class NodeKind : std::uint8_t {
  kAll,          // every article
  kNothing,      // no article
  kTerm,         // an analysed word: term, field (kText or kHeadline)
  kPhrase,       // words at offsets from the first: terms, offsets, field
  kPrefix,       // folded letters that start a word: term, field
  kExact,        // a value of an exact field, or an id: text (as typed), field
  kExactPrefix,  // folded letters that start a value of an exact field: term, field
  kDate,         // seconds [start, end); absent = open
  kAnd,
  kOr,
  kAndNot,  // children[0] without the others
  kMaybe,   // children[0] decides, the others only add to the score
};

// Which entities a value of an entity field (kExact, kExactPrefix) means.
enum class EntityScope : std::uint8_t {
  kField,  // those of the node's field: "person:", "org:"
  kAny,    // those of any type: "entity:"
  kAbout,  // the same, in articles that are about them: "about:"
};

struct QueryNode {
  NodeKind kind = NodeKind::kAll;
  article::Field field = article::Field::kText;
  EntityScope scope = EntityScope::kField;
  std::string text;                    // as typed
  std::string term;                    // analysed (kTerm), folded prefix (kPrefix, kExactPrefix)
  std::uint32_t count = 1;             // kTerm: times it was typed (qtf)
  bool stop_word = false;              // kTerm: on the stop list
  std::vector<std::string> terms;      // kPhrase
  std::vector<std::uint32_t> offsets;  // kPhrase: position of each term relative to the first
  std::optional<std::int64_t> start;   // kDate
  std::optional<std::int64_t> end;     // kDate
  std::vector<QueryNode> children;
};

}  // namespace dateline::query

#endif  // DATELINE_SERVER_QUERY_TREE_H_
