// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/article/coarse_date.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "core/article/date_cursor.h"
#include "core/article/date_scanner.h"
#include "core/dates/parse_period.h"
#include "core/text/fold.h"

namespace dateline::article {
namespace {

using dates::Date;
using dates::Precision;

std::string_view Trim(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

bool AreDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsDigit);
}

int NumberOf(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = 10 * value + (c - '0');
  return value;
}

// Takes one of `words` and a space or dot after it off the start of `text`, in any case.
template <std::size_t kCount>
bool TakeWord(const std::array<std::string_view, kCount>& words, std::string_view& text) {
  const auto end = std::min(text.find_first_of(" .0123456789"), text.size());
  const std::string folded = text::FoldName(text.substr(0, end));
  if (std::find(words.begin(), words.end(), folded) == words.end()) return false;
  text.remove_prefix(end);
  while (text.starts_with('.') || text.starts_with(' ')) text.remove_prefix(1);
  return true;
}

constexpr std::array<std::string_view, 24> kCirca = {
    "circa", "ca",   "c",       "approx", "approximately", "about", "around", "um",
    "vers",  "env",  "environ", "hacia",  "etwa",          "cca",   "early",  "mid",
    "mid-",  "late", "anfang",  "mitte",  "ende",          "debut", "fin",    "principios"};
constexpr std::array<std::string_view, 5> kBefore = {"before", "vor", "avant", "antes", "prima"};
constexpr std::array<std::string_view, 5> kAfter = {"after", "nach", "apres", "despues", "dopo"};
constexpr std::array<std::string_view, 5> kFrom = {"between", "from", "zwischen", "entre", "von"};

// 1880s, 1880's, 1880er: also with "the" before and "Jahre" after it.
std::optional<Date> ReadDecade(std::string_view text) {
  for (const std::string_view article : {"the ", "The "}) {
    if (text.starts_with(article)) text.remove_prefix(article.size());
  }
  if (text.ends_with(" Jahre")) text.remove_suffix(6);
  if (text.size() < 5 || !AreDigits(text.substr(0, 4)) || text[3] != '0') return std::nullopt;
  const std::string_view end = text.substr(4);
  if (end != "s" && end != "'s" && end != "’s" && end != "er") return std::nullopt;
  return dates::ParseEdtf(std::string(text.substr(0, 3)) + "X");
}

// 19th century: the hundred years of which the numbers begin with 18
std::optional<Date> ReadCentury(std::string_view text) {
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits == 0 || digits > 2) return std::nullopt;
  const std::string rest = text::FoldName(text.substr(digits));
  const bool named = rest == "th century" || rest == "st century" || rest == "nd century" ||
                     rest == "rd century" || rest == ". jahrhundert";
  const int century = NumberOf(text.substr(0, digits));
  if (!named || century < 2) return std::nullopt;
  return dates::DaysDate(absl::CivilDay(100 * (century - 1), 1, 1),
                         absl::CivilDay(100 * century, 1, 1), Precision::kInterval);
}

// 03/1887, 3.1887, 1887/03, 1887-3
std::optional<Date> ReadMonth(std::string_view text) {
  const auto mark = text.find_first_of("/.-");
  if (mark == std::string_view::npos) return std::nullopt;
  std::string_view year = text.substr(0, mark);
  std::string_view month = text.substr(mark + 1);
  if (year.size() < month.size()) std::swap(year, month);
  if (!AreDigits(year) || !AreDigits(month) || year.size() != 4 || month.size() > 2) {
    return std::nullopt;
  }
  const int number = NumberOf(month);
  if (NumberOf(year) < 1 || number < 1 || number > 12) return std::nullopt;
  return dates::MonthDate(NumberOf(year), number);
}

// A day or something coarser, in any form but a range.
std::optional<Date> ReadOne(std::string_view text) {
  if (const auto edtf = dates::ParseEdtf(text)) return edtf;
  if (const auto decade = ReadDecade(text)) return decade;
  if (const auto month = ReadMonth(text)) return month;
  if (const auto century = ReadCentury(text)) return century;
  if (const auto quarter = dates::ParseQuarter(text)) return quarter;
  if (text.size() > DateScanner::kMaxBytes) return std::nullopt;
  const auto match = DateScanner(text, DateScanner::Context::kField).Run();
  const bool whole =
      match.ok() && match->length == text.size() && !dates::IsExact(match->date.precision);
  return whole ? std::optional(match->date) : std::nullopt;
}

std::optional<Date> Between(const std::optional<Date>& first, const std::optional<Date>& last) {
  if (!first || !last || !first->start || !last->end || *first->start >= *last->end) {
    return std::nullopt;
  }
  return Date{first->start, last->end, Precision::kInterval, '\0', 0};
}

// 1887-90, 1887–1890; a second part of two digits belongs to the century of the first.
std::optional<Date> ReadYears(std::string_view first, std::string_view last) {
  if (!AreDigits(first) || !AreDigits(last) || first.size() != 4) return std::nullopt;
  int year = NumberOf(last);
  if (last.size() == 2) {
    year += NumberOf(first) / 100 * 100;
  } else if (last.size() != 4) {
    return std::nullopt;
  }
  if (NumberOf(first) < 1 || year <= NumberOf(first)) return std::nullopt;
  return Between(dates::YearDate(NumberOf(first)), dates::YearDate(year));
}

std::optional<Date> ReadRange(std::string_view text) {
  const bool from = TakeWord(kFrom, text);
  for (const std::string_view mark : {" to ", " until ", " bis ", " or ", " oder ", " and ",
                                      " und ", " et ", " y ", " – ", " — ", " - ", "–", "—", "-"}) {
    const auto at = text.find(mark);
    if (at == std::string_view::npos) continue;
    const bool joins = mark == " and " || mark == " und " || mark == " et " || mark == " y ";
    if (joins && !from) continue;
    const std::string_view first = Trim(text.substr(0, at));
    const std::string_view last = Trim(text.substr(at + mark.size()));
    if (const auto years = ReadYears(first, last)) return years;
    if (mark == "-") return std::nullopt;  // between the parts of a date
    return Between(ReadOne(first), ReadOne(last));
  }
  return std::nullopt;
}

// "1887?", "[1887]", "circa 1887", "c1887"
std::optional<Date> ReadQualified(std::string_view text) {
  char qualifier = '\0';
  const bool bracketed = text.starts_with('[') && text.ends_with(']');
  if (bracketed) text = Trim(text.substr(1, text.size() - 2));
  if (TakeWord(kCirca, text)) qualifier = '~';
  if (text.ends_with('?')) {
    qualifier = qualifier == '\0' ? '?' : '%';
    text = Trim(text.substr(0, text.size() - 1));
  }
  if (qualifier == '\0' && !bracketed) {
    if (const auto month = ReadMonth(text)) return month;
    const auto century = ReadCentury(text);
    return century ? century : dates::ParseQuarter(text);
  }
  std::optional<Date> date = ReadOne(text);
  if (!date && qualifier != '\0') date = ReadRange(text);
  if (date && qualifier != '\0') date->qualifier = qualifier;
  return date;
}

}  // namespace

std::optional<Date> ReadCoarseDate(std::string_view text) {
  if (const auto edtf = dates::ParseEdtf(text)) return edtf;
  std::string_view rest = text;
  std::optional<Date> date;
  if (TakeWord(kBefore, rest)) {
    const auto named = ReadOne(rest);
    if (named && named->start)
      date = Date{std::nullopt, named->start, Precision::kInterval, '\0', 0};
  } else if (TakeWord(kAfter, rest)) {
    const auto named = ReadOne(rest);
    if (named && named->end) date = Date{named->end, std::nullopt, Precision::kInterval, '\0', 0};
  } else if (!(date = ReadDecade(text)) && !(date = ReadQualified(text))) {
    date = ReadRange(text);
  }
  return date && dates::IsInYears(*date) ? date : std::nullopt;
}

}  // namespace dateline::article
