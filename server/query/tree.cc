// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/query/tree.h"

#include "server/query/overloaded.h"

namespace dateline::query {
namespace {

void Append(const std::vector<Node>& nodes, std::vector<const Node*>& to) {
  for (const Node& node : nodes) to.push_back(&node);
}

}  // namespace

bool And::operator==(const And& other) const { return children == other.children; }

bool Or::operator==(const Or& other) const { return children == other.children; }

bool AndNot::operator==(const AndNot& other) const {
  return *base == *other.base && excluded == other.excluded;
}

bool Maybe::operator==(const Maybe& other) const {
  return *required == *other.required && *optional == *other.optional;
}

std::vector<const Node*> Children(const Node& node) {
  std::vector<const Node*> children;
  std::visit(Overloaded{[&](const And& all) { Append(all.children, children); },
                        [&](const Or& any) { Append(any.children, children); },
                        [&](const AndNot& without) {
                          children.push_back(without.base.get());
                          Append(without.excluded, children);
                        },
                        [&](const Maybe& maybe) {
                          children = {maybe.required.get(), maybe.optional.get()};
                        },
                        [](const auto&) {}},
             node);
  return children;
}

}  // namespace dateline::query
