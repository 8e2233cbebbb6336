// SPDX-License-Identifier: GPL-3.0-or-later
// Highlights and snippets as spans of the text, and as safe HTML.
#ifndef DATELINE_SERVER_SEARCH_SNIPPET_H_
#define DATELINE_SERVER_SEARCH_SNIPPET_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/analyzer.h"
#include "server/search/text_matcher.h"

namespace dateline {

struct TextSnippet {
  std::uint32_t start;  // in the body, bytes; at a character boundary
  std::uint32_t end;
  std::vector<ByteSpan> spans;  // offsets relative to start
};

// Everything in `text` that really matched, merged and ascending: words, prefixes, whole phrases.
std::vector<ByteSpan> Highlight(const TextMatcher& matcher, const ShownText& text,
                                Analyzer& analyzer);

// The best `count` pieces of about `chars` characters of a body, not overlapping, in text order:
// sentence-bounded where possible; the lede where nothing matches.
std::vector<TextSnippet> MakeSnippets(const TextMatcher& matcher, const ShownText& body,
                                      std::size_t count, std::size_t chars, Analyzer& analyzer);

// `text` with & < > " ' escaped, <mark> around the spans and <bdi> isolation of bidi text; never
// any other markup.
std::string ToHtml(std::string_view text, const std::vector<ByteSpan>& spans);

// UTF-16 length of the first `bytes` bytes of valid UTF-8.
std::uint32_t Utf16Length(std::string_view text, std::size_t bytes);

// UTF-16 offsets of places in one text that are asked for in ascending order: it is read once.
class Utf16Counter {
 public:
  explicit Utf16Counter(std::string_view text) : text_(text) {}
  std::uint32_t To(std::size_t byte) {
    utf16_ += Utf16Length(text_.substr(at_), byte - at_);
    at_ = byte;
    return utf16_;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t utf16_ = 0;
};

}  // namespace dateline

#endif  // DATELINE_SERVER_SEARCH_SNIPPET_H_
