// SPDX-License-Identifier: GPL-3.0-or-later
// How much a query asks for, and the limits on it.
#ifndef DATELINE_SERVER_QUERY_QUERY_SIZE_H_
#define DATELINE_SERVER_QUERY_QUERY_SIZE_H_

#include <cstddef>
#include <optional>
#include <string>

#include "server/query/tree.h"

namespace dateline::query {

struct QuerySize {
  std::size_t terms = 0;  // words, values and dates
  std::size_t wildcards = 0;
  std::size_t depth = 0;  // operators above the deepest leaf
};
QuerySize MeasureQuery(const Node& node);

// Value, rule and remedy if `root` is over a limit of QUERY_TOO_COMPLEX.
std::optional<std::string> FindExcess(const Node& root);

}  // namespace dateline::query

#endif  // DATELINE_SERVER_QUERY_QUERY_SIZE_H_
