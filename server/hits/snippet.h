// SPDX-License-Identifier: GPL-3.0-or-later
// Highlights and snippets as spans of the text, and as safe HTML.
#ifndef DATELINE_SERVER_HITS_SNIPPET_H_
#define DATELINE_SERVER_HITS_SNIPPET_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/analyzer.h"
#include "server/hits/text_matcher.h"

namespace dateline::hits {

struct TextSnippet {
  std::uint32_t start;  // in the body, bytes; at a character boundary
  std::uint32_t end;
  std::vector<ByteSpan> spans;  // offsets relative to start
};

// Everything in `text` that really matched, merged and ascending: words, prefixes, whole phrases.
std::vector<ByteSpan> Highlight(const TextMatcher& matcher, const ShownText& text,
                                text::Analyzer& analyzer);

// The best `count` pieces of about `chars` characters of a body, not overlapping, in text order:
// sentence-bounded where possible; the lede where nothing matches.
std::vector<TextSnippet> MakeSnippets(const TextMatcher& matcher, const ShownText& body,
                                      std::size_t count, std::size_t chars,
                                      text::Analyzer& analyzer);

}  // namespace dateline::hits

#endif  // DATELINE_SERVER_HITS_SNIPPET_H_
