// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/escape_json.h"

#include <cstdint>

#include "core/text/utf8.h"

namespace dateline::text {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

void AppendEscaped(std::uint32_t code, std::string& out) {
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4)
    out += kHexDigits[(code >> static_cast<unsigned>(shift)) & 0xFU];
}

bool IsControl(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x61C ||
         (code >= 0x200B && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) ||
         (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF;
}

std::string Escape(std::string_view text, std::string_view with_backslash) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    const auto byte = static_cast<unsigned char>(c);
    // Nearly all text: no decoding.
    const DecodedChar decoded = byte < 0x80 ? DecodedChar{byte, 1} : DecodeUtf8(text, at);
    if (with_backslash.find(c) != std::string_view::npos) {
      out += {'\\', c};
    } else if (IsControl(decoded.code)) {
      AppendEscaped(static_cast<std::uint32_t>(decoded.code), out);
    } else {
      out.append(text.substr(at, decoded.length));
    }
    at += decoded.length;
  }
  return out;
}

}  // namespace

std::string EscapeJson(std::string_view text) { return Escape(text, "\"\\"); }
std::string EscapeControls(std::string_view text) { return Escape(text, ""); }

}  // namespace dateline::text
