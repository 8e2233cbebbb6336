// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/query/combine.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace dateline::query {
namespace {

constexpr std::uint32_t kMaxCount = 999;  // what the language can write

// Whether both find the same articles: how they were typed, and how often, does not matter.
bool Finds(const Word& a, const Word& b) { return a.field == b.field && a.term == b.term; }

bool Finds(const Prefix& a, const Prefix& b) {
  return a.field == b.field && a.letters == b.letters;
}

bool Finds(const ValuePrefix& a, const ValuePrefix& b) {
  return a.field == b.field && a.scope == b.scope && a.letters == b.letters;
}

bool Finds(const Phrase& a, const Phrase& b) {
  return a.field == b.field && a.terms == b.terms && a.offsets == b.offsets;
}

template <typename Other>
bool Finds(const Other& a, const Other& b) {
  return a == b;
}

bool Repeats(const Node& a, const Node& b) {
  if (a.index() != b.index()) return false;
  return std::visit(
      [&b]<typename Kind>(const Kind& node) { return Finds(node, std::get<Kind>(b)); }, a);
}

// How often a word was typed; null of any other node.
std::uint32_t* CountOf(Node& node) {
  if (auto* word = std::get_if<Word>(&node)) return &word->count;
  if (auto* prefix = std::get_if<Prefix>(&node)) return &prefix->count;
  return nullptr;
}

void MergeRepeats(std::vector<Node>& nodes) {
  std::vector<Node> kept;
  for (Node& node : nodes) {
    const auto same = std::find_if(kept.begin(), kept.end(),
                                   [&](const Node& other) { return Repeats(other, node); });
    if (same == kept.end()) {
      kept.push_back(std::move(node));
    } else if (std::uint32_t* count = CountOf(*same); count != nullptr) {
      *count = std::min(*count + *CountOf(node), kMaxCount);
    }
  }
  nodes = std::move(kept);
}

void Append(std::vector<Node>& to, std::vector<Node> from) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

// Children of children of the same operator come up one level.
template <typename Operator>
std::vector<Node> Flatten(std::vector<Node> nodes) {
  std::vector<Node> flat;
  for (Node& node : nodes) {
    if (auto* inner = std::get_if<Operator>(&node)) {
      Append(flat, std::move(inner->children));
    } else {
      flat.push_back(std::move(node));
    }
  }
  return flat;
}

template <typename Kind>
bool Is(const Node& node) {
  return std::holds_alternative<Kind>(node);
}

template <typename Kind>
bool Contains(const std::vector<Node>& nodes) {
  return std::any_of(nodes.begin(), nodes.end(), Is<Kind>);
}

template <typename Kind>
void Drop(std::vector<Node>& nodes) {
  std::erase_if(nodes, Is<Kind>);
}

template <typename Operator>
Node Join(std::vector<Node> children) {
  if (children.size() == 1) return std::move(children.front());
  return Operator{std::move(children)};
}

}  // namespace

Node MakeAnd(std::vector<Node> children) {
  children = Flatten<And>(std::move(children));
  if (Contains<Nothing>(children)) return Nothing{};
  Drop<All>(children);
  if (children.empty()) return All{};
  MergeRepeats(children);
  return Join<And>(std::move(children));
}

Node MakeOr(std::vector<Node> children) {
  children = Flatten<Or>(std::move(children));
  Drop<Nothing>(children);
  if (children.empty()) return Nothing{};
  MergeRepeats(children);
  return Join<Or>(std::move(children));
}

Node MakeAndNot(Node base, std::vector<Node> excluded) {
  std::vector<Node> all;
  if (auto* inner = std::get_if<AndNot>(&base)) {
    all = std::move(inner->excluded);
    Node inner_base = std::move(*inner->base);
    base = std::move(inner_base);
  }
  Append(all, Flatten<Or>(std::move(excluded)));
  Drop<Nothing>(all);
  if (Is<Nothing>(base) || Contains<All>(all)) return Nothing{};
  if (all.empty()) return base;
  MergeRepeats(all);
  return AndNot{std::make_unique<Node>(std::move(base)), std::move(all)};
}

Node MakeMaybe(Node required, Node optional) {
  if (Is<Nothing>(required) || Is<Nothing>(optional)) return required;
  return Maybe{std::make_unique<Node>(std::move(required)),
               std::make_unique<Node>(std::move(optional))};
}

bool IsFilter(const Node& node) {
  if (Is<Word>(node) || Is<Phrase>(node) || Is<Prefix>(node)) return false;
  if (const auto* without = std::get_if<AndNot>(&node)) return IsFilter(*without->base);
  const std::vector<const Node*> children = Children(node);
  return std::all_of(children.begin(), children.end(),
                     [](const Node* child) { return IsFilter(*child); });
}

}  // namespace dateline::query
