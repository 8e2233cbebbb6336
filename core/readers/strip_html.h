// SPDX-License-Identifier: GPL-3.0-or-later
// Plain text out of texts that publishers deliver as HTML.
#ifndef DATELINE_CORE_READERS_STRIP_HTML_H_
#define DATELINE_CORE_READERS_STRIP_HTML_H_

#include <string>
#include <string_view>

namespace dateline::readers {

// If `text` holds a known HTML element (p, br, div, a, h1 ...): the text without its tags and
// comments, without what script and style hold, with a blank line for each block element and a new
// line for br, and with character references decoded. Any other text, such as "a < b" or the
// ticker "<SRD>", stays byte for byte. Thread-safe; linear in the length.
std::string StripHtml(std::string_view text);

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_STRIP_HTML_H_
