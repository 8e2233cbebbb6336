// SPDX-License-Identifier: GPL-3.0-or-later
// From text in the query language to a syntax tree.
#ifndef DATELINE_SERVER_QUERY_PARSER_H_
#define DATELINE_SERVER_QUERY_PARSER_H_

#include <absl/time/time.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/analyzer.h"
#include "server/query/query_error.h"
#include "server/query/tree.h"

namespace dateline::query {

struct ParsedQuery {
  Node root;
  std::vector<std::string> warnings;
};

struct ParseOptions {
  text::Language language = text::Language::kEnglish;  // of the words
  absl::Time now{};                                    // what dates such as now-7d count from
  absl::TimeZone zone = absl::UTCTimeZone();           // of dates without an offset
};

// Parses text in the query language and analyses its words. Bounded by the query limits whatever
// the bytes. Stop words outside phrases are dropped unless nothing else is left. `analyzer` is
// used, not kept. On failure returns nullopt and sets *error (may be null).
std::optional<ParsedQuery> ParseQuery(std::string_view text, const ParseOptions& options,
                                      text::Analyzer& analyzer, QueryError* error);

}  // namespace dateline::query

#endif  // DATELINE_SERVER_QUERY_PARSER_H_
