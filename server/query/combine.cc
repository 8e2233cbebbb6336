// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/query/combine.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

namespace dateline::query {
namespace {

constexpr std::uint32_t kMaxCount = 999;  // what the language can write

// Appends what a node finds: two leaves with the same key find the same articles, however they were
// typed and how often.
struct KeyWriter {
  std::string& key;

  void Add(std::string_view text) const { key.append(text).push_back('\0'); }
  void Add(std::uint64_t number) const { key.append(std::to_string(number)).push_back('\0'); }
  void Add(std::optional<std::int64_t> number) const {
    Add(number ? std::to_string(*number) : std::string("-"));
  }
  void Add(article::Field field) const { Add(static_cast<std::uint64_t>(field)); }
  void Add(EntityScope scope) const { Add(static_cast<std::uint64_t>(scope)); }

  void operator()(const Word& word) const { Add(word.field), Add(word.term); }
  void operator()(const Phrase& phrase) const {
    Add(phrase.field);
    for (const std::string& term : phrase.terms) Add(term);
    for (const std::uint32_t offset : phrase.offsets) Add(std::uint64_t{offset});
  }
  void operator()(const Prefix& prefix) const { Add(prefix.field), Add(prefix.letters); }
  void operator()(const Value& value) const { Add(value.field), Add(value.scope), Add(value.text); }
  void operator()(const ValuePrefix& prefix) const {
    Add(prefix.field), Add(prefix.scope), Add(prefix.letters);
  }
  void operator()(const Address& address) const { Add(address.text); }
  void operator()(const Date& date) const { Add(date.start), Add(date.end); }
  template <typename Other>
  void operator()(const Other& /*operator*/) const {}
};

std::uint32_t CountOf(const Node& node) {
  if (const auto* word = std::get_if<Word>(&node)) return word->count;
  if (const auto* prefix = std::get_if<Prefix>(&node)) return prefix->count;
  return 1;
}

void WriteKey(const Node& node, std::string& key) {
  const KeyWriter writer{key};
  writer.Add(std::uint64_t{node.index()});
  std::visit(writer, static_cast<const NodeVariant&>(node));
  const std::vector<const Node*> children = Children(node);
  writer.Add(std::uint64_t{children.size()});
  for (const Node* child : children) {
    WriteKey(*child, key);
    writer.Add(std::uint64_t{CountOf(*child)});
  }
}

// How often a word was typed; null of any other node.
std::uint32_t* MutableCount(Node& node) {
  if (auto* word = std::get_if<Word>(&node)) return &word->count;
  if (auto* prefix = std::get_if<Prefix>(&node)) return &prefix->count;
  return nullptr;
}

void MergeRepeats(std::vector<Node>& nodes) {
  if (nodes.size() < 2) return;
  std::vector<Node> kept;
  absl::flat_hash_map<std::string, std::size_t> places;
  for (Node& node : nodes) {
    std::string key;
    WriteKey(node, key);
    const auto [same, added] = places.try_emplace(std::move(key), kept.size());
    if (added) {
      kept.push_back(std::move(node));
    } else if (std::uint32_t* count = MutableCount(kept[same->second])) {
      *count = std::min(*count + CountOf(node), kMaxCount);
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

// Without any of several, also of words side by side whatever the match mode, is without each.
void AppendExcluded(std::vector<Node> nodes, std::vector<Node>& excluded) {
  for (Node& node : nodes) {
    if (auto* any = std::get_if<Or>(&node)) {
      AppendExcluded(std::move(any->children), excluded);
    } else if (auto* some = std::get_if<SideBySide>(&node)) {
      AppendExcluded(std::move(some->children), excluded);
    } else {
      excluded.push_back(std::move(node));
    }
  }
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

Node MakeSideBySide(std::vector<Node> children) {
  children = Flatten<SideBySide>(std::move(children));
  Drop<Nothing>(children);
  if (children.empty()) return Nothing{};
  MergeRepeats(children);
  return Join<SideBySide>(std::move(children));
}

Node MakeAndNot(Node base, std::vector<Node> excluded) {
  std::vector<Node> all;
  if (auto* inner = std::get_if<AndNot>(&base)) {
    all = std::move(inner->excluded);
    Node inner_base = std::move(*inner->base);
    base = std::move(inner_base);
  }
  AppendExcluded(std::move(excluded), all);
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
  if (Is<Word>(node) || Is<Phrase>(node) || Is<Prefix>(node) || Is<Address>(node)) return false;
  if (const auto* without = std::get_if<AndNot>(&node)) return IsFilter(*without->base);
  const std::vector<const Node*> children = Children(node);
  return std::all_of(children.begin(), children.end(),
                     [](const Node* child) { return IsFilter(*child); });
}

}  // namespace dateline::query
