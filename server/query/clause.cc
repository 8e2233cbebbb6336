// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/query/clause.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

#include "server/query/combine.h"

namespace dateline::query {
namespace {

// The field that all of a filter's values are of; none if they are of several, or if it has others.
std::optional<article::Field> ValueField(const Node& node) {
  if (const auto* value = std::get_if<Value>(&node)) return value->field;
  if (const auto* prefix = std::get_if<ValuePrefix>(&node)) return prefix->field;
  const auto* any = std::get_if<Or>(&node);
  if (any == nullptr) return std::nullopt;
  const std::optional<article::Field> first = ValueField(any->children.front());
  const bool same = std::all_of(any->children.begin(), any->children.end(),
                                [&](const Node& child) { return ValueField(child) == first; });
  return same ? first : std::nullopt;
}

// Values of a field that has one value per article are alternatives, whatever joins them.
std::vector<Node> JoinFilters(std::vector<Node> filters) {
  std::vector<std::vector<Node>> groups;
  std::map<article::Field, std::size_t> group_of;
  for (Node& filter : filters) {
    const std::optional<article::Field> field = ValueField(filter);
    const bool single = field && !article::Row(*field).many;
    const auto [group, added] =
        single ? group_of.try_emplace(*field, groups.size()) : std::pair(group_of.end(), true);
    if (added) groups.emplace_back();
    groups[single ? group->second : groups.size() - 1].push_back(std::move(filter));
  }
  std::vector<Node> joined;
  for (std::vector<Node>& group : groups) joined.push_back(MakeOr(std::move(group)));
  return joined;
}

}  // namespace

Clause JoinWithAnd(std::vector<Clause> clauses) {
  if (clauses.size() == 1) return std::move(clauses.front());
  std::vector<Node> positive;
  std::vector<Node> negative;
  std::vector<Node> excluded;
  for (Clause& clause : clauses) {
    (clause.negative ? negative : positive).push_back(std::move(clause.node));
    std::move(clause.excluded.begin(), clause.excluded.end(), std::back_inserter(excluded));
  }
  Node base = positive.empty() ? Node(All{}) : MakeAnd(std::move(positive));
  return {MakeAndNot(std::move(base), std::move(negative)), std::move(excluded)};
}

Clause JoinWithOr(std::vector<Clause> clauses) {
  if (clauses.size() == 1) return std::move(clauses.front());
  std::vector<Node> alternatives;
  std::vector<Node> excluded;
  for (Clause& clause : clauses) {
    (clause.negative ? excluded : alternatives).push_back(std::move(clause.node));
    std::move(clause.excluded.begin(), clause.excluded.end(), std::back_inserter(excluded));
  }
  Node node = alternatives.empty() ? Node(All{}) : MakeOr(std::move(alternatives));
  return {std::move(node), std::move(excluded)};
}

Node JoinSideBySide(std::vector<Clause> clauses, bool values) {
  std::vector<Node> must;
  std::vector<Node> should;
  std::vector<Node> filters;
  std::vector<Node> negative;
  for (Clause& clause : clauses) {
    std::move(clause.excluded.begin(), clause.excluded.end(), std::back_inserter(negative));
    if (clause.negative) {
      negative.push_back(std::move(clause.node));
    } else if (clause.required) {
      must.push_back(std::move(clause.node));
    } else if (!values && IsFilter(clause.node)) {
      filters.push_back(std::move(clause.node));
    } else {
      should.push_back(std::move(clause.node));
    }
  }
  filters = JoinFilters(std::move(filters));
  // Next to a required value other values could only add to a score, and values have none.
  if (values && !must.empty()) should.clear();
  const bool optional = !must.empty() && !should.empty();
  const auto join = values ? MakeOr : MakeSideBySide;
  if (!optional && !should.empty()) must.push_back(join(std::exchange(should, {})));
  std::move(filters.begin(), filters.end(), std::back_inserter(must));
  Node node = must.empty() ? Node(All{}) : MakeAnd(std::move(must));
  if (optional) node = MakeMaybe(std::move(node), join(std::move(should)));
  return MakeAndNot(std::move(node), std::move(negative));
}

}  // namespace dateline::query
