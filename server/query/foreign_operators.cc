// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/query/foreign_operators.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "core/text/char_kind.h"
#include "server/query/ascii.h"

namespace dateline::query {
namespace {

template <std::size_t n>
bool Contains(const std::array<std::string_view, n>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool IsNumber(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), text::IsAsciiDigit);
}

// "/5", "/s", "/p" and longer names for sentence and paragraph; after a name also ":5" and "~5".
bool IsSlashDistance(std::string_view upper, std::string_view signs) {
  constexpr std::array<std::string_view, 5> kUnits{"S", "P", "SENT", "PARA", "SEG"};
  if (upper.empty() || signs.find(upper.front()) == std::string_view::npos) return false;
  upper.remove_prefix(1);
  TakePrefix(upper, "+");  // "/+5": in that order
  return IsNumber(upper) || Contains(kUnits, upper);
}

bool IsUpper(std::string_view word) { return std::all_of(word.begin(), word.end(), IsUpperAscii); }

// The last one of what may be several: "oil~1^2".
std::size_t LastSuffix(std::string_view word) {
  const std::size_t sign = word.find_last_not_of("0123456789.");
  if (sign == std::string_view::npos || sign == 0) return 0;
  const bool at_end = sign + 1 == word.size();
  const char c = word[sign];
  if (c == '~' || (c == '^' && !at_end)) return word.size() - sign;
  // "elect!" is cut off by Lexis and Westlaw; "US$" and "!!!" are not.
  constexpr std::size_t kMinLetters = 3;
  if ((c != '!' && c != '$') || !at_end || sign < kMinLetters) return 0;
  const std::string_view letters = word.substr(sign - kMinLetters, kMinLetters);
  return std::all_of(letters.begin(), letters.end(), IsLowerAscii) ? 1 : 0;
}

}  // namespace

bool IsDistanceOperator(std::string_view word) {
  const std::string upper = UpperAscii(word.substr(0, 20));
  if (IsSlashDistance(upper, "/")) return true;
  for (const std::string_view name : {"NEAR", "ONEAR", "ADJ", "PRE", "WITHIN", "W", "N"}) {
    std::string_view rest = upper;
    if (!TakePrefix(rest, name)) continue;
    // W5 and n:1 are something else.
    if (IsSlashDistance(rest, name.size() > 2 ? "/:~" : "/")) return true;
    if (name.size() > 2 && IsNumber(rest)) return true;
  }
  return false;
}

bool IsCapitalOperator(std::string_view word) {
  constexpr std::array<std::string_view, 7> kNames{"NEAR", "ONEAR",    "ADJ",      "XOR",
                                                   "SAME", "SENTENCE", "PARAGRAPH"};
  return Contains(kNames, word);
}

bool IsFrequencyOperator(std::string_view word) {
  const std::string upper = UpperAscii(word.substr(0, 20));
  std::string_view rest = upper;
  return (TakePrefix(rest, "ATLEAST") || TakePrefix(rest, "ATL")) && IsNumber(rest);
}

bool IsForeignFunction(std::string_view name) {
  constexpr std::array<std::string_view, 4> kAnyCase{"CAPS", "ALLCAPS", "NOCAPS", "ATLEAST"};
  constexpr std::array<std::string_view, 9> kCapitals{
      "PLURAL", "SINGULAR", "LEAD", "HLEAD", "BODY", "BYLINE", "NEAR", "AROUND", "TERMS"};
  if (IsFrequencyOperator(name)) return true;
  if (Contains(kAnyCase, UpperAscii(name.substr(0, 20)))) return true;
  return IsUpper(name) && Contains(kCapitals, name);
}

std::string_view OwnNameOfField(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kNames{
      {{"site", "host"},
       {"intitle", "headline"},
       {"allintitle", "headline"},
       {"intext", "text"},
       {"allintext", "text"}}};
  const auto found = std::find_if(kNames.begin(), kNames.end(),
                                  [name](const auto& entry) { return entry.first == name; });
  return found == kNames.end() ? std::string_view() : found->second;
}

bool IsForeignField(std::string_view name) {
  constexpr std::array<std::string_view, 11> kNames{"inurl",   "allinurl", "inanchor", "filetype",
                                                    "related", "cache",    "link",     "define",
                                                    "before",  "after",    "when"};
  return Contains(kNames, name);
}

std::size_t ForeignSuffix(std::string_view word) {
  std::size_t length = 0;
  for (std::size_t last = LastSuffix(word); last > 0; last = LastSuffix(word)) {
    word.remove_suffix(last);
    length += last;
  }
  return length;
}

}  // namespace dateline::query
