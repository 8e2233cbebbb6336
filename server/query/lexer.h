// SPDX-License-Identifier: GPL-3.0-or-later
// Splits the text of a query into words, quoted texts, fields and operators.
#ifndef DATELINE_SERVER_QUERY_LEXER_H_
#define DATELINE_SERVER_QUERY_LEXER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/query/reading_log.h"
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
  std::string text{};  // without quotes, escapes and ^count
  Place place{};
  std::uint32_t count = 1;  // of word^3
  bool explained = false;   // a reading tells how it is read
  QueryField field{};       // kField
};

// A query as UTF-8, and from which bytes it was made.
struct QueryText {
  std::string text{};  // valid UTF-8
  std::vector<std::uint32_t>
      origins{};  // of each byte in the query as it was sent; empty: the same
  std::uint32_t Origin(std::size_t byte) const {
    return origins.empty() ? static_cast<std::uint32_t>(byte) : origins[byte];
  }
};
QueryText CleanQuery(std::string_view sent);

// Lexemes of a query, the last one kEnd; what is foreign to the language or a slip goes to `log`.
// The time is linear in the length. Thread-safe.
std::vector<Lexeme> LexQuery(const QueryText& query, ReadingLog& log);

// Whether the query has letters, none of them a small one.
bool IsInCapitals(std::string_view text);

}  // namespace dateline::query

#endif  // DATELINE_SERVER_QUERY_LEXER_H_
