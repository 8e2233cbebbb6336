// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/interval.h"

#include <algorithm>
#include <functional>
#include <map>
#include <string_view>

namespace dateline::cli {

std::optional<Interval> FindInterval(const std::string& text) {
  static const std::map<std::string, v1::CalendarInterval, std::less<>> intervals = {
      {"auto", v1::CALENDAR_INTERVAL_UNSPECIFIED}, {"minute", v1::CALENDAR_INTERVAL_MINUTE},
      {"hour", v1::CALENDAR_INTERVAL_HOUR},        {"day", v1::CALENDAR_INTERVAL_DAY},
      {"week", v1::CALENDAR_INTERVAL_WEEK},        {"month", v1::CALENDAR_INTERVAL_MONTH},
      {"quarter", v1::CALENDAR_INTERVAL_QUARTER},  {"year", v1::CALENDAR_INTERVAL_YEAR},
      {"decade", v1::CALENDAR_INTERVAL_DECADE},    {"century", v1::CALENDAR_INTERVAL_CENTURY}};
  constexpr std::size_t kMostDigits = 4;
  std::string_view name = text;
  const auto digits = std::min(name.find_first_not_of("0123456789"), name.size());
  Interval found;
  if (digits > kMostDigits) return std::nullopt;
  if (digits > 0) found.count = std::stoi(text.substr(0, digits));
  name.remove_prefix(digits);
  if (name.starts_with(' ')) name.remove_prefix(1);
  if (found.count > 1 && name.ends_with('s')) name.remove_suffix(1);
  const auto unit = intervals.find(name);
  if (unit == intervals.end() || (digits > 0 && (name == "auto" || found.count == 0))) {
    return std::nullopt;
  }
  found.unit = unit->second;
  return found;
}

std::string IntervalProblem(const std::string& text) {
  if (FindInterval(text)) return "";
  return "'" + text + "' is not an interval; give " + kIntervalForms;
}

void SetInterval(const std::string& text, v1::DateHistogramFacet& facet) {
  const Interval interval = FindInterval(text).value_or(Interval{});
  facet.set_interval(interval.unit);
  if (interval.count > 1) facet.set_interval_count(interval.count);
}

}  // namespace dateline::cli
