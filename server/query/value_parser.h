// SPDX-License-Identifier: GPL-3.0-or-later
// What follows the name of a field that holds values or times.
#ifndef DATELINE_SERVER_QUERY_VALUE_PARSER_H_
#define DATELINE_SERVER_QUERY_VALUE_PARSER_H_

#include <absl/time/time.h>

#include <optional>
#include <string_view>

#include "server/query/lexer.h"
#include "server/query/query_error.h"
#include "server/query/tree.h"

namespace dateline::query {

// The functions below return nullopt on failure and set `error`. Thread-safe.

// A value of an exact field, the start of one (a word with * at its end), or an id.
std::optional<Node> ParseValue(const Lexeme& lexeme, QueryField field, QueryError& error);

// A date, a range of dates or a comparison. What counts from now counts from `now`; dates without
// an offset are in `zone`.
std::optional<Node> ParseDate(const Lexeme& lexeme, absl::Time now, absl::TimeZone zone,
                              QueryError& error);

// Whether `folded` is long enough to stand before a *.
bool CheckPrefix(std::string_view folded, const Lexeme& lexeme, QueryError& error);

}  // namespace dateline::query

#endif  // DATELINE_SERVER_QUERY_VALUE_PARSER_H_
