// SPDX-License-Identifier: GPL-3.0-or-later
// Quotes in the query language: \" and \\ stand for the signs themselves.
#ifndef DATELINE_SERVER_QUERY_QUOTED_TEXT_H_
#define DATELINE_SERVER_QUERY_QUOTED_TEXT_H_

#include <string>
#include <string_view>

namespace dateline::query {

// Double quotes as keyboards, word processors and European typesetting write them.
inline bool IsQuote(char32_t c) {
  return c == U'"' || (c >= 0x201C && c <= 0x201F) || c == 0xAB || c == 0xBB || c == 0xFF02;
}

// `text` in quotes, so that it is read as one text.
inline std::string QuoteText(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace dateline::query

#endif  // DATELINE_SERVER_QUERY_QUOTED_TEXT_H_
