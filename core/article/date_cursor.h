// SPDX-License-Identifier: GPL-3.0-or-later
// A text that is read as a date, and the place in it.
#ifndef DATELINE_CORE_ARTICLE_DATE_CURSOR_H_
#define DATELINE_CORE_ARTICLE_DATE_CURSOR_H_

#include <cstddef>
#include <string_view>

namespace dateline::article {

inline bool IsDigit(char c) { return c >= '0' && c <= '9'; }
inline bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

struct DateCursor {
  struct Number {
    int value = 0;
    std::size_t digits = 0;
  };

  // The byte at `place`; NUL after the end.
  char At(std::size_t place) const { return place < text.size() ? text[place] : '\0'; }

  // The digits at `place`, at most `most`; only the first nine make the value.
  Number Digits(std::size_t place, std::size_t most = 10) const {
    Number number;
    while (IsDigit(At(place + number.digits)) && number.digits < most) {
      if (number.digits < 9) number.value = 10 * number.value + (At(place + number.digits) - '0');
      ++number.digits;
    }
    return number;
  }

  std::string_view text;
  std::size_t at = 0;
};

}  // namespace dateline::article

#endif  // DATELINE_CORE_ARTICLE_DATE_CURSOR_H_
