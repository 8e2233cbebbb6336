// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/escape_json.h"

namespace dateline::text {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

}  // namespace

std::string EscapeJson(std::string_view text) {
  std::string json;
  json.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      json += {'\\', c};
    } else if (byte < 0x20 || byte == 0x7F) {
      json.append("\\u00").append({kHexDigits[byte >> 4U], kHexDigits[byte & 0xFU]});
    } else {
      json += c;
    }
  }
  return json;
}

}  // namespace dateline::text
