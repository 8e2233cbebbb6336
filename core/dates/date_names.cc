// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dates/date_names.h"

#include <array>

namespace dateline::dates {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};
constexpr std::size_t kShortestMonth = 3;

struct Season {
  std::string_view name;
  int number;
};
constexpr std::array<Season, 21> kSeasons = {
    {{"spring", 21},   {"summer", 22},    {"autumn", 23},   {"fall", 23},     {"winter", 24},
     {"frühling", 21}, {"fruhling", 21},  {"frühjahr", 21}, {"fruhjahr", 21}, {"sommer", 22},
     {"herbst", 23},   {"printemps", 21}, {"été", 22},      {"ete", 22},      {"automne", 23},
     {"hiver", 24},    {"primavera", 21}, {"verano", 22},   {"otoño", 23},    {"otono", 23},
     {"invierno", 24}}};

}  // namespace

std::string LowerAscii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return lower;
}

int FindMonthName(std::string_view lower) {
  if (lower.size() < kShortestMonth) return 0;
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (kMonths[i].starts_with(lower)) return static_cast<int>(i) + 1;
  }
  return 0;
}

int FindSeasonName(std::string_view lower) {
  for (const Season& season : kSeasons) {
    if (season.name == lower) return season.number;
  }
  return lower == "\u00c9t\u00e9" ? 22 : 0;  // LowerAscii leaves the first letter as it is
}

}  // namespace dateline::dates
