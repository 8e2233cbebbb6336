// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/utf8.h"

#include <algorithm>

namespace dateline::text {
namespace {

// Length of the sequence a lead byte announces and the range of its second byte (Unicode, table
// 3-7).
struct Lead {
  std::uint32_t length;
  unsigned char low;
  unsigned char high;
};

Lead LeadOf(unsigned char byte) {
  if (byte < 0x80) return {1, 0, 0};
  if (byte < 0xC2) return {0, 0, 0};
  if (byte < 0xE0) return {2, 0x80, 0xBF};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0x80, 0x9F};
  if (byte < 0xF0) return {3, 0x80, 0xBF};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  if (byte < 0xF4) return {4, 0x80, 0xBF};
  if (byte == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

bool IsDroppedControl(char32_t code) {
  return (code < 0x20 && code != '\t' && code != '\n') || (code >= 0x7F && code < 0xA0);
}

bool IsCleanAscii(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(),
                     [](char c) { return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t'; });
}

}  // namespace

DecodedChar DecodeUtf8(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  const Lead lead = LeadOf(first);
  if (lead.length == 1) return {first, 1};
  if (lead.length == 0) return {kBrokenUtf8, 1};
  char32_t code = first & (0xFFU >> (lead.length + 1));
  for (std::uint32_t i = 1; i < lead.length; ++i) {
    const auto byte = at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
    const unsigned low = i == 1 ? lead.low : 0x80U;
    const unsigned high = i == 1 ? lead.high : 0xBFU;
    if (byte < low || byte > high) return {kBrokenUtf8, i};
    code = (code << 6U) | (byte & 0x3FU);
  }
  return {code, lead.length};
}

void AppendUtf8(char32_t code, std::string& out) {
  if (code < 0x80) {
    out += static_cast<char>(code);
    return;
  }
  if (code < 0x800) {
    out += static_cast<char>(0xC0U | (code >> 6U));
  } else {
    if (code < 0x10000) {
      out += static_cast<char>(0xE0U | (code >> 12U));
    } else {
      out += static_cast<char>(0xF0U | (code >> 18U));
      out += static_cast<char>(0x80U | ((code >> 12U) & 0x3FU));
    }
    out += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
  }
  out += static_cast<char>(0x80U | (code & 0x3FU));
}

std::string_view CutUtf8(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0U) == 0x80U) --limit;
  return text.substr(0, limit);
}

bool IsAscii(std::string_view text) {
  unsigned char seen = 0;
  for (const char c : text) seen = static_cast<unsigned char>(seen | static_cast<unsigned char>(c));
  return seen < 0x80;
}

namespace {

// Calls after_each(i, n) after the character that starts at byte i; the result then has n bytes.
template <typename AfterEach>
std::string Clean(std::string_view bytes, AfterEach after_each) {
  std::string clean;
  clean.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size();) {
    const auto [code, length] = DecodeUtf8(bytes, i);
    if (code == kBrokenUtf8) {
      AppendUtf8(0xFFFD, clean);
    } else if (code == '\r') {
      // Old files end lines with a bare CR; dropping it would glue two words together.
      if (i + 1 >= bytes.size() || bytes[i + 1] != '\n') clean += '\n';
    } else if (!IsDroppedControl(code)) {
      clean.append(bytes.substr(i, length));
    }
    after_each(i, clean.size());
    i += length;
  }
  return clean;
}

}  // namespace

std::string CleanUtf8(std::string_view bytes) {
  if (IsCleanAscii(bytes)) return std::string(bytes);
  return Clean(bytes, [](std::size_t, std::size_t) {});
}

std::string CleanUtf8(std::string_view bytes, std::vector<std::uint32_t>& origins) {
  origins.clear();
  std::string clean = Clean(bytes, [&](std::size_t i, std::size_t clean_bytes) {
    origins.resize(clean_bytes, static_cast<std::uint32_t>(i));
  });
  origins.push_back(static_cast<std::uint32_t>(bytes.size()));
  return clean;
}

}  // namespace dateline::text
