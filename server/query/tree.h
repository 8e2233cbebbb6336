// SPDX-License-Identifier: GPL-3.0-or-later
// The syntax tree of a query: what was typed, whatever index it is sent to.
#ifndef DATELINE_SERVER_QUERY_TREE_H_
#define DATELINE_SERVER_QUERY_TREE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/article/field_table.h"
#include "core/dates/time_span.h"

namespace dateline::query {

// Which entities a value of an entity field means.
enum class EntityScope : std::uint8_t {
  kField,  // those of the field: "person:", "org:"
  kAny,    // those of any type: "entity:"
  kAbout,  // those of any type, in articles that are about them: "about:"
};

// The place of a part of the query: bytes of the text as it was sent.
struct Place {
  std::uint32_t start = 0;
  std::uint32_t end = 0;
  bool whole = false;  // the query has nothing else

  // Any two are equal: trees are compared by what they mean.
  bool operator==(const Place&) const { return true; }
};

struct Node;

// Every article.
struct All {
  bool operator==(const All&) const = default;
};

// No article.
struct Nothing {
  bool operator==(const Nothing&) const = default;
};

struct Word {
  article::Field field = article::Field::kText;  // kText or kHeadline
  std::string text;                              // as typed; analysed alone it gives `term` again
  std::string term;                              // analysed in the query's language
  std::uint32_t count = 1;                       // how often it was typed
  bool stop_word = false;
  Place place{};

  bool operator==(const Word&) const = default;
};

// Two or more words in their order.
struct Phrase {
  article::Field field = article::Field::kText;  // kText or kHeadline
  std::string text;                              // as typed
  std::vector<std::string> terms;                // analysed
  std::vector<std::uint32_t> offsets;            // of each term, in words from the first
  Place place{};

  bool operator==(const Phrase&) const = default;
};

// Letters that start a word.
struct Prefix {
  article::Field field = article::Field::kText;  // kText or kHeadline
  std::string text;                              // as typed, with the *
  std::string letters;                           // folded
  std::uint32_t count = 1;                       // how often it was typed
  Place place{};

  bool operator==(const Prefix&) const = default;
};

// A value of an exact field, or an id.
struct Value {
  article::Field field = article::Field::kSource;
  EntityScope scope = EntityScope::kField;
  std::string text;  // as typed
  Place place{};

  bool operator==(const Value&) const = default;
};

// Letters that start a value of an exact field.
struct ValuePrefix {
  article::Field field = article::Field::kSource;
  EntityScope scope = EntityScope::kField;
  std::string text;     // as typed, with the *
  std::string letters;  // folded
  Place place{};

  bool operator==(const ValuePrefix&) const = default;
};

// The article with this address or id if there is one, else what matches `words`.
struct Address {
  std::string text;         // as typed, without spaces
  std::vector<Node> words;  // one node: the words of it as one unit
  Place place{};

  bool operator==(const Address& other) const;
};

// Published in that span, which is not open at both ends.
struct Date : dates::TimeSpan {
  Place place{};

  bool operator==(const Date&) const = default;
};

// Parts that stand side by side, without sign or operator: how many of them an article must match
// is for the match mode of the request to say.
struct SideBySide {
  std::vector<Node> children;

  bool operator==(const SideBySide& other) const;
};

struct And {
  std::vector<Node> children;

  bool operator==(const And& other) const;
};

struct Or {
  std::vector<Node> children;

  bool operator==(const Or& other) const;
};

// `base` without what any of `excluded` matches.
struct AndNot {
  std::unique_ptr<Node> base;
  std::vector<Node> excluded;

  bool operator==(const AndNot& other) const;
};

// `required` must match. `optional`, one part without sign or operator or several of them side by
// side, only adds to the score, unless the match mode asks for it.
struct Maybe {
  std::unique_ptr<Node> required;
  std::unique_ptr<Node> optional;

  bool operator==(const Maybe& other) const;
};

using NodeVariant = std::variant<All, Nothing, Word, Phrase, Prefix, Value, ValuePrefix, Address,
                                 Date, SideBySide, And, Or, AndNot, Maybe>;

// Can be moved, not copied.
struct Node : NodeVariant {
  using NodeVariant::NodeVariant;
};

// The operands of an operator, in the order typed; none of any other node.
std::vector<const Node*> Children(const Node& node);

// The place of a leaf; 0 to 0 of any other node.
Place PlaceOf(const Node& node);

}  // namespace dateline::query

#endif  // DATELINE_SERVER_QUERY_TREE_H_
