// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/article/plain_digits.h"

#include <unicode/uchar.h>

#include <algorithm>

#include "core/text/utf8.h"

namespace dateline::article {

std::string PlainDigits(std::string_view text) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  if (std::all_of(text.begin(), text.end(), is_ascii)) return std::string(text);
  std::string plain;
  for (std::size_t i = 0; i < text.size();) {
    const auto [code, length] = text::DecodeUtf8(text, i);
    const auto letter = static_cast<UChar32>(code);
    const bool mark = code == 0x200E || code == 0x200F || code == 0x061C || code == 0xFEFF;
    const int digit = code == text::kBrokenUtf8 ? -1 : u_charDigitValue(letter);
    if (digit >= 0 && u_charType(letter) == U_DECIMAL_DIGIT_NUMBER) {
      plain.push_back(static_cast<char>('0' + digit));
    } else if (!mark) {
      plain.append(text.substr(i, length));
    }
    i += length;
  }
  return plain;
}

}  // namespace dateline::article
