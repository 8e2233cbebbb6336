// SPDX-License-Identifier: GPL-3.0-or-later
// The elements of HTML, by what they do to a text.
#ifndef DATELINE_CORE_READERS_HTML_ELEMENTS_H_
#define DATELINE_CORE_READERS_HTML_ELEMENTS_H_

#include <cstdint>
#include <string_view>

namespace dateline::readers {

enum class ElementKind : std::uint8_t {
  kUnknown,
  kInline,     // nothing
  kVoid,       // nothing, and does not have an end tag
  kBreak,      // br: a new line
  kRule,       // hr: a blank line
  kParagraph,  // a block that ends with the next one of its kind: p, li, dt, dd
  kBlock,      // any other block
  kHidden,     // goes with what it holds
};

struct ElementRow {
  ElementKind kind = ElementKind::kUnknown;
  bool is_prose = false;  // paragraphs are written with it, and not with blank lines
  bool is_div = false;    // as div: a parser would pass over it outside of its place
};

// The row of an element, by its name in lower case.
ElementRow FindElement(std::string_view name);

// Whether `name`, in lower case, is an attribute that needs no value: "controls", "data-x".
bool IsBareAttribute(std::string_view name);

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_HTML_ELEMENTS_H_
