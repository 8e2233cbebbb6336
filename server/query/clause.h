// SPDX-License-Identifier: GPL-3.0-or-later
// Parts of a query with their signs, and what several of them mean together.
#ifndef DATELINE_SERVER_QUERY_CLAUSE_H_
#define DATELINE_SERVER_QUERY_CLAUSE_H_

#include <vector>

#include "server/query/tree.h"

namespace dateline::query {

struct Clause {
  Node node;
  // Several words typed as one, such as "war-torn": any of them if they are ranked, all of them if
  // they are required.
  bool loose = false;
  bool negative = false;
  bool required = false;
};

// None of these functions takes an empty list. Thread-safe.

// What an article must match if `clause` is required; its sign is left out.
Node RequireClause(Clause clause);

// Clauses with AND between them.
Clause JoinWithAnd(std::vector<Clause> clauses);

// Clauses with OR between them.
Clause JoinWithOr(std::vector<Clause> clauses);

// Clauses side by side: any of the words, ranked; signs, values and dates restrict. With `values`
// the clauses are alternatives of one field of values, as in source:(a b).
Node JoinSideBySide(std::vector<Clause> clauses, bool values);

}  // namespace dateline::query

#endif  // DATELINE_SERVER_QUERY_CLAUSE_H_
