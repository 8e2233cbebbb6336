// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/number_form.h"

#include <algorithm>
#include <array>

#include "core/text/char_kind.h"

namespace dateline::text {
namespace {

constexpr std::size_t kMaxGroups = 12;

struct Groups {
  std::array<std::string_view, kMaxGroups> digits;
  std::array<char, kMaxGroups> separators{};  // before each group but the first
  std::size_t count = 0;
  std::size_t length = 0;
};

bool HasDecimalComma(Language language) {
  return language != Language::kEnglish && language != Language::kIrish &&
         language != Language::kOther && language != Language::kArabic;
}

std::string_view DigitsAt(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && IsAsciiDigit(text[end])) ++end;
  return text.substr(at, end - at);
}

// Digit groups with single dots or commas between; count 0 if there are more than kMaxGroups.
Groups Split(std::string_view text) {
  Groups groups;
  std::size_t at = 0;
  char separator = 0;
  for (;;) {
    const std::string_view digits = DigitsAt(text, at);
    if (digits.empty()) return groups;
    if (groups.count == kMaxGroups) return {};
    groups.separators[groups.count] = separator;
    groups.digits[groups.count++] = digits;
    groups.length = at + digits.size();
    if (groups.length >= text.size()) return groups;
    separator = text[groups.length];
    if (separator != '.' && separator != ',') return groups;
    at = groups.length + 1;
  }
}

// Number of groups from the first that are joined by `separator` as thousands; 1 if there are
// none.
std::size_t ThousandsGroups(const Groups& groups, char separator) {
  std::size_t joined = 1;
  if (groups.digits[0].size() > 3) return joined;
  while (joined < groups.count && groups.separators[joined] == separator &&
         groups.digits[joined].size() == 3) {
    ++joined;
  }
  return joined;
}

}  // namespace

std::size_t NumberLength(std::string_view text, Language language, std::string& plain) {
  const Groups groups = Split(text);
  if (groups.count < 2) return 0;
  const bool comma = HasDecimalComma(language);
  const std::size_t by_comma = comma ? 1 : ThousandsGroups(groups, ',');
  const std::size_t by_dot = ThousandsGroups(groups, '.');
  // A single dot before three digits is a decimal point if a comma is not (English 1.250).
  const bool dotted = by_dot > 2 || (comma && by_dot == 2);
  const std::size_t whole = dotted ? by_dot : by_comma;
  if (whole + 1 < groups.count) return 0;
  if (whole < groups.count) {
    const char decimal = groups.separators[whole];
    if (decimal == ',' && !comma) return 0;
    if (decimal == '.' && dotted) return 0;
  }
  for (std::size_t i = 0; i < groups.count; ++i) {
    if (i == whole) plain += '.';
    plain.append(groups.digits[i]);
  }
  return groups.length;
}

}  // namespace dateline::text
