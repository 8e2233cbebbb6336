// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes give tokens that lie in the text, in order, with terms an index can hold.
#include <cstdint>
#include <string_view>

#include "core/limits.h"
#include "core/text/analyzer.h"
#include "core/text/fold.h"
#include "core/text/stemmer.h"
#include "core/text/utf8.h"
#include "tests/fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static dateline::text::Analyzer analyzer;
  if (size == 0) return 0;
  const auto language = static_cast<dateline::text::Language>(
      data[0] % (static_cast<int>(dateline::text::Language::kIrish) + 1));
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::uint32_t position = 0;
  std::uint32_t start = 0;
  for (const dateline::text::Token& token : analyzer.Analyze(text, language)) {
    FUZZ_CHECK(token.position == ++position);
    FUZZ_CHECK(token.start >= start && token.start < token.end && token.end <= text.size());
    FUZZ_CHECK(!token.term.empty() && token.term.size() <= dateline::limits::kMaxTokenBytes);
    FUZZ_CHECK(!token.folded.empty() && token.folded.size() <= dateline::limits::kMaxTokenBytes);
    FUZZ_CHECK(dateline::text::CleanUtf8(token.term) == token.term);
    start = token.start;
  }
  const std::string clean = dateline::text::CleanUtf8(text);
  FUZZ_CHECK(dateline::text::CleanUtf8(clean) == clean);
  (void)dateline::text::FoldName(clean);
  return 0;
}
