// SPDX-License-Identifier: GPL-3.0-or-later
// From text in the query language to a tree.
#ifndef DATELINE_SERVER_QUERY_PARSER_H_
#define DATELINE_SERVER_QUERY_PARSER_H_

#include <absl/time/time.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/analyzer.h"
#include "dateline/v1/errors.pb.h"
#include "server/query/tree.h"

namespace dateline::query {

struct ParsedQuery {
  QueryNode root;
  std::vector<std::string> warnings;
};

// A syntax error: where in the query it is, for QUERY_SYNTAX.
struct QueryError {
  v1::ErrorReason reason = v1::ERROR_REASON_UNSPECIFIED;  // never this after a failure
  std::string message;                                    // value, rule, remedy
  std::size_t offset = 0;
  std::size_t length = 0;
};

struct ParseOptions {
  text::Language language = text::Language::kEnglish;
  absl::Time now{};          // what dates such as now-7d count from
  bool default_and = false;  // words without an operator: false = any of them (ranked)
};

// Parses text in the query language and analyses its words. Bounded by
// the query limits whatever the bytes. Stop words outside phrases are dropped unless nothing is
// left. `analyzer` is used, not kept. On failure nullopt and *error is set.
std::optional<ParsedQuery> ParseQuery(std::string_view text, const ParseOptions& options,
                                      text::Analyzer& analyzer, QueryError* error);

}  // namespace dateline::query

#endif  // DATELINE_SERVER_QUERY_PARSER_H_
