// SPDX-License-Identifier: GPL-3.0-or-later
// The one function that escapes, and offsets for readers that count in UTF-16.
#include "server/hits/html.h"

#include <cstdint>
#include <cstring>

namespace dateline::hits {
namespace {

void AppendEscaped(std::string_view text, std::string& html) {
  for (const char c : text) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      default:
        html.push_back(c);
    }
  }
}

// U+202A to U+202E and U+2066 to U+2069 change the direction of what follows them.
bool HasBidiControls(std::string_view text) {
  for (std::size_t i = text.find('\xE2'); i != std::string_view::npos && i + 2 < text.size();
       i = text.find('\xE2', i + 1)) {
    const auto second = static_cast<unsigned char>(text[i + 1]);
    const auto third = static_cast<unsigned char>(text[i + 2]);
    if ((second == 0x80 && third >= 0xAA && third <= 0xAE) ||
        (second == 0x81 && third >= 0xA6 && third <= 0xA9)) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::string ToHtml(std::string_view text, const std::vector<ByteSpan>& spans) {
  std::string html;
  const bool isolate = HasBidiControls(text);
  if (isolate) html += "<bdi>";
  std::size_t at = 0;
  for (const ByteSpan& span : spans) {
    AppendEscaped(text.substr(at, span.start - at), html);
    html += "<mark>";
    AppendEscaped(text.substr(span.start, span.end - span.start), html);
    html += "</mark>";
    at = span.end;
  }
  AppendEscaped(text.substr(at), html);
  if (isolate) html += "</bdi>";
  return html;
}

std::uint32_t Utf16Length(std::string_view text, std::size_t bytes) {
  constexpr std::uint64_t kNotAscii = 0x8080808080808080ULL;
  text = text.substr(0, bytes);
  std::uint32_t units = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    std::uint64_t eight = kNotAscii;
    if (at + sizeof(eight) <= text.size()) std::memcpy(&eight, text.data() + at, sizeof(eight));
    if ((eight & kNotAscii) == 0) {
      units += sizeof(eight);
      at += sizeof(eight);
      continue;
    }
    const auto byte = static_cast<unsigned char>(text[at++]);
    units += (byte & 0xC0U) != 0x80U;  // one per character
    units += byte >= 0xF0U;            // and one more beyond the basic plane
  }
  return units;
}

}  // namespace dateline::hits
