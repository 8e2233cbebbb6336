// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef DATELINE_SERVER_QUERY_FLATTEN_TREE_H_
#define DATELINE_SERVER_QUERY_FLATTEN_TREE_H_

#include <functional>
#include <optional>

#include "server/query/reading_log.h"
#include "server/query/tree.h"

namespace dateline::query {

// `root` with at most kMaxQueryDepth operators above any word: what is deeper becomes words side by
// side, which `log` is told. Trees that are not too deep stay as they are.
Node FlattenTree(Node root, ReadingLog& log);

// `root` without the leaves for which `drops` is true; nullopt if nothing is left.
std::optional<Node> DropLeaves(Node root, const std::function<bool(const Node&)>& drops);

}  // namespace dateline::query

#endif  // DATELINE_SERVER_QUERY_FLATTEN_TREE_H_
