// SPDX-License-Identifier: GPL-3.0-or-later
// What follows the name of a field that holds values or times.
#ifndef DATELINE_SERVER_QUERY_VALUE_PARSER_H_
#define DATELINE_SERVER_QUERY_VALUE_PARSER_H_

#include <absl/time/time.h>

#include <optional>

#include "server/query/lexer.h"
#include "server/query/reading_log.h"
#include "server/query/tree.h"

namespace dateline::query {

// The functions below read a lexeme after a field; what cannot be read as it is written goes to
// `log`. Thread-safe.

// A value of an exact field, the start of one (a word with * at its end), or an id. nullopt: there
// is none.
std::optional<Node> ParseValue(const Lexeme& lexeme, QueryField field, ReadingLog& log);

// A date, a range of dates or a comparison. What counts from now counts from `now`; dates without
// an offset are in `zone`. nullopt: it is not a date, and its words are to be looked for.
std::optional<Node> ParseDate(const Lexeme& lexeme, absl::Time now, absl::TimeZone zone,
                              ReadingLog& log);

}  // namespace dateline::query

#endif  // DATELINE_SERVER_QUERY_VALUE_PARSER_H_
