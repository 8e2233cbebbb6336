// SPDX-License-Identifier: GPL-3.0-or-later
// Highlights and snippets as spans of the text.
#ifndef DATELINE_SERVER_HITS_SNIPPET_H_
#define DATELINE_SERVER_HITS_SNIPPET_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/analyzer.h"
#include "server/hits/byte_span.h"
#include "server/hits/text_matcher.h"

namespace dateline::hits {

struct TextSnippet {
  std::uint32_t start;  // in the body, bytes; no word is cut here, nor at the end
  std::uint32_t end;
  std::vector<ByteSpan> spans;    // offsets relative to start
  std::uint32_t utf16_start = 0;  // in the body, UTF-16 units
};

// All that matched in `text`, merged and ascending: words, prefixes, phrases, names.
std::vector<ByteSpan> Highlight(const TextMatcher& matcher, const ShownText& text,
                                text::Analyzer& analyzer);

struct SnippetShape {
  std::size_t count;  // at most
  std::size_t chars;  // about as many characters per piece
};

// The best pieces of a body, not overlapping, the best first: from sentence to sentence if
// possible; the start of the body if nothing matches. None of an empty body. Of a long body words
// are marked in the first 64 KB, names everywhere.
std::vector<TextSnippet> MakeSnippets(const TextMatcher& matcher, const ShownText& body,
                                      const SnippetShape& shape, text::Analyzer& analyzer);

}  // namespace dateline::hits

#endif  // DATELINE_SERVER_HITS_SNIPPET_H_
