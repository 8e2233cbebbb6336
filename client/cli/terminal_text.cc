// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/terminal_text.h"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>

namespace dateline::cli {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kMark = "\x1b[1;33m";
constexpr std::string_view kReset = "\x1b[0m";

// Controls that steer a terminal (C0, DEL, C1), line ends (U+2028, U+2029) and those that turn the
// direction of text; negative: bytes that are not UTF-8.
bool Forbidden(UChar32 c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x61C || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

std::string_view Opening(Marks marks) { return marks == Marks::kColor ? kMark : "*"; }
std::string_view Closing(Marks marks) { return marks == Marks::kColor ? kReset : "*"; }

std::size_t ColumnsOf(UChar32 c) {
  switch (u_charType(c)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_FORMAT_CHAR:
      return 0;
    default:
      break;
  }
  const auto width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

}  // namespace

std::string SafeText(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t i = 0; i < size;) {
    const std::int32_t start = i;
    UChar32 c = 0;
    U8_NEXT(bytes, i, size, c);
    if (c == '\n' || c == '\t' || c == '\r') {
      out += ' ';
    } else if (Forbidden(c)) {
      out += kReplacement;
    } else {
      out += text.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(i - start));
    }
  }
  return out;
}

std::string SafeJson(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(json.data());
  const auto size = static_cast<std::int32_t>(json.size());
  for (std::int32_t i = 0; i < size;) {
    const std::int32_t start = i;
    UChar32 c = 0;
    U8_NEXT(bytes, i, size, c);
    if (c >= 0 && Forbidden(c)) {
      out += fmt::format("\\u{:04x}", c);
    } else {
      out += json.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(i - start));
    }
  }
  return out;
}

std::string MarkSpans(std::string_view text,
                      const google::protobuf::RepeatedPtrField<v1::Span>& spans, Marks marks) {
  if (marks == Marks::kNone) return SafeText(text);
  std::string out;
  std::size_t done = 0;
  for (const v1::Span& span : spans) {
    if (span.start() < done || span.end() <= span.start() || span.end() > text.size()) continue;
    out += SafeText(text.substr(done, span.start() - done));
    out += Opening(marks);
    out += SafeText(text.substr(span.start(), span.end() - span.start()));
    out += Closing(marks);
    done = span.end();
  }
  return out + SafeText(text.substr(done));
}

std::size_t Width(std::string_view text) {
  std::size_t columns = 0;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t i = 0; i < size;) {
    UChar32 c = 0;
    U8_NEXT(bytes, i, size, c);
    if (c == 0x1B) {  // SafeText lets none through: it begins one of our colours, ESC [ ... m
      while (i < size && text[static_cast<std::size_t>(i++)] != 'm') {
      }
    } else {
      columns += c < 0 ? 1 : ColumnsOf(c);
    }
  }
  return columns;
}

std::string Wrap(std::string_view text, std::size_t columns, std::string_view indent) {
  std::string out;
  std::size_t used = 0;  // columns of the line that is being filled; 0: no line is open
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    const std::size_t width = Width(word);
    if (used > 0 && Width(indent) + used + 1 + width <= columns) {
      out += ' ';
      used += 1 + width;
    } else {
      if (used > 0) out += '\n';
      out += indent;
      used = std::max<std::size_t>(width, 1);
    }
    out += word;
  }
  if (used > 0) out += '\n';
  return out;
}

}  // namespace dateline::cli
