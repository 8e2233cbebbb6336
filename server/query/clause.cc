// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/query/clause.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "server/query/combine.h"

namespace dateline::query {
namespace {

// The field of a value or of the start of one; none of anything else.
std::optional<article::Field> ValueField(const Node& node) {
  if (const auto* value = std::get_if<Value>(&node)) return value->field;
  if (const auto* prefix = std::get_if<ValuePrefix>(&node)) return prefix->field;
  return std::nullopt;
}

// Values of a field that has one value per article are alternatives, whatever joins them.
std::vector<Node> JoinFilters(std::vector<Node> filters) {
  std::vector<Node> joined;
  for (Node& filter : filters) {
    const std::optional<article::Field> field = ValueField(filter);
    const bool single = field && !article::Row(*field).many;
    const auto same = std::find_if(joined.begin(), joined.end(), [&](const Node& other) {
      const auto* any = std::get_if<Or>(&other);
      return single && ValueField(any != nullptr ? any->children.front() : other) == field;
    });
    if (same == joined.end()) {
      joined.push_back(std::move(filter));
      continue;
    }
    std::vector<Node> both;
    both.push_back(std::move(*same));
    both.push_back(std::move(filter));
    *same = MakeOr(std::move(both));
  }
  return joined;
}

}  // namespace

Node RequireClause(Clause clause) {
  auto* any = std::get_if<Or>(&clause.node);
  if (!clause.loose || any == nullptr) return std::move(clause.node);
  return MakeAnd(std::move(any->children));
}

Clause JoinWithAnd(std::vector<Clause> clauses) {
  if (clauses.size() == 1) {
    Clause only = std::move(clauses.front());
    only.node = RequireClause({std::move(only.node), only.loose});
    only.loose = false;
    return only;
  }
  std::vector<Node> positive;
  std::vector<Node> negative;
  for (Clause& clause : clauses) {
    (clause.negative ? negative : positive).push_back(RequireClause(std::move(clause)));
  }
  Node base = positive.empty() ? Node(All{}) : MakeAnd(std::move(positive));
  return {MakeAndNot(std::move(base), std::move(negative))};
}

Clause JoinWithOr(std::vector<Clause> clauses) {
  if (clauses.size() == 1) return std::move(clauses.front());
  std::vector<Node> children;
  for (Clause& clause : clauses) {
    if (clause.negative) {
      std::vector<Node> excluded;
      excluded.push_back(RequireClause(std::move(clause)));
      children.push_back(MakeAndNot(All{}, std::move(excluded)));
    } else {
      children.push_back(clause.required ? RequireClause(std::move(clause))
                                         : std::move(clause.node));
    }
  }
  return {MakeOr(std::move(children))};
}

Node JoinSideBySide(std::vector<Clause> clauses, bool values) {
  std::vector<Node> must;
  std::vector<Node> should;
  std::vector<Node> filters;
  std::vector<Node> negative;
  for (Clause& clause : clauses) {
    if (clause.negative) {
      negative.push_back(RequireClause(std::move(clause)));
    } else if (clause.required) {
      must.push_back(RequireClause(std::move(clause)));
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
  if (!optional && !should.empty()) must.push_back(MakeOr(std::exchange(should, {})));
  std::move(filters.begin(), filters.end(), std::back_inserter(must));
  Node node = must.empty() ? Node(All{}) : MakeAnd(std::move(must));
  if (optional) node = MakeMaybe(std::move(node), MakeOr(std::move(should)));
  return MakeAndNot(std::move(node), std::move(negative));
}

}  // namespace dateline::query
