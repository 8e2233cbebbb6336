// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes are a query in SEARCH_BOX, within the limits, and what is printed parses to itself; in
// STRICT they are that query or a clear error.
#include <cstdint>
#include <string>
#include <string_view>

#include "core/limits.h"
#include "core/text/utf8.h"
#include "server/query/parser.h"
#include "server/query/printer.h"
#include "server/query/query_size.h"
#include "server/query/tree.h"
#include "tests/fuzz/check.h"

using dateline::query::ParseQuery;
using dateline::query::QueryError;

namespace {

void CheckStrict(std::string_view text, const std::string& printed,
                 dateline::text::Analyzer& analyzer) {
  QueryError error;
  const auto strict =
      ParseQuery(text, {.syntax = dateline::v1::QUERY_SYNTAX_STRICT}, analyzer, &error);
  if (strict) {
    FUZZ_CHECK(dateline::query::PrintQuery(strict->root) == printed);
    return;
  }
  FUZZ_CHECK(error.reason != dateline::v1::ERROR_REASON_UNSPECIFIED && !error.message.empty());
  FUZZ_CHECK(error.offset <= text.size() && error.length <= text.size() - error.offset);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static dateline::text::Analyzer analyzer;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  QueryError error;
  const auto parsed = ParseQuery(text, {}, analyzer, &error);
  FUZZ_CHECK(parsed.has_value() == (size <= dateline::limits::kMaxQueryBytes));
  if (!parsed) return 0;
  const dateline::query::QuerySize measured = dateline::query::MeasureQuery(parsed->root);
  FUZZ_CHECK(measured.wildcards <= dateline::limits::kMaxWildcards);
  FUZZ_CHECK(measured.depth <= dateline::limits::kMaxQueryDepth);
  FUZZ_CHECK(parsed->readings.size() <= dateline::limits::kMaxReadings);
  for (const auto& reading : parsed->readings) {
    FUZZ_CHECK(reading.start() <= reading.end() && reading.end() <= size);
    FUZZ_CHECK(!reading.message().empty());
  }
  const std::string printed = dateline::query::PrintQuery(parsed->root);
  CheckStrict(text, printed, analyzer);
  if (printed.size() > dateline::limits::kMaxQueryBytes) return 0;
  const auto again = ParseQuery(printed, {}, analyzer, &error);
  FUZZ_CHECK(again.has_value());
  FUZZ_CHECK(dateline::query::PrintQuery(again->root) == printed);
  return 0;
}
