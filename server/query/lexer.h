// SPDX-License-Identifier: GPL-3.0-or-later
// Splits the text of a query into words, quoted texts, fields and operators.
#ifndef DATELINE_SERVER_QUERY_LEXER_H_
#define DATELINE_SERVER_QUERY_LEXER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/query/query_error.h"
#include "server/query/tree.h"

namespace dateline::query {

// What a name before a colon stands for.
struct QueryField {
  article::Field field = article::Field::kText;
  EntityScope scope = EntityScope::kField;  // in the others `field` is kOther, for all types
};

enum class LexKind : std::uint8_t {
  kWord,
  kQuoted,
  kOpen,
  kClose,
  kAnd,
  kOr,
  kNot,
  kPlus,
  kMinus,
  kField,
  kEnd,
};

struct Lexeme {
  LexKind kind = LexKind::kEnd;
  std::string_view text;   // without quotes and ^count
  std::size_t offset = 0;  // in the query, bytes
  std::size_t length = 0;
  std::uint32_t count = 1;  // of word^3
  QueryField field;         // kField
};

// Lexemes of valid UTF-8 (views into it), the last one kEnd. A quote that is not closed ends with
// the text, with a warning. On failure (UNKNOWN_FIELD, or QUERY_SYNTAX for a field without a value)
// returns nullopt and sets *error (may be null). Thread-safe.
std::optional<std::vector<Lexeme>> LexQuery(std::string_view text,
                                            std::vector<std::string>& warnings, QueryError* error);

}  // namespace dateline::query

#endif  // DATELINE_SERVER_QUERY_LEXER_H_
