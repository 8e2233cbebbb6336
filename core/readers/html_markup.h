// SPDX-License-Identifier: GPL-3.0-or-later
// Tells the markup in a text of a publisher from what only looks like it.
#ifndef DATELINE_CORE_READERS_HTML_MARKUP_H_
#define DATELINE_CORE_READERS_HTML_MARKUP_H_

#include <string>
#include <string_view>

namespace dateline::readers {

// A text as an HTML5 parser should read it.
struct SettledHtml {
  // Every '<' of it begins a tag that makes a block or a break, without attributes; every '&' a
  // character reference that ends in ';'. Blocks are nested a few hundred levels at most.
  std::string html;
  bool has_markup = false;  // else the text is plain, and html is the text with '<', '&' escaped
  bool has_paragraphs = false;  // by p, div, br or the like: white space means nothing then
};

// Settles what HTML5 reads otherwise than people mean it, in news as it is delivered:
// * "if a<b and c>d", "<SRD> fell", "<a.b@c.org>" hold no tag: a name needs attributes with values,
//   or to be that of an element, or an end tag;
// * "<![CDATA[", "]]>" go, and what they enclose is markup; comments and instructions go;
// * elements that show nothing (script, style, template, svg ...) go with what they hold, if they
//   are closed, and inline elements without; what is never closed stays;
// * a reference counts only with its ';': "R&D", "?a=1&copy=2" stay.
// Thread-safe; linear in the length.
SettledHtml SettleHtml(std::string_view text);

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_HTML_MARKUP_H_
