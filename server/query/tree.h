// SPDX-License-Identifier: GPL-3.0-or-later
// The tree of a query. No Xapian here.
#ifndef DATELINE_SERVER_QUERY_TREE_H_
#define DATELINE_SERVER_QUERY_TREE_H_

#include <absl/status/statusor.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/article/field_table.h"
#include "core/text/analyzer.h"

namespace dateline {

enum class NodeKind : std::uint8_t {
  kAll,          // every article
  kNothing,      // no article
  kTerm,         // an analysed word: term, field (kText or kHeadline)
  kPhrase,       // words at offsets from the first: terms, offsets, field
  kPrefix,       // folded letters that start a word: term, field
  kExact,        // a value of an exact field, or an id: text (as typed), field
  kExactPrefix,  // folded letters that start a value of an exact field: term, field
  kDate,         // seconds [start, end); absent = open
  kAnd,
  kOr,
  kAndNot,  // children[0] without the others
  kMaybe,   // children[0] decides, the others only add to the score
};

// Which entities a value of an entity field (kExact, kExactPrefix) means.
enum class EntityScope : std::uint8_t {
  kField,  // those of the node's field: "person:", "org:"
  kAny,    // those of any type: "entity:"
  kAbout,  // the same, in articles that are about them: "about:"
};

struct QueryNode {
  NodeKind kind = NodeKind::kAll;
  Field field = Field::kText;
  EntityScope scope = EntityScope::kField;
  std::string text;                    // as typed
  std::string term;                    // analysed (kTerm), folded prefix (kPrefix, kExactPrefix)
  std::uint32_t count = 1;             // kTerm: times it was typed (qtf)
  bool stop_word = false;              // kTerm: on the stop list
  std::vector<std::string> terms;      // kPhrase
  std::vector<std::uint32_t> offsets;  // kPhrase: position of each term relative to the first
  std::optional<std::int64_t> start;   // kDate
  std::optional<std::int64_t> end;     // kDate
  std::vector<QueryNode> children;
};

// Whether two trees are equal, node by node.
bool SameQuery(const QueryNode& a, const QueryNode& b);

struct ParsedQuery {
  QueryNode root;
  std::vector<std::string> warnings;
};

// A syntax error: where in the query it is, for QUERY_SYNTAX.
struct QueryError {
  std::string reason;   // QUERY_SYNTAX, QUERY_TOO_COMPLEX, UNKNOWN_FIELD
  std::string message;  // value, rule, remedy
  std::size_t offset = 0;
  std::size_t length = 0;
};

struct ParseOptions {
  Language language = Language::kEnglish;
  bool default_and = false;  // words without an operator: false = any of them (ranked)
};

// Parses text in the query language (README "Query language") and analyses its words. Bounded by
// the query limits whatever the bytes. Stop words outside phrases are dropped unless nothing is
// left. `analyzer` is used, not kept. On failure nullopt and *error is set.
std::optional<ParsedQuery> ParseQuery(std::string_view text, const ParseOptions& options,
                                      Analyzer& analyzer, QueryError* error);

// Name of a field in the language, as a query has it before the colon.
std::string_view FieldName(Field field, EntityScope scope);

// The query in full: fields, operators and parentheses spelled out. Parsing the result gives the
// same tree.
std::string PrintQuery(const QueryNode& node);

}  // namespace dateline

#endif  // DATELINE_SERVER_QUERY_TREE_H_
