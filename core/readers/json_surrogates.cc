// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/json_surrogates.h"

#include <charconv>
#include <cstdint>

namespace dateline::readers {
namespace {

constexpr std::size_t kEscapeBytes = 6;  // "\ud83d"

// The code of the escape at `at`; 0 if there is none.
std::uint32_t EscapeAt(std::string_view json, std::size_t at) {
  const std::string_view escape = json.substr(std::min(at, json.size()), kEscapeBytes);
  if (escape.size() < kEscapeBytes || !escape.starts_with("\\u")) return 0;
  std::uint32_t code = 0;
  const auto [end, error] =
      std::from_chars(escape.data() + 2, escape.data() + kEscapeBytes, code, 16);
  return error == std::errc() && end == escape.data() + kEscapeBytes ? code : 0;
}

bool IsHigh(std::uint32_t code) { return code >= 0xD800 && code < 0xDC00; }
bool IsLow(std::uint32_t code) { return code >= 0xDC00 && code < 0xE000; }

}  // namespace

std::string RepairSurrogates(std::string_view json) {
  std::string repaired(json);
  for (std::size_t at = json.find('\\'); at < json.size(); at = json.find('\\', at)) {
    const std::uint32_t code = EscapeAt(json, at);
    if (IsHigh(code) && IsLow(EscapeAt(json, at + kEscapeBytes))) {
      at += 2 * kEscapeBytes;
    } else if (IsHigh(code) || IsLow(code)) {
      repaired.replace(at, kEscapeBytes, "\\ufffd");
      at += kEscapeBytes;
    } else {
      at += 2;
    }
  }
  return repaired;
}

}  // namespace dateline::readers
