// SPDX-License-Identifier: GPL-3.0-or-later
// What matches is found by the word row as by analysing the text; snippets of any text for any
// query lie in the text, and their HTML holds no markup but ours.
#include <cstdint>
#include <string>
#include <string_view>

#include "core/text/analyzer.h"
#include "core/text/utf8.h"
#include "indexer/segments/article_rows.h"
#include "server/hits/html.h"
#include "server/hits/snippet.h"
#include "tests/fuzz/check.h"
#include "tests/support/plan_of.h"

namespace {

// What is left of `html` without our own tags has no angle bracket.
bool OnlyOurTags(std::string html) {
  for (const std::string_view tag : {"<mark>", "</mark>", "<bdi>", "</bdi>"}) {
    for (auto at = html.find(tag); at != std::string::npos; at = html.find(tag, at)) {
      html.erase(at, tag.size());
    }
  }
  return html.find_first_of("<>\"'") == std::string::npos;
}

// The row of an article whose body is `body`.
std::string RowOf(std::string_view body, dateline::text::Analyzer& analyzer) {
  std::vector<std::uint32_t> hashes;
  for (const dateline::text::Token& token :
       analyzer.Analyze(body, dateline::text::Language::kEnglish)) {
    hashes.push_back(dateline::index::WordHash(token.term));
  }
  return dateline::segments::MakeWordRow(hashes);
}

}  // namespace

// Input: a query, a zero byte, a body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static dateline::text::Analyzer analyzer;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t split = std::min(input.find('\0'), input.size());
  const auto query = dateline::test_support::PlanOf(input.substr(0, split), analyzer);
  if (!query) return 0;
  const std::string body =
      dateline::text::CleanUtf8(input.substr(std::min(split + 1, input.size())));
  const auto plan = dateline::hits::MakeHighlightPlan(*query);
  const dateline::hits::TextMatcher matcher(plan, dateline::article::Field::kText);
  const std::string row_bytes = RowOf(body, analyzer);
  const dateline::index::WordRow row(row_bytes, 0);
  dateline::hits::ShownText shown{body, dateline::text::Language::kEnglish,
                                  dateline::article::Field::kText, nullptr};
  const auto matches = matcher.Find(shown, analyzer);
  shown.words = &row;
  FUZZ_CHECK(matcher.Find(shown, analyzer) == matches);
  std::uint32_t last_end = 0;
  auto snippets = dateline::hits::MakeSnippets(matcher, shown, {3, 40 + size % 200}, analyzer);
  std::sort(snippets.begin(), snippets.end(),
            [](const auto& a, const auto& b) { return a.start < b.start; });
  for (const dateline::hits::TextSnippet& snippet : snippets) {
    FUZZ_CHECK(snippet.start >= last_end && snippet.start <= snippet.end);
    FUZZ_CHECK(snippet.end <= body.size());
    const std::string text = body.substr(snippet.start, snippet.end - snippet.start);
    FUZZ_CHECK(dateline::text::CleanUtf8(text) == text);  // cut between characters
    std::uint32_t at = 0;
    for (const dateline::hits::ByteSpan& span : snippet.spans) {
      FUZZ_CHECK(span.start >= at && span.start < span.end && span.end <= text.size());
      at = span.end;
    }
    FUZZ_CHECK(OnlyOurTags(dateline::hits::ToHtml(text, snippet.spans)));
    last_end = snippet.end;
  }
  return 0;
}
