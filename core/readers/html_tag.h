// SPDX-License-Identifier: GPL-3.0-or-later
// One tag of HTML.
#ifndef DATELINE_CORE_READERS_HTML_TAG_H_
#define DATELINE_CORE_READERS_HTML_TAG_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace dateline::readers {

// What stands between '<' and '>' and has the form of a tag.
struct HtmlTag {
  std::string name;          // in lower case
  std::size_t end = 0;       // after its '>'
  bool closes = false;       // "</"
  bool ends_itself = false;  // "/>"
  bool is_shouted = false;   // the name is written in capitals
  bool has_values = false;   // an attribute has a value
  bool has_bare = false;     // one that needs a value does not have one
};

// The tag at `at`, a '<'. nullopt: that is none, or it does not end. Bytes up to the next '<' that
// is not in a quoted value are looked at.
std::optional<HtmlTag> ReadTag(std::string_view text, std::size_t at);

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_HTML_TAG_H_
