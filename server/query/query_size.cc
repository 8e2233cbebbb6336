// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/query/query_size.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/limits.h"
#include "server/query/overloaded.h"

namespace dateline::query {
namespace {

// Of a leaf; nothing of an operator.
QuerySize MeasureLeaf(const Node& node) {
  constexpr QuerySize kNothing;
  constexpr QuerySize kTerm{.terms = 1};
  constexpr QuerySize kWildcard{.terms = 1, .wildcards = 1};
  return std::visit(
      Overloaded{[&](const Word&) { return kTerm; }, [&](const Value&) { return kTerm; },
                 [&](const Date&) { return kTerm; }, [&](const Prefix&) { return kWildcard; },
                 [&](const ValuePrefix&) { return kWildcard; },
                 [](const Phrase& phrase) { return QuerySize{.terms = phrase.terms.size()}; },
                 [](const Address& address) { return MeasureQuery(address.words.front()); },
                 [&](const auto&) { return kNothing; }},
      node);
}

}  // namespace

QuerySize MeasureQuery(const Node& node) {
  QuerySize size = MeasureLeaf(node);
  const std::vector<const Node*> children = Children(node);
  for (const Node* child : children) {
    const QuerySize inner = MeasureQuery(*child);
    size.terms += inner.terms;
    size.wildcards += inner.wildcards;
    size.depth = std::max(size.depth, inner.depth);
  }
  if (!children.empty()) ++size.depth;
  return size;
}

std::optional<std::string> FindExcess(const Node& root) {
  const QuerySize size = MeasureQuery(root);
  if (size.terms > limits::kMaxQueryTerms) {
    return fmt::format(
        "the query has {} different words and values; at most {} are allowed; leave some out",
        size.terms, limits::kMaxQueryTerms);
  }
  if (size.depth > limits::kMaxQueryDepth) {
    return fmt::format(
        "operators are nested {} deep; at most {} are allowed; leave some parentheses out",
        size.depth, limits::kMaxQueryDepth);
  }
  if (size.wildcards > limits::kMaxWildcards) {
    return fmt::format(
        "the query has {} words with *; at most {} are allowed; write some of them out",
        size.wildcards, limits::kMaxWildcards);
  }
  return std::nullopt;
}

}  // namespace dateline::query
