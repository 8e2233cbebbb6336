// SPDX-License-Identifier: GPL-3.0-or-later
// A tree as text in the query language.
#ifndef DATELINE_SERVER_QUERY_PRINTER_H_
#define DATELINE_SERVER_QUERY_PRINTER_H_

#include <string>
#include <string_view>

#include "server/query/tree.h"

namespace dateline::query {

// Name of a field in the language, as a query has it before the colon.
std::string_view FieldName(article::Field field, EntityScope scope);

// The query in full: fields, operators and parentheses spelled out. Parsing the result gives the
// same tree.
std::string PrintQuery(const Node& node);

// The same in parentheses if it is an operator.
std::string PrintOperand(const Node& node);

}  // namespace dateline::query

#endif  // DATELINE_SERVER_QUERY_PRINTER_H_
