// SPDX-License-Identifier: GPL-3.0-or-later
// Names of months, days of the week and halves of the day in the languages that ICU knows.
#ifndef DATELINE_CORE_ARTICLE_LOCAL_DATE_NAMES_H_
#define DATELINE_CORE_ARTICLE_LOCAL_DATE_NAMES_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dateline::article {

// What a name means in any of the languages; several at once ("mar" is a month in Italian and a day
// of the week in French).
struct LocalDateName {
  int month = 0;  // 1 to 12; 0 none, -1 one in this language and another one in that
  bool weekday = false;
  bool am = false;
  bool pm = false;
  bool filler = false;     // a small word between the parts of a date
  bool thai = false;       // the year is that of the Buddhist era
  std::size_t length = 0;  // bytes of the text that are the name, a dot after it not included

  bool known() const { return month != 0 || weekday || am || pm || filler; }
};

// The longest name, of up to four words, that `text` starts with. The first call makes the tables,
// in some 20 ms. Thread-safe.
LocalDateName FindLocalDateName(std::string_view text);

// The languages of the tables, by ICU's names, separated by spaces.
std::string_view LocalDateLanguages();

}  // namespace dateline::article

#endif  // DATELINE_CORE_ARTICLE_LOCAL_DATE_NAMES_H_
