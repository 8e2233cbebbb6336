// SPDX-License-Identifier: GPL-3.0-or-later
// Plain text out of texts that publishers deliver as HTML.
#ifndef DATELINE_CORE_READERS_STRIP_HTML_H_
#define DATELINE_CORE_READERS_STRIP_HTML_H_

#include <string>
#include <string_view>

#include "dateline/v1/article.pb.h"

namespace dateline::readers {

// The text that a reader of `text` sees: without tags and comments, without what script and style
// hold, with character references decoded, once. A block is separated by a blank line, br is a new
// line; other white space is a blank, except if paragraphs are not marked by tags at all: then
// lines stay as they are. Text without markup (html_markup.h says what is none, such as "a < b" or
// the ticker "<SRD>") stays byte for byte. Valid UTF-8 stays valid. Thread-safe; linear in the
// length, and the depth of the stack does not grow with it.
std::string StripHtml(std::string_view text);

// Makes headline and body plain if text_format says that they are HTML, and says so in it. Any
// other article stays as it is. Thread-safe.
void StripArticle(v1::Article& article);

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_STRIP_HTML_H_
