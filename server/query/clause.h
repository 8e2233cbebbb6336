// SPDX-License-Identifier: GPL-3.0-or-later
// Parts of a query with their signs, and what several of them mean together.
#ifndef DATELINE_SERVER_QUERY_CLAUSE_H_
#define DATELINE_SERVER_QUERY_CLAUSE_H_

#include <vector>

#include "server/query/tree.h"

namespace dateline::query {

struct Clause {
  Node node;
  std::vector<Node> excluded{};  // from all that stands beside the clause too
  bool negative = false;
  bool required = false;
  bool stop_word = false;  // may be dropped
  bool negation = false;   // a word such as "not": stays, but is nothing to look for by itself
  Place place{};
};

// None of these functions takes an empty list. Thread-safe.

// Clauses with AND between them.
Clause JoinWithAnd(std::vector<Clause> clauses);

// Clauses with OR between them. Negative ones exclude: as alternatives nearly every article would
// match them.
Clause JoinWithOr(std::vector<Clause> clauses);

// Clauses side by side; signs, values and dates restrict. With `values` the clauses are
// alternatives of one field of values, as in source:(a b).
Node JoinSideBySide(std::vector<Clause> clauses, bool values);

}  // namespace dateline::query

#endif  // DATELINE_SERVER_QUERY_CLAUSE_H_
