// SPDX-License-Identifier: GPL-3.0-or-later
// Makes trees in their one canonical form: joined lists, no repeats, no operator over a single
// child. None of these functions takes an empty list. Thread-safe.
#ifndef DATELINE_SERVER_QUERY_COMBINE_H_
#define DATELINE_SERVER_QUERY_COMBINE_H_

#include <cstddef>
#include <vector>

#include "server/query/tree.h"

namespace dateline::query {

// Whether two trees are equal, node by node.
bool SameQuery(const QueryNode& a, const QueryNode& b);

QueryNode LeafNode(NodeKind kind);

// All / any of `children`. Repeated words are counted, other repeats dropped.
QueryNode MakeAnd(std::vector<QueryNode> children);
QueryNode MakeOr(std::vector<QueryNode> children);

// `positive` without any of `negatives` (which may be empty).
QueryNode MakeAndNot(QueryNode positive, std::vector<QueryNode> negatives);

// `required`, with `optional` adding to the score.
QueryNode MakeMaybe(QueryNode required, QueryNode optional);

// Whether nothing in it is ranked: values, dates, exclusions alone.
bool IsFilter(const QueryNode& node);

// Whether articles that match do so because of a word in it.
bool HasPositiveWord(const QueryNode& node);

struct QuerySize {
  std::size_t terms = 0;  // words, values and dates
  std::size_t wildcards = 0;
  std::size_t depth = 0;  // operators above the deepest leaf
};
QuerySize MeasureQuery(const QueryNode& node);

}  // namespace dateline::query

#endif  // DATELINE_SERVER_QUERY_COMBINE_H_
