// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/terminal_text.h"

#include <algorithm>

namespace dateline::client {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kMark = "\x1b[1;33m";
constexpr std::string_view kReset = "\x1b[0m";

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// Length of the forbidden sequence at the front of `text`, 0 where it may be printed.
std::size_t ForbiddenPrefix(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  if (byte(0) < 0x20 || byte(0) == 0x7F) return 1;
  if (byte(0) == 0xC2 && byte(1) >= 0x80 && byte(1) <= 0x9F) return 2;  // C1
  if (byte(0) == 0xD8 && byte(1) == 0x9C) return 2;                     // U+061C
  if (byte(0) != 0xE2) return 0;
  if (byte(1) == 0x80) {  // U+200E, U+200F, line ends U+2028 and U+2029, U+202A to U+202E
    return byte(2) == 0x8E || byte(2) == 0x8F || (byte(2) >= 0xA8 && byte(2) <= 0xAE) ? 3 : 0;
  }
  return byte(1) == 0x81 && byte(2) >= 0xA6 && byte(2) <= 0xA9 ? 3 : 0;  // U+2066 to U+2069
}

}  // namespace

std::string SafeText(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t forbidden = ForbiddenPrefix(text);
    if (text[0] == '\n' || text[0] == '\t' || text[0] == '\r') {
      out += ' ';
    } else if (forbidden > 0) {
      out += kReplacement;
    } else {
      out += text[0];
    }
    text.remove_prefix(std::max<std::size_t>(forbidden, 1));
  }
  return out;
}

std::string MarkSpans(std::string_view text,
                      const google::protobuf::RepeatedPtrField<v1::Span>& spans, bool color) {
  if (!color) return SafeText(text);
  std::string out;
  std::size_t done = 0;
  for (const v1::Span& span : spans) {
    if (span.start() < done || span.end() <= span.start() || span.end() > text.size()) continue;
    out += SafeText(text.substr(done, span.start() - done));
    out += kMark;
    out += SafeText(text.substr(span.start(), span.end() - span.start()));
    out += kReset;
    done = span.end();
  }
  return out + SafeText(text.substr(done));
}

std::size_t Width(std::string_view safe_text) {
  return static_cast<std::size_t>(
      std::count_if(safe_text.begin(), safe_text.end(), [](char c) { return !IsContinuation(c); }));
}

}  // namespace dateline::client
