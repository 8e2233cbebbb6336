// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes are a query or a clear error, within the limits, and what is printed parses again.
#include <cstdint>
#include <string_view>

#include "core/limits.h"
#include "core/text/utf8.h"
#include "server/query/parser.h"
#include "server/query/printer.h"
#include "server/query/query_size.h"
#include "server/query/tree.h"
#include "tests/fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static dateline::text::Analyzer analyzer;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  dateline::query::QueryError error;
  const auto parsed = dateline::query::ParseQuery(text, {}, analyzer, &error);
  if (!parsed) {
    FUZZ_CHECK(error.reason != dateline::v1::ERROR_REASON_UNSPECIFIED && !error.message.empty());
    // Offsets count in the cleaned text; of what is too long nothing is cleaned.
    const std::size_t clean = std::max(size, dateline::text::CleanUtf8(text).size());
    FUZZ_CHECK(error.offset <= clean && error.length <= clean - error.offset);
    return 0;
  }
  const dateline::query::QuerySize measured = dateline::query::MeasureQuery(parsed->root);
  FUZZ_CHECK(measured.terms <= dateline::limits::kMaxQueryTerms);
  FUZZ_CHECK(measured.wildcards <= dateline::limits::kMaxWildcards);
  FUZZ_CHECK(measured.depth <= dateline::limits::kMaxQueryDepth);
  const std::string printed = dateline::query::PrintQuery(parsed->root);
  if (printed.size() > dateline::limits::kMaxQueryBytes) return 0;
  const auto again = dateline::query::ParseQuery(printed, {}, analyzer, &error);
  FUZZ_CHECK(again.has_value());
  FUZZ_CHECK(dateline::query::PrintQuery(again->root) == printed);
  return 0;
}
