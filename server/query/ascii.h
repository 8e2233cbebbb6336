// SPDX-License-Identifier: GPL-3.0-or-later
// Case of ASCII letters; all other bytes stay.
#ifndef DATELINE_SERVER_QUERY_ASCII_H_
#define DATELINE_SERVER_QUERY_ASCII_H_

#include <string>
#include <string_view>

namespace dateline::query {

inline bool IsUpperAscii(char c) { return c >= 'A' && c <= 'Z'; }
inline bool IsLowerAscii(char c) { return c >= 'a' && c <= 'z'; }

inline std::string LowerAscii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = IsUpperAscii(c) ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

inline std::string UpperAscii(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) c = IsLowerAscii(c) ? static_cast<char>(c - 'a' + 'A') : c;
  return upper;
}

// Takes `prefix` off the start of `text`; false if it does not start so.
inline bool TakePrefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

}  // namespace dateline::query

#endif  // DATELINE_SERVER_QUERY_ASCII_H_
