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
#include "dateline/v1/search_service.pb.h"
#include "server/query/query_error.h"
#include "server/query/tree.h"

namespace dateline::query {

struct ParsedQuery {
  Node root;
  std::vector<v1::Reading> readings{};  // in order; places are bytes of the text as it was sent
};

struct ParseOptions {
  text::Language language = text::Language::kEnglish;  // of the words: stems and stop words
  absl::Time now{};                                    // what dates such as now-7d count from
  absl::TimeZone zone = absl::UTCTimeZone();           // of dates without an offset
  v1::QuerySyntax syntax = v1::QUERY_SYNTAX_SEARCH_BOX;
};

// Parses text in the query language and analyses its words. A stop word is dropped if it stands
// bare beside other words. In SEARCH_BOX it fails for texts over kMaxQueryBytes only, and the tree
// may have more words than kMaxQueryTerms; it is at most kMaxQueryDepth deep. The time is linear in
// the length. `analyzer` is used, not kept. On failure returns nullopt and sets *error (may be
// null).
std::optional<ParsedQuery> ParseQuery(std::string_view text, const ParseOptions& options,
                                      text::Analyzer& analyzer, QueryError* error);

}  // namespace dateline::query

#endif  // DATELINE_SERVER_QUERY_PARSER_H_
