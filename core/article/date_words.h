// SPDX-License-Identifier: GPL-3.0-or-later
// Words of dates: months, days of the week, small words between them, zones.
#ifndef DATELINE_CORE_ARTICLE_DATE_WORDS_H_
#define DATELINE_CORE_ARTICLE_DATE_WORDS_H_

#include <cstdint>
#include <string_view>

namespace dateline::article {

enum class DateWordKind : std::uint8_t {
  kNone,
  kMonth,
  kWeekday,
  kFiller,
  kSuffix,
  kAm,
  kPm,
  kZone,
  kRegion
};

struct DateWord {
  DateWordKind kind = DateWordKind::kNone;
  int value = 0;          // month 1 to 12, or minutes east of UTC
  const char* zone = "";  // kRegion: IANA name
};

// What `word` (letters only, any case, accents kept or dropped) means in a date. Thread-safe.
DateWord FindDateWord(std::string_view word);

// A zone that is less common, such as AST or BRT, or is a word as well (EAT). Thread-safe.
DateWord FindRareZone(std::string_view word);

}  // namespace dateline::article

#endif  // DATELINE_CORE_ARTICLE_DATE_WORDS_H_
