// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/query/tree.h"

#include "server/query/overloaded.h"

namespace dateline::query {
namespace {

void Append(const std::vector<Node>& nodes, std::vector<const Node*>& to) {
  for (const Node& node : nodes) to.push_back(&node);
}

}  // namespace

bool Address::operator==(const Address& other) const {
  return text == other.text && words == other.words;
}

bool SideBySide::operator==(const SideBySide& other) const { return children == other.children; }

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
  std::visit(Overloaded{[&](const SideBySide& some) { Append(some.children, children); },
                        [&](const And& all) { Append(all.children, children); },
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

Place PlaceOf(const Node& node) {
  return std::visit(
      []<typename Kind>(const Kind& leaf) {
        if constexpr (requires { leaf.place; }) {
          return leaf.place;
        } else {
          return Place{};
        }
      },
      static_cast<const NodeVariant&>(node));
}

}  // namespace dateline::query
