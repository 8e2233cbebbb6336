// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/pages/page_lines.h"

#include <absl/strings/ascii.h>

#include <algorithm>
#include <array>

#include "core/text/utf8.h"

namespace dateline::pages {
namespace {

constexpr std::size_t kLookedAt = 4096;  // bytes that must hold no NUL

// Windows-1252's bytes 0x80 to 0x9f; the others are those of Latin-1.
constexpr std::array<char32_t, 32> kWindows1252 = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

std::string FromUtf16(std::string_view bytes, bool big_endian) {
  const auto unit = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<char32_t>(big_endian ? (first << 8U) | second : (second << 8U) | first);
  };
  std::string text;
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    char32_t code = unit(at);
    if (code >= 0xD800 && code < 0xDC00 && at + 3 < bytes.size()) {
      const char32_t low = unit(at + 2);
      if (low >= 0xDC00 && low < 0xE000) {
        code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
        at += 2;
      }
    }
    text::AppendUtf8(code >= 0xD800 && code < 0xE000 ? 0xFFFD : code, text);
  }
  return text;
}

// Text of one byte per letter: bytes above 127, and none of them part of good UTF-8.
bool IsSingleByte(std::string_view bytes) {
  bool broken = false;
  for (std::size_t at = 0; at < bytes.size();) {
    const text::DecodedChar next = text::DecodeUtf8(bytes, at);
    if (next.code == text::kBrokenUtf8) {
      broken = true;
    } else if (next.length > 1) {
      return false;
    }
    at += next.length;
  }
  return broken;
}

std::string FromWindows1252(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text::AppendUtf8(byte >= 0x80 && byte < 0xA0 ? kWindows1252[byte - 0x80U] : byte, text);
  }
  return text;
}

}  // namespace

absl::StatusOr<std::string> DecodePage(std::string_view bytes) {
  if (bytes.starts_with("\xff\xfe")) return text::CleanUtf8(FromUtf16(bytes.substr(2), false));
  if (bytes.starts_with("\xfe\xff")) return text::CleanUtf8(FromUtf16(bytes.substr(2), true));
  if (bytes.substr(0, kLookedAt).find('\0') != std::string_view::npos) {
    return absl::InvalidArgumentError(
        "the file is binary; a page is plain text in UTF-8: save it as text");
  }
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  std::string page = IsSingleByte(bytes) ? FromWindows1252(bytes) : std::string(bytes);
  // Old line ends: a carriage return alone.
  if (page.find('\n') == std::string::npos) std::replace(page.begin(), page.end(), '\r', '\n');
  return text::CleanUtf8(page);
}

std::string_view TrimText(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  for (bool moved = true; moved;) {
    const auto first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) return {};
    text = text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
    moved = false;
    for (const std::string_view space : {"\u00a0", "\u200b", "\ufeff", "\u202f"}) {
      if (text.starts_with(space)) {
        text.remove_prefix(space.size());
        moved = true;
      } else if (text.ends_with(space)) {
        text.remove_suffix(space.size());
        moved = true;
      }
    }
  }
  return text;
}

std::vector<PageLine> SplitPage(std::string_view page) {
  std::vector<PageLine> lines;
  std::size_t start = 0;
  while (start < page.size()) {
    const std::size_t end = std::min(page.find('\n', start), page.size());
    const std::string_view text = TrimText(page.substr(start, end - start));
    if (!text.empty()) {
      const auto at = static_cast<std::size_t>(text.data() - page.data());
      lines.push_back({text, at, at + text.size()});
    }
    start = end + 1;
  }
  return lines;
}

std::string LowerAscii(std::string_view text) {
  return absl::AsciiStrToLower(absl::string_view(text.data(), text.size()));
}

std::string_view SkipMarks(std::string_view text) {
  for (bool moved = true; moved;) {
    moved = false;
    text = TrimText(text);
    for (const std::string_view mark :
         {"•", "·", "–", "—", "-", "|", "*", ":", "▸", "►", ">", "»", ",", "/", "#"}) {
      if (!text.starts_with(mark)) continue;
      text.remove_prefix(mark.size());
      moved = true;
      break;
    }
  }
  return text;
}

std::size_t CountWords(std::string_view text) {
  std::size_t words = 0;
  bool inside = false;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t';
    words += !blank && !inside ? 1 : 0;
    inside = !blank;
  }
  return words;
}

bool EndsSentence(std::string_view text) {
  for (const std::string_view end :
       {".", "!", "?", "\"", "”", "’", "…", ")", "»", "“", "。", "！", "？", "」", "؟", ":", ";"}) {
    if (text.ends_with(end)) return true;
  }
  return false;
}

bool IsLabel(std::string_view text) {
  constexpr std::size_t kMaxLabel = 45;
  constexpr std::size_t kMaxWords = 5;
  return text.size() <= kMaxLabel && CountWords(text) <= kMaxWords && !EndsSentence(text);
}

}  // namespace dateline::pages
