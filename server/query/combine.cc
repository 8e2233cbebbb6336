// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/query/combine.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace dateline::query {
namespace {

constexpr std::uint32_t kMaxCount = 999;  // what the language can write

bool SameWord(const QueryNode& a, const QueryNode& b) {
  const bool word = a.kind == NodeKind::kTerm || a.kind == NodeKind::kPrefix;
  return word && a.kind == b.kind && a.field == b.field && a.term == b.term;
}

bool Repeats(const QueryNode& a, const QueryNode& b) {
  if (a.kind != b.kind || a.field != b.field) return false;
  switch (a.kind) {
    case NodeKind::kTerm:
    case NodeKind::kPrefix:
      return a.term == b.term;
    case NodeKind::kExactPrefix:
      return a.scope == b.scope && a.term == b.term;
    case NodeKind::kPhrase:
      return a.terms == b.terms && a.offsets == b.offsets;
    case NodeKind::kExact:
      return a.scope == b.scope && a.text == b.text;
    case NodeKind::kDate:
      return a.start == b.start && a.end == b.end;
    default:
      return SameQuery(a, b);
  }
}

void MergeRepeats(std::vector<QueryNode>& nodes) {
  std::vector<QueryNode> kept;
  for (QueryNode& node : nodes) {
    const auto same = std::find_if(kept.begin(), kept.end(),
                                   [&](const QueryNode& other) { return Repeats(other, node); });
    if (same == kept.end()) {
      kept.push_back(std::move(node));
    } else if (SameWord(*same, node)) {
      same->count = std::min(same->count + node.count, kMaxCount);
    }
  }
  nodes = std::move(kept);
}

void Append(std::vector<QueryNode>& to, std::vector<QueryNode> from) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

// Children of children of the same kind come up one level.
std::vector<QueryNode> Join(NodeKind kind, std::vector<QueryNode> nodes) {
  std::vector<QueryNode> joined;
  for (QueryNode& node : nodes) {
    if (node.kind == kind) {
      Append(joined, std::move(node.children));
    } else {
      joined.push_back(std::move(node));
    }
  }
  return joined;
}

QueryNode Operator(NodeKind kind, std::vector<QueryNode> children) {
  if (children.size() == 1) return std::move(children.front());
  QueryNode node;
  node.kind = kind;
  node.children = std::move(children);
  return node;
}

bool IsKind(const QueryNode& node, NodeKind kind) { return node.kind == kind; }

bool Contains(const std::vector<QueryNode>& nodes, NodeKind kind) {
  return std::any_of(nodes.begin(), nodes.end(),
                     [kind](const QueryNode& node) { return IsKind(node, kind); });
}

void Drop(std::vector<QueryNode>& nodes, NodeKind kind) {
  std::erase_if(nodes, [kind](const QueryNode& node) { return IsKind(node, kind); });
}

}  // namespace

bool SameQuery(const QueryNode& a, const QueryNode& b) {
  return a.kind == b.kind && a.field == b.field && a.scope == b.scope && a.text == b.text &&
         a.term == b.term && a.count == b.count && a.stop_word == b.stop_word &&
         a.terms == b.terms && a.offsets == b.offsets && a.start == b.start && a.end == b.end &&
         std::equal(a.children.begin(), a.children.end(), b.children.begin(), b.children.end(),
                    SameQuery);
}

QueryNode LeafNode(NodeKind kind) {
  QueryNode node;
  node.kind = kind;
  return node;
}

QueryNode MakeAnd(std::vector<QueryNode> children) {
  children = Join(NodeKind::kAnd, std::move(children));
  if (Contains(children, NodeKind::kNothing)) return LeafNode(NodeKind::kNothing);
  Drop(children, NodeKind::kAll);
  if (children.empty()) return LeafNode(NodeKind::kAll);
  MergeRepeats(children);
  return Operator(NodeKind::kAnd, std::move(children));
}

QueryNode MakeOr(std::vector<QueryNode> children) {
  children = Join(NodeKind::kOr, std::move(children));
  Drop(children, NodeKind::kNothing);
  if (children.empty()) return LeafNode(NodeKind::kNothing);
  MergeRepeats(children);
  return Operator(NodeKind::kOr, std::move(children));
}

QueryNode MakeAndNot(QueryNode positive, std::vector<QueryNode> negatives) {
  std::vector<QueryNode> excluded;
  if (positive.kind == NodeKind::kAndNot) {
    excluded.assign(std::next(positive.children.begin()), positive.children.end());
    QueryNode inner = std::move(positive.children.front());
    positive = std::move(inner);
  }
  Append(excluded, Join(NodeKind::kOr, std::move(negatives)));
  Drop(excluded, NodeKind::kNothing);
  if (positive.kind == NodeKind::kNothing || Contains(excluded, NodeKind::kAll)) {
    return LeafNode(NodeKind::kNothing);
  }
  MergeRepeats(excluded);
  std::vector<QueryNode> children;
  children.push_back(std::move(positive));
  Append(children, std::move(excluded));
  return Operator(NodeKind::kAndNot, std::move(children));
}

QueryNode MakeMaybe(QueryNode required, QueryNode optional) {
  if (required.kind == NodeKind::kNothing || optional.kind == NodeKind::kNothing) return required;
  std::vector<QueryNode> children;
  children.push_back(std::move(required));
  children.push_back(std::move(optional));
  return Operator(NodeKind::kMaybe, std::move(children));
}

bool IsFilter(const QueryNode& node) {
  switch (node.kind) {
    case NodeKind::kTerm:
    case NodeKind::kPhrase:
    case NodeKind::kPrefix:
      return false;
    case NodeKind::kAndNot:
      return IsFilter(node.children.front());
    default:
      return std::all_of(node.children.begin(), node.children.end(), IsFilter);
  }
}

bool HasPositiveWord(const QueryNode& node) { return !IsFilter(node); }

QuerySize MeasureQuery(const QueryNode& node) {
  QuerySize size;
  switch (node.kind) {
    case NodeKind::kPrefix:
    case NodeKind::kExactPrefix:
      size.wildcards = 1;
      size.terms = 1;
      return size;
    case NodeKind::kTerm:
    case NodeKind::kExact:
    case NodeKind::kDate:
      size.terms = 1;
      return size;
    case NodeKind::kPhrase:
      size.terms = node.terms.size();
      return size;
    default:
      break;
  }
  for (const QueryNode& child : node.children) {
    const QuerySize inner = MeasureQuery(child);
    size.terms += inner.terms;
    size.wildcards += inner.wildcards;
    size.depth = std::max(size.depth, inner.depth);
  }
  if (!node.children.empty()) ++size.depth;
  return size;
}

}  // namespace dateline::query
