// SPDX-License-Identifier: GPL-3.0-or-later
// Highlights and snippets as spans of the text, and as safe HTML.
#ifndef DATELINE_SERVER_SEARCH_SNIPPET_H_
#define DATELINE_SERVER_SEARCH_SNIPPET_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/analyzer.h"
#include "server/query/tree.h"

namespace dateline {

struct ByteSpan {
  std::uint32_t start;
  std::uint32_t end;
  bool operator==(const ByteSpan&) const = default;
};

struct TextSnippet {
  std::uint32_t start;  // in the body, bytes; at a character boundary
  std::uint32_t end;
  std::vector<ByteSpan> spans;  // offsets relative to start
};

// What to highlight, made once a query. Immutable, thread-safe.
struct HighlightPlan {
  struct Phrase {
    std::vector<std::string> terms;
    std::vector<std::uint32_t> offsets;
    Field field;
  };
  struct Word {
    std::string term;  // analysed term, or folded prefix
    double weight;     // idf: rare words decide where a snippet is
    bool prefix;
    Field field;  // kText: body and headline; kHeadline: headline only
  };
  std::vector<Word> words;
  std::vector<Phrase> phrases;
};

// Positive leaves of the tree. `weight_of(term)` gives a term's idf.
HighlightPlan MakeHighlightPlan(const QueryNode& root,
                                const std::function<double(const std::string&)>& weight_of);

// Everything in `text` that really matched, merged and ascending: words, prefixes, whole phrases.
std::vector<ByteSpan> Highlight(std::string_view text, Language language, Field field,
                                const HighlightPlan& plan, Analyzer& analyzer);

// The best `count` pieces of about `chars` characters, not overlapping, in text order:
// sentence-bounded where possible; the lede where nothing matches.
std::vector<TextSnippet> MakeSnippets(std::string_view body, Language language,
                                      const HighlightPlan& plan, std::size_t count,
                                      std::size_t chars, Analyzer& analyzer);

// `text` with & < > " ' escaped, <mark> around the spans and <bdi> isolation of bidi text; never
// any other markup.
std::string ToHtml(std::string_view text, const std::vector<ByteSpan>& spans);

// UTF-16 length of the first `bytes` bytes of valid UTF-8.
std::uint32_t Utf16Length(std::string_view text, std::size_t bytes);

}  // namespace dateline

#endif  // DATELINE_SERVER_SEARCH_SNIPPET_H_
