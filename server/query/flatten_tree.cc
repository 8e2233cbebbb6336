// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/query/flatten_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/limits.h"
#include "server/query/clause.h"
#include "server/query/combine.h"
#include "server/query/overloaded.h"
#include "server/query/printer.h"
#include "server/query/query_size.h"

namespace dateline::query {
namespace {

using Change = std::function<std::optional<Node>(Node)>;

std::vector<Node> ChangeEach(std::vector<Node> nodes, const Change& change) {
  std::vector<Node> changed;
  for (Node& node : nodes) {
    if (auto kept = change(std::move(node))) changed.push_back(std::move(*kept));
  }
  return changed;
}

template <typename Operator>
std::optional<Node> Rebuild(Operator joined, const Change& change,
                            Node (*make)(std::vector<Node>)) {
  std::vector<Node> children = ChangeEach(std::move(joined.children), change);
  if (children.empty()) return std::nullopt;
  return make(std::move(children));
}

// An operator with its operands changed; nullopt if no operand that may match is left.
std::optional<Node> ChangeOperands(Node node, const Change& change) {
  return std::visit(
      Overloaded{[&](SideBySide some) { return Rebuild(std::move(some), change, MakeSideBySide); },
                 [&](And all) { return Rebuild(std::move(all), change, MakeAnd); },
                 [&](Or any) { return Rebuild(std::move(any), change, MakeOr); },
                 [&](AndNot without) -> std::optional<Node> {
                   auto base = change(std::move(*without.base));
                   std::vector<Node> excluded = ChangeEach(std::move(without.excluded), change);
                   if (!base) return std::nullopt;
                   return MakeAndNot(std::move(*base), std::move(excluded));
                 },
                 [&](Maybe maybe) -> std::optional<Node> {
                   auto required = change(std::move(*maybe.required));
                   auto optional = change(std::move(*maybe.optional));
                   if (!required || !optional)
                     return required ? std::move(required) : std::move(optional);
                   return MakeMaybe(std::move(*required), std::move(*optional));
                 },
                 [](auto leaf) -> std::optional<Node> { return Node(std::move(leaf)); }},
      static_cast<NodeVariant&&>(std::move(node)));
}

// Tells of each word below `node` that it is dropped.
void ExplainDropped(const Node& node, ReadingLog& log) {
  const std::vector<const Node*> children = Children(node);
  for (const Node* child : children) ExplainDropped(*child, log);
  if (!children.empty()) return;
  log.Explain({v1::READING_CODE_LIMIT, PlaceOf(node), "",
               fmt::format("{} is not excluded: it is nested too deep", PrintQuery(node))});
}

// Takes the leaves that may match out of a tree.
void TakeLeaves(Node node, ReadingLog& log, std::vector<Node>& leaves) {
  if (Children(node).empty()) {
    leaves.push_back(std::move(node));
    return;
  }
  if (auto* without = std::get_if<AndNot>(&node)) {
    for (const Node& excluded : without->excluded) ExplainDropped(excluded, log);
    Node base = std::move(*without->base);
    return TakeLeaves(std::move(base), log, leaves);
  }
  ChangeOperands(std::move(node), [&](Node child) -> std::optional<Node> {
    TakeLeaves(std::move(child), log, leaves);
    return std::nullopt;
  });
}

Node Flatten(Node node, std::size_t levels, ReadingLog& log) {
  if (MeasureQuery(node).depth <= levels) return node;
  // Words side by side and the values beside them take two levels.
  constexpr std::size_t kFlatLevels = 2;
  if (levels > kFlatLevels) {
    return *ChangeOperands(std::move(node), [&](Node child) -> std::optional<Node> {
      return Flatten(std::move(child), levels - 1, log);
    });
  }
  std::vector<Node> leaves;
  TakeLeaves(std::move(node), log, leaves);
  Place place = PlaceOf(leaves.front());
  for (const Node& leaf : leaves) {
    place.start = std::min(place.start, PlaceOf(leaf).start);
    place.end = std::max(place.end, PlaceOf(leaf).end);
  }
  std::vector<Clause> clauses;
  for (Node& leaf : leaves) clauses.push_back({std::move(leaf)});
  Node flat = JoinSideBySide(std::move(clauses), false);
  log.Explain(
      {v1::READING_CODE_LIMIT, place, PrintQuery(flat),
       fmt::format("operators are nested more than {} deep; what is deeper is read as words "
                   "side by side: leave some parentheses out",
                   limits::kMaxQueryDepth)});
  return flat;
}

}  // namespace

Node FlattenTree(Node root, ReadingLog& log) {
  return Flatten(std::move(root), limits::kMaxQueryDepth, log);
}

std::optional<Node> DropLeaves(Node root, const std::function<bool(const Node&)>& drops) {
  if (Children(root).empty()) {
    if (drops(root)) return std::nullopt;
    return root;
  }
  return ChangeOperands(std::move(root),
                        [&](Node child) { return DropLeaves(std::move(child), drops); });
}

}  // namespace dateline::query
