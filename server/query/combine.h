// SPDX-License-Identifier: GPL-3.0-or-later
// Makes trees in their one canonical form: joined lists, no repeats, no operator over a single
// child. None of these functions takes an empty list. Thread-safe.
#ifndef DATELINE_SERVER_QUERY_COMBINE_H_
#define DATELINE_SERVER_QUERY_COMBINE_H_

#include <vector>

#include "server/query/tree.h"

namespace dateline::query {

// All / any of `children`. Repeated words are counted, other repeats dropped.
Node MakeAnd(std::vector<Node> children);
Node MakeOr(std::vector<Node> children);

// `children` side by side, likewise.
Node MakeSideBySide(std::vector<Node> children);

// `base` without any of `excluded` (which may be empty).
Node MakeAndNot(Node base, std::vector<Node> excluded);

// `required`, with `optional` adding to the score.
Node MakeMaybe(Node required, Node optional);

// Whether nothing in it is ranked: it holds only values, dates and exclusions.
bool IsFilter(const Node& node);

}  // namespace dateline::query

#endif  // DATELINE_SERVER_QUERY_COMBINE_H_
