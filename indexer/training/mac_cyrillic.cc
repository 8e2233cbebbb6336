// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/training/mac_cyrillic.h"

#include "core/text/utf8.h"

namespace dateline::training {
namespace {

// The Latin-1 character that Mac OS Cyrillic shows as `code`, for the letters of German and French.
char32_t Latin1Of(char32_t code) {
  if (code >= 0x0430 && code <= 0x044E) return code - 0x0430 + 0xE0;
  switch (code) {
    case 0x044F:
      return 0xDF;  // sharp s
    case 0x2116:
      return 0xDC;  // U with diaeresis
    case 0x0192:
      return 0xC4;  // A with diaeresis
    case 0x00F7:
      return 0xD6;  // O with diaeresis
    default:
      return code;
  }
}

}  // namespace

std::string RepairMacCyrillic(std::string_view token) {
  std::string repaired;
  for (std::size_t i = 0; i < token.size();) {
    const auto [code, length] = text::DecodeUtf8(token, i);
    if (code != text::kBrokenUtf8) text::AppendUtf8(Latin1Of(code), repaired);
    i += length;
  }
  return repaired;
}

}  // namespace dateline::training
